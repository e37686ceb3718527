#include "classify/prediction.h"

#include <algorithm>
#include <numeric>

namespace earshot::classify {

std::vector<Score> top_scores(std::span<const float> scores, const std::vector<std::string>& labels, int top_k) {
  std::vector<int> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  const auto score = [&](int i) { return scores[static_cast<std::size_t>(i)]; };
  // Stable, so that equal scores keep label order.
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return score(a) > score(b); });
  if (top_k > 0 && order.size() > static_cast<std::size_t>(top_k)) order.resize(static_cast<std::size_t>(top_k));
  std::vector<Score> result;
  result.reserve(order.size());
  for (const int i : order) result.push_back({i, labels[static_cast<std::size_t>(i)], score(i)});
  return result;
}

}  // namespace earshot::classify
