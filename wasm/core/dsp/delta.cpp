#include "dsp/delta.h"

#include <algorithm>
#include <cstddef>

namespace earshot::dsp {

// With u = i - (n-1)/2 the powers below are orthogonal over the window, so each coefficient is a projection:
// slope = sum u x / sum u^2, and with q = u^2 - mean(u^2): x'' = 2 sum q x / sum q^2.
void delta_weights(int order, std::span<float> weights) {
  const std::size_t n = weights.size();
  if (n <= static_cast<std::size_t>(order)) {
    std::fill(weights.begin(), weights.end(), 0.0F);
    return;
  }
  const double centre = 0.5 * static_cast<double>(n - 1);
  const double mean_square = (static_cast<double>(n) * static_cast<double>(n) - 1.0) / 12.0;
  const auto basis = [&](std::size_t i) {
    const double u = static_cast<double>(i) - centre;
    return order == 1 ? u : u * u - mean_square;
  };
  double squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) squares += basis(i) * basis(i);
  for (std::size_t i = 0; i < n; ++i) weights[i] = static_cast<float>(order * basis(i) / squares);
}

}  // namespace earshot::dsp
