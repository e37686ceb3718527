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

}  // namespace earshot::train
