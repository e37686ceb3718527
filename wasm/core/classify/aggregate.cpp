#include "classify/aggregate.h"

namespace earshot::classify {

std::vector<float> mean_scores(std::span<const SegmentPrediction> segments) {
  if (segments.empty()) return {};
  // Double, so that a three-hour clip's mean does not lose its small terms.
  std::vector<double> sum(segments.front().scores.size(), 0.0);
  for (const SegmentPrediction& segment : segments) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(segment.scores[i]);
  }
  std::vector<float> mean(sum.size());
  for (std::size_t i = 0; i < sum.size(); ++i) {
    mean[i] = static_cast<float>(sum[i] / static_cast<double>(segments.size()));
  }
  return mean;
}

}  // namespace earshot::classify
