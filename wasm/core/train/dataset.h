// Examples ready for a network: features of one shape, a label, and where each came from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace earshot::train {

// A sound that is none of the labels: training asks for equal scores (outlier exposure, Hendrycks et al., 2019).
inline constexpr int kNoLabel = -1;

struct Example {
  Tensor features;        // [frames, coefficients]
  int label = 0;          // index into Dataset::labels, or kNoLabel
  std::string id;         // path, or path and piece
  std::string group;      // speaker or recording; "" when unknown
  int clip = 0;           // pieces of one clip share it
  std::string fold = {};  // of the data set's official folds; "" when there are none
  // In the training part of every split and in no other: more data from elsewhere, and every sound without a label.
  bool training_only = false;
};

struct Dataset {
  std::vector<std::string> labels;
  std::vector<Example> examples;

  [[nodiscard]] const Shape& feature_shape() const { return examples.front().features.shape; }
  // Throws kInvalidData: no examples, fewer than two labels, shapes that differ (naming both examples), labels out of
  // range (kNoLabel is for training only), values that are not finite.
  void validate() const;
};

// Examples of each label among `indices`; those without one do not count.
[[nodiscard]] std::vector<std::int64_t> class_counts(const Dataset& dataset, std::span<const std::size_t> indices);
[[nodiscard]] std::vector<std::size_t> all_indices(const Dataset& dataset);
// Those among `indices` that have a label, and those that have none.
struct ByLabel {
  std::vector<std::size_t> labelled, outliers;
};
[[nodiscard]] ByLabel by_label(const Dataset& dataset, std::span<const std::size_t> indices);

}  // namespace earshot::train
