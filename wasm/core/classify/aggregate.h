// Segment scores -> one set of scores: the mean, as in systems.md D.
#pragma once

#include <span>
#include <vector>

#include "classify/prediction.h"

namespace earshot::classify {

// Empty when there are no segments.
[[nodiscard]] std::vector<float> mean_scores(std::span<const SegmentPrediction> segments);

}  // namespace earshot::classify
