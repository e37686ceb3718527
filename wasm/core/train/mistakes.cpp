#include "train/mistakes.h"

#include <algorithm>

#include "train/metrics.h"

namespace earshot::train {

std::vector<Mistake> most_confident_mistakes(const Tensor& scores, std::span<const int> truth, std::size_t most) {
  std::vector<Mistake> out;
  if (truth.empty()) return out;
  const std::size_t classes = scores.data.size() / truth.size();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const float> row = scores.values().subspan(i * classes, classes);
    const int best = argmax(row);
    if (best == truth[i]) continue;
    out.push_back({i, truth[i], best, static_cast<double>(row[static_cast<std::size_t>(best)]),
                   static_cast<double>(row[static_cast<std::size_t>(truth[i])])});
  }
  std::stable_sort(out.begin(), out.end(), [](const Mistake& a, const Mistake& b) { return a.score > b.score; });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace earshot::train
