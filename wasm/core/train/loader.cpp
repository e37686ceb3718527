#include "train/loader.h"

#include <algorithm>

namespace earshot::train {

DataLoader::DataLoader(std::span<const std::size_t> indices, int batch_size, std::span<const std::size_t> sometimes,
                       std::size_t per_epoch)
    : original_(indices.begin(), indices.end()),
      order_(original_),
      sometimes_(sometimes.begin(), sometimes.end()),
      per_epoch_(std::min(per_epoch, sometimes.size())),
      batch_size_(static_cast<std::size_t>(batch_size)) {}

std::int64_t DataLoader::batches_per_epoch() const {
  return static_cast<std::int64_t>((original_.size() + per_epoch_ + batch_size_ - 1) / batch_size_);
}

void DataLoader::start_epoch(Rng* rng) {
  position_ = 0;
  if (rng == nullptr) return;
  order_ = original_;  // an epoch's order depends on the Rng alone, not on the order before
  if (per_epoch_ > 0) {
    std::vector<std::size_t> drawn = sometimes_;
    rng->shuffle(std::span(drawn));
    order_.insert(order_.end(), drawn.begin(), drawn.begin() + static_cast<std::ptrdiff_t>(per_epoch_));
  }
  rng->shuffle(std::span(order_));
}

std::size_t DataLoader::next_size() const { return std::min(batch_size_, order_.size() - position_); }

std::span<const std::size_t> DataLoader::next() {
  const std::span<const std::size_t> batch = std::span<const std::size_t>(order_).subspan(position_, next_size());
  position_ += batch.size();
  return batch;
}

}  // namespace earshot::train
