// "None of these": a clip whose best score is below the threshold is not decided. What that costs and what it buys.
#pragma once

#include <span>
#include <vector>

#include "base/tensor.h"
#include "train/metrics.h"

namespace earshot::train {

struct Rejection {
  double threshold = 0.0;
  std::int64_t rejected = 0;
  Accuracy accepted;  // top-1 over the clips that are decided
};
// scores: [n, classes]. A best score equal to the threshold is accepted.
[[nodiscard]] Rejection reject_below(const Tensor& scores, std::span<const int> truth, double threshold);

// The highest threshold that still decides at least `share` (above 0, at most 1) of these clips, rounded down to 1/1000
// so that it can be written on a card. For a model to ship, `scores` come from models that had not heard the clips.
[[nodiscard]] double threshold_keeping(const Tensor& scores, std::size_t num_clips, double share);

}  // namespace earshot::train
