#include "train/rejection.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace earshot::train {

Rejection reject_below(const Tensor& scores, std::span<const int> truth, double threshold) {
  Rejection out;
  out.threshold = threshold;
  if (truth.empty()) return out;
  const std::size_t classes = scores.data.size() / truth.size();
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const float> row = scores.values().subspan(i * classes, classes);
    const int best = argmax(row);
    if (static_cast<double>(row[static_cast<std::size_t>(best)]) < threshold) {
      ++out.rejected;
    } else {
      correct += best == truth[i] ? 1 : 0;
    }
  }
  out.accepted = accuracy(correct, static_cast<std::int64_t>(truth.size()) - out.rejected);
  return out;
}

double threshold_keeping(const Tensor& scores, std::size_t num_clips, double share) {
  if (num_clips == 0) return 0.0;
  const std::size_t classes = scores.data.size() / num_clips;
  std::vector<float> best;
  for (std::size_t i = 0; i < num_clips; ++i) {
    const std::span<const float> row = scores.values().subspan(i * classes, classes);
    best.push_back(*std::max_element(row.begin(), row.end()));
  }
  std::sort(best.begin(), best.end(), std::greater<>());
  const auto kept = static_cast<std::size_t>(std::ceil(share * static_cast<double>(num_clips)));
  const auto last = static_cast<double>(best[std::clamp<std::size_t>(kept, 1, num_clips) - 1]);
  return std::floor(last * 1000.0) / 1000.0;
}

}  // namespace earshot::train
