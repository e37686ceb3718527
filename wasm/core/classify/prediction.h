// What classification returns.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace earshot::classify {

struct Score {
  int index = -1;
  std::string label;
  float score = 0.0F;
};

struct SegmentPrediction {
  double start_s = 0.0;  // in the source clip, before gating
  double end_s = 0.0;
  std::vector<float> scores;  // one per label
};

struct ClipPrediction {
  double duration_s = 0.0;    // of the source clip
  std::vector<float> scores;  // mean over segments; empty when nothing was left to classify (a gated, silent clip)
  std::vector<SegmentPrediction> segments;
};

// Best first; at most `top_k` (0: all).
[[nodiscard]] std::vector<Score> top_scores(std::span<const float> scores, const std::vector<std::string>& labels,
                                            int top_k);

}  // namespace earshot::classify
