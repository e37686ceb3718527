#include "train/dataset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace earshot::train {

void Dataset::validate() const {
  const auto fail = [](const std::string& message) { throw Error(ErrorCode::kInvalidData, message); };
  if (examples.empty()) fail("There are no examples to train on.");
  if (labels.size() < 2) fail("There must be at least two labels; found " + std::to_string(labels.size()) + ".");
  for (const Example& example : examples) {
    if (example.features.shape != feature_shape()) {
      fail("Example " + example.id + " has features of shape " + to_string(example.features.shape) + ", but " +
           examples.front().id + " has " + to_string(feature_shape()) +
           "; choose a segment length or a pooling that makes them equal.");
    }
    const bool outlier = example.label == kNoLabel && example.training_only;
    if (!outlier && (example.label < 0 || static_cast<std::size_t>(example.label) >= labels.size()))
      fail("Example " + example.id + " has no known label.");
    if (!std::all_of(example.features.data.begin(), example.features.data.end(),
                     [](float v) { return std::isfinite(v); })) {
      fail("Example " + example.id + " has features that are not finite numbers.");
    }
  }
}

std::vector<std::int64_t> class_counts(const Dataset& dataset, std::span<const std::size_t> indices) {
  std::vector<std::int64_t> counts(dataset.labels.size(), 0);
  for (const std::size_t i : indices) {
    const int label = dataset.examples[i].label;
    if (label != kNoLabel) ++counts[static_cast<std::size_t>(label)];
  }
  return counts;
}

ByLabel by_label(const Dataset& dataset, std::span<const std::size_t> indices) {
  ByLabel out;
  for (const std::size_t i : indices)
    (dataset.examples[i].label == kNoLabel ? out.outliers : out.labelled).push_back(i);
  return out;
}

std::vector<std::size_t> all_indices(const Dataset& dataset) {
  std::vector<std::size_t> out(dataset.examples.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

}  // namespace earshot::train
