// ROC curves as scikit-learn defines them (roc_curve, roc_auc_score): one against the rest for each label, micro and
// macro averages, and thresholds read from them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace earshot::train {

struct RocPoint {
  double false_positive_rate = 0.0, true_positive_rate = 0.0;
  double threshold = 0.0;  // scores at or above it count as positive; infinity at the start
};

struct RocCurve {
  std::int64_t positives = 0, negatives = 0;
  std::vector<RocPoint> points;  // from (0, 0) to (1, 1); only corners, equal scores are one step
  double area = 0.0;             // trapezoids; NaN without positives or without negatives, and then no points

  [[nodiscard]] bool defined() const { return !points.empty(); }
};

// `positive`: 1 where the example is of the label. Sizes must agree (kInvalidArgument).
[[nodiscard]] RocCurve roc_curve(std::span<const float> scores, std::span<const std::uint8_t> positive);

struct RocCurves {
  std::vector<RocCurve> one_against_rest;  // by label
  RocCurve micro;                          // every score of every example as one decision
  // The mean of the defined curves at each false positive rate; its area is the mean of their areas
  // (roc_auc_score(average="macro", multi_class="ovr")). Its thresholds mean nothing and are NaN.
  RocCurve macro;
};
// scores: [n, classes].
[[nodiscard]] RocCurves roc_curves(const Tensor& scores, std::span<const int> truth);

// The point with the largest true minus false positive rate (Youden's J); the strictest of equals.
[[nodiscard]] RocPoint youden_point(const RocCurve& curve);
// The most true positives with at most this share of false ones.
[[nodiscard]] RocPoint point_at_false_positive_rate(const RocCurve& curve, double most);

}  // namespace earshot::train
