// Scores of a model for examples, batch by batch, so that a caller can show progress and stop in between.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/tensor.h"
#include "nn/session.h"
#include "train/dataset.h"
#include "train/loader.h"

namespace earshot::train {

class Predictor {
 public:
  // `dataset` must outlive this. Throws what loading throws.
  Predictor(const onnx::Model& model, const Dataset& dataset, std::span<const std::size_t> indices,
            int batch_size = 64);

  // One batch; false when all have been done (and nothing was). Throws kInvalidArgument for features that do not fit.
  bool step();
  [[nodiscard]] double fraction() const;
  // [n, classes], of the examples so far in the order of `indices`.
  [[nodiscard]] const Tensor& scores() const { return scores_; }
  [[nodiscard]] const std::vector<std::size_t>& indices() const { return indices_; }

 private:
  nn::Session session_;
  const Dataset* dataset_;
  std::vector<std::size_t> indices_;
  DataLoader loader_;
  Tensor scores_;
};

}  // namespace earshot::train
