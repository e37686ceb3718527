#include "train/metrics.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace earshot::train {

Accuracy accuracy(std::int64_t correct, std::int64_t n) {
  if (n <= 0) return {};
  constexpr double kZ = 1.959963984540054;  // 97.5 % point of the normal distribution
  const auto total = static_cast<double>(n);
  const double p = static_cast<double>(correct) / total;
  const double denominator = 1.0 + kZ * kZ / total;
  const double centre = (p + kZ * kZ / (2.0 * total)) / denominator;
  const double half = kZ / denominator * std::sqrt(p * (1.0 - p) / total + kZ * kZ / (4.0 * total * total));
  return {n, correct, p, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Confusion confusion(std::span<const int> truth, std::span<const int> predicted, int classes) {
  require(truth.size() == predicted.size(), ErrorCode::kInvalidArgument,
          "confusion: there must be one prediction for every label.");
  Confusion out{classes,
                std::vector<std::int64_t>(static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes), 0)};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    require(truth[i] >= 0 && truth[i] < classes && predicted[i] >= 0 && predicted[i] < classes,
            ErrorCode::kInvalidArgument, "confusion: a label is out of range.");
    ++out.counts[static_cast<std::size_t>(truth[i] * classes + predicted[i])];
  }
  return out;
}

std::vector<ClassMetrics> class_metrics(const Confusion& confusion) {
  std::vector<ClassMetrics> out;
  for (int c = 0; c < confusion.classes; ++c) {
    std::int64_t support = 0;
    std::int64_t predicted = 0;
    for (int k = 0; k < confusion.classes; ++k) {
      support += confusion.at(c, k);
      predicted += confusion.at(k, c);
    }
    const auto hits = static_cast<double>(confusion.at(c, c));
    ClassMetrics metrics;
    metrics.support = support;
    if (predicted > 0) metrics.precision = hits / static_cast<double>(predicted);
    if (support > 0) metrics.recall = hits / static_cast<double>(support);
    if (support + predicted > 0) metrics.f1 = 2.0 * hits / static_cast<double>(support + predicted);
    out.push_back(metrics);
  }
  return out;
}

int argmax(std::span<const float> scores) {
  return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

Evaluation evaluate(const Tensor& scores, std::span<const int> truth) {
  require(scores.shape.size() == 2 && scores.shape[0] == static_cast<std::int64_t>(truth.size()),
          ErrorCode::kInvalidArgument, "evaluate: there must be one row of scores for every label.");
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  std::vector<int> predicted;
  std::int64_t correct = 0;
  double log_loss = 0.0;
  Evaluation out;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const float> row = scores.values().subspan(i * classes, classes);
    predicted.push_back(argmax(row));
    require(truth[i] >= 0 && static_cast<std::size_t>(truth[i]) < classes, ErrorCode::kInvalidArgument,
            "evaluate: a label is out of range.");
    correct += predicted.back() == truth[i] ? 1 : 0;
    log_loss -= std::log(std::clamp(static_cast<double>(row[static_cast<std::size_t>(truth[i])]), 1e-15, 1.0));
  }
  out.top1 = accuracy(correct, static_cast<std::int64_t>(truth.size()));
  out.matrix = confusion(truth, predicted, static_cast<int>(classes));
  out.classes = class_metrics(out.matrix);
  for (const ClassMetrics& metrics : out.classes) out.macro_f1 += metrics.f1 / static_cast<double>(classes);
  out.log_loss = truth.empty() ? 0.0 : log_loss / static_cast<double>(truth.size());
  return out;
}

}  // namespace earshot::train
