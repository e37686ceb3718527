// Examples ready for a network: features of one shape, a label, and where each came from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace earshot::train {

struct Example {
  Tensor features;        // [frames, coefficients]
  int label = 0;          // index into Dataset::labels
  std::string id;         // path, or path and piece
  std::string group;      // speaker or recording; "" when unknown
  int clip = 0;           // pieces of one clip share it
  std::string fold = {};  // of the data set's official folds; "" when there are none
};

struct Dataset {
  std::vector<std::string> labels;
  std::vector<Example> examples;

  [[nodiscard]] const Shape& feature_shape() const { return examples.front().features.shape; }
  // Throws kInvalidData: no examples, fewer than two labels, shapes that differ (naming both examples), labels out of
  // range, values that are not finite.
  void validate() const;
};

// Examples of each label among `indices`.
[[nodiscard]] std::vector<std::int64_t> class_counts(const Dataset& dataset, std::span<const std::size_t> indices);
[[nodiscard]] std::vector<std::size_t> all_indices(const Dataset& dataset);

}  // namespace earshot::train
