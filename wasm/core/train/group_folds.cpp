#include "train/group_folds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace earshot::train {
namespace {

double deviation(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double square = 0.0;
  for (const double v : values) square += (v - mean) * (v - mean);
  return std::sqrt(square / n);
}

double unevenness(const std::vector<std::int64_t>& counts) {
  const std::vector<double> values(counts.begin(), counts.end());
  return deviation(values);
}

}  // namespace

std::vector<std::size_t> assign_group_folds(std::span<const std::vector<std::int64_t>> counts, std::size_t folds,
                                            Rng& rng) {
  std::vector<std::size_t> fold_of(counts.size(), 0);
  if (counts.empty()) return fold_of;
  const std::size_t classes = counts.front().size();
  std::vector<double> totals(classes, 0.0);
  for (const auto& unit : counts) {
    for (std::size_t c = 0; c < classes; ++c) totals[c] += static_cast<double>(unit[c]);
  }
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(std::span(order));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return unevenness(counts[a]) > unevenness(counts[b]); });

  std::vector<std::vector<double>> share(classes, std::vector<double>(folds, 0.0));  // of each label, by fold
  std::vector<double> size(folds, 0.0);
  for (const std::size_t unit : order) {
    std::size_t best = 0;
    double best_spread = std::numeric_limits<double>::infinity();
    for (std::size_t fold = 0; fold < folds; ++fold) {
      double spread = 0.0;
      for (std::size_t c = 0; c < classes; ++c) {
        if (totals[c] == 0.0) continue;
        const double added = static_cast<double>(counts[unit][c]) / totals[c];
        share[c][fold] += added;
        spread += deviation(share[c]);
        share[c][fold] -= added;
      }
      // The margin keeps equal spreads equal whatever the order of summing: then the smaller fold takes the unit.
      constexpr double kEqual = 1e-12;
      if (spread < best_spread - kEqual || (spread < best_spread + kEqual && size[fold] < size[best])) {
        best = fold;
        best_spread = spread;
      }
    }
    fold_of[unit] = best;
    for (std::size_t c = 0; c < classes; ++c) {
      if (totals[c] > 0.0) share[c][best] += static_cast<double>(counts[unit][c]) / totals[c];
      size[best] += static_cast<double>(counts[unit][c]);
    }
  }
  return fold_of;
}

}  // namespace earshot::train
