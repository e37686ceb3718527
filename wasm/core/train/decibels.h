// Sums of sounds whose features are decibels of power: sounds that know nothing of each other add up their powers.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace earshot::train {

// 10 log10(1 + 10^(-d/10)): what a sound d decibels softer adds to a louder one, within 0.001 dB; d >= 0. Read from a
// table, because a training run asks hundreds of millions of times.
class DecibelSum {
 public:
  DecibelSum();
  [[nodiscard]] float operator()(float d) const {
    const float at = d * static_cast<float>(kPerDecibel);
    if (!(at < static_cast<float>(kLast))) return 0.0F;
    const auto i = static_cast<std::size_t>(at);
    return table_[i] + (at - static_cast<float>(i)) * (table_[i + 1] - table_[i]);
  }

 private:
  static constexpr std::size_t kPerDecibel = 16;
  static constexpr std::size_t kLast = 48 * kPerDecibel;  // from 48 dB on it is less than 0.0001 dB
  std::array<float, kLast + 1> table_{};
};

[[nodiscard]] const DecibelSum& decibel_sum();

// The mean power, in decibels, of cells in decibels; 0 of none.
[[nodiscard]] double mean_power_db(std::span<const float> decibels);

}  // namespace earshot::train
