// Which part of the features made a decision: occlusion (Zeiler and Fergus, "Visualizing and Understanding
// Convolutional Networks", 2014). A patch of the features is replaced by what is usual there, and the loss of log-odds
// of the label says how much the patch spoke for it. Occlusion rather than the input gradient: the gradient says what a
// tiny change would do, which is next to nothing wherever a network is sure of itself, and is noise where it is not
// smooth.
#pragma once

#include <cstdint>
#include <vector>

#include "base/tensor.h"
#include "nn/session.h"
#include "onnx/model.h"

namespace earshot::train {

struct OcclusionOptions {
  int label = -1;  // whose evidence; negative: of the largest score
  // Size of the patch; 0: an eighth of the axis. Patches overlap by half.
  int patch_frames = 0, patch_coefficients = 0;
};

class OcclusionMap {
 public:
  // `features` and `usual`: [frames, coefficients]; `usual` is what a patch becomes, e.g. the mean of many examples.
  // Throws kInvalidArgument, and what loading throws.
  OcclusionMap(const onnx::Model& model, Tensor features, Tensor usual, const OcclusionOptions& options = {});

  // One batch of patches; false when all have been done (and nothing was).
  bool step();
  [[nodiscard]] double fraction() const;

  [[nodiscard]] int label() const { return label_; }
  // Of the features as they are.
  [[nodiscard]] const std::vector<float>& scores() const { return scores_; }
  [[nodiscard]] int patch_frames() const { return static_cast<int>(patch_[0]); }
  [[nodiscard]] int patch_coefficients() const { return static_cast<int>(patch_[1]); }
  // [frames, coefficients]: the mean loss of log-odds over the patches that cover a cell. Positive: the cell speaks for
  // the label. Complete when step() has returned false.
  [[nodiscard]] Tensor values() const;

 private:
  struct Patch {
    std::int64_t frame = 0, coefficient = 0;
  };
  [[nodiscard]] double log_odds(std::size_t row) const;

  nn::Session session_;
  bool softmax_;
  Tensor features_, usual_;
  std::int64_t patch_[2];
  int label_;
  std::vector<float> scores_;
  double log_odds_ = 0.0;
  std::vector<Patch> patches_;
  std::size_t done_ = 0;
  std::vector<double> sums_;
  std::vector<int> counts_;
};

// The mean of examples of one shape, cell by cell: what is usual.
[[nodiscard]] Tensor mean_features(const std::vector<const Tensor*>& examples);

}  // namespace earshot::train
