#include "train/rejection.h"

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

}  // namespace earshot::train
