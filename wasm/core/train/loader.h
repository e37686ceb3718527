// The order of examples in training and validation, batch by batch.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/rng.h"
#include "train/dataset.h"

namespace earshot::train {

class DataLoader {
 public:
  DataLoader(std::span<const std::size_t> indices, int batch_size);

  [[nodiscard]] std::int64_t batches_per_epoch() const;
  // As given, in no epoch's order.
  [[nodiscard]] std::span<const std::size_t> indices() const { return original_; }
  // Back to the first batch; a new order when `rng` is given.
  void start_epoch(Rng* rng);
  // Examples of the next batch; 0 at the end of the epoch.
  [[nodiscard]] std::size_t next_size() const;
  // The next batch's examples, valid until start_epoch.
  std::span<const std::size_t> next();

 private:
  std::vector<std::size_t> original_, order_;
  std::size_t batch_size_;
  std::size_t position_ = 0;
};

}  // namespace earshot::train
