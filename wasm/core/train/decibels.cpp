#include "train/decibels.h"

#include <algorithm>
#include <cmath>

namespace earshot::train {

DecibelSum::DecibelSum() {
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const double d = static_cast<double>(i) / static_cast<double>(kPerDecibel);
    table_[i] = static_cast<float>(10.0 * std::log10(1.0 + std::pow(10.0, -d / 10.0)));
  }
}

const DecibelSum& decibel_sum() {
  static const DecibelSum kSum;
  return kSum;
}

double mean_power_db(std::span<const float> decibels) {
  if (decibels.empty()) return 0.0;
  constexpr float kLog2Of10Tenth = 0.33219281F;
  const float top = *std::max_element(decibels.begin(), decibels.end());
  double sum = 0.0;
  for (const float value : decibels) sum += static_cast<double>(std::exp2((value - top) * kLog2Of10Tenth));
  return static_cast<double>(top) + 10.0 * std::log10(sum / static_cast<double>(decibels.size()));
}

}  // namespace earshot::train
