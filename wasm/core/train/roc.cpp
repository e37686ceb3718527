#include "train/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"

namespace earshot::train {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double trapezoids(const std::vector<RocPoint>& points) {
  double area = 0.0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    area += (points[i].false_positive_rate - points[i - 1].false_positive_rate) *
            (points[i].true_positive_rate + points[i - 1].true_positive_rate) / 2.0;
  }
  return area;
}

// On a line along an axis: b adds nothing between a and c, neither to the drawing nor to the choice of a threshold.
bool straight(const RocPoint& a, const RocPoint& b, const RocPoint& c) {
  return (a.false_positive_rate == b.false_positive_rate && b.false_positive_rate == c.false_positive_rate) ||
         (a.true_positive_rate == b.true_positive_rate && b.true_positive_rate == c.true_positive_rate);
}

// The curve's lowest and highest true positive rate at `x`: they differ where it rises straight up.
struct Span {
  double low = 0.0, high = 0.0;
};
Span rates_at(const RocCurve& curve, double x) {
  const auto& points = curve.points;
  const auto first = std::lower_bound(points.begin(), points.end(), x,
                                      [](const RocPoint& p, double value) { return p.false_positive_rate < value; });
  if (first->false_positive_rate > x) {
    const RocPoint& before = *(first - 1);
    const double t = (x - before.false_positive_rate) / (first->false_positive_rate - before.false_positive_rate);
    const double y = before.true_positive_rate + t * (first->true_positive_rate - before.true_positive_rate);
    return {y, y};
  }
  const auto last = std::upper_bound(first, points.end(), x,
                                     [](double value, const RocPoint& p) { return value < p.false_positive_rate; });
  return {first->true_positive_rate, (last - 1)->true_positive_rate};
}

RocCurve macro_average(const std::vector<RocCurve>& curves) {
  RocCurve out;
  out.area = kNaN;
  std::vector<const RocCurve*> defined;
  std::vector<double> grid;
  for (const RocCurve& curve : curves) {
    if (!curve.defined()) continue;
    defined.push_back(&curve);
    out.positives += curve.positives;
    out.negatives += curve.negatives;
    for (const RocPoint& point : curve.points) grid.push_back(point.false_positive_rate);
  }
  if (defined.empty()) return out;
  std::sort(grid.begin(), grid.end());
  grid.erase(std::unique(grid.begin(), grid.end()), grid.end());
  const auto n = static_cast<double>(defined.size());
  for (const double x : grid) {
    Span mean;
    for (const RocCurve* curve : defined) {
      const Span rates = rates_at(*curve, x);
      mean.low += rates.low / n;
      mean.high += rates.high / n;
    }
    out.points.push_back({x, mean.low, kNaN});
    if (mean.high > mean.low) out.points.push_back({x, mean.high, kNaN});
  }
  out.area = 0.0;
  for (const RocCurve* curve : defined) out.area += curve->area / n;
  return out;
}

}  // namespace

RocCurve roc_curve(std::span<const float> scores, std::span<const std::uint8_t> positive) {
  require(scores.size() == positive.size(), ErrorCode::kInvalidArgument,
          "roc_curve: there must be one score for every example.");
  RocCurve curve;
  for (const std::uint8_t p : positive) (p != 0 ? curve.positives : curve.negatives) += 1;
  curve.area = kNaN;
  if (curve.positives == 0 || curve.negatives == 0) return curve;

  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  curve.points.push_back({0.0, 0.0, std::numeric_limits<double>::infinity()});
  std::int64_t hits = 0;
  std::int64_t false_alarms = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (positive[order[i]] != 0 ? hits : false_alarms) += 1;
    // Equal scores cannot be told apart by any threshold: one step, however many examples.
    if (i + 1 < order.size() && scores[order[i + 1]] == scores[order[i]]) continue;
    const RocPoint point{static_cast<double>(false_alarms) / static_cast<double>(curve.negatives),
                         static_cast<double>(hits) / static_cast<double>(curve.positives),
                         static_cast<double>(scores[order[i]])};
    if (curve.points.size() >= 2 && straight(curve.points[curve.points.size() - 2], curve.points.back(), point)) {
      curve.points.pop_back();
    }
    curve.points.push_back(point);
  }
  curve.area = trapezoids(curve.points);
  return curve;
}

RocCurves roc_curves(const Tensor& scores, std::span<const int> truth) {
  require(scores.shape.size() == 2 && scores.shape[0] == static_cast<std::int64_t>(truth.size()),
          ErrorCode::kInvalidArgument, "roc_curves: there must be one row of scores for every label.");
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  const std::size_t n = truth.size();
  RocCurves out;
  std::vector<std::uint8_t> positive(n * classes);
  std::vector<float> column(n);
  std::vector<std::uint8_t> is_class(n);
  for (std::size_t c = 0; c < classes; ++c) {
    for (std::size_t i = 0; i < n; ++i) {
      column[i] = scores.data[i * classes + c];
      is_class[i] = truth[i] == static_cast<int>(c) ? 1 : 0;
      positive[i * classes + c] = is_class[i];
    }
    out.one_against_rest.push_back(roc_curve(column, is_class));
  }
  out.micro = roc_curve(scores.data, positive);
  out.macro = macro_average(out.one_against_rest);
  return out;
}

RocPoint youden_point(const RocCurve& curve) {
  constexpr double kEqual = 1e-12;  // rates are quotients: equal ones may differ in the last bit
  RocPoint best{kNaN, kNaN, kNaN};
  double best_j = -1.0;
  for (const RocPoint& point : curve.points) {
    const double j = point.true_positive_rate - point.false_positive_rate;
    if (j <= best_j + kEqual) continue;
    best = point;
    best_j = j;
  }
  return best;
}

RocPoint point_at_false_positive_rate(const RocCurve& curve, double most) {
  RocPoint best{kNaN, kNaN, kNaN};
  for (const RocPoint& point : curve.points) {
    if (point.false_positive_rate <= most) best = point;
  }
  return best;
}

}  // namespace earshot::train
