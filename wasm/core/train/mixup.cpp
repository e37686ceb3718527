#include "train/mixup.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "train/decibels.h"

namespace earshot::train {

void mix_linear(float own, std::span<float> x, std::span<const float> other) {
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = own * x[k] + (1.0F - own) * other[k];
}

void mix_decibels(float own, std::span<float> x, std::span<const float> other) {
  if (own >= 1.0F) return;
  const DecibelSum& added = decibel_sum();
  const auto share = static_cast<double>(own);
  const double apart = mean_power_db(x) - mean_power_db(other);
  const double p = 1.0 / (1.0 + std::pow(10.0, apart / 20.0) * (1.0 - share) / share);
  const double norm = p * p + (1.0 - p) * (1.0 - p);
  const auto up = static_cast<float>(10.0 * std::log10(p * p / norm));
  const auto other_up = static_cast<float>(10.0 * std::log10((1.0 - p) * (1.0 - p) / norm));
  for (std::size_t k = 0; k < x.size(); ++k) {
    const float a = x[k] + up;
    const float b = other[k] + other_up;
    x[k] = std::max(a, b) + added(std::abs(a - b));
  }
}

}  // namespace earshot::train
