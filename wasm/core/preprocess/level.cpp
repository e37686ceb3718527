#include "preprocess/level.h"

#include <algorithm>
#include <cmath>

#include "audio/finite.h"

namespace earshot::preprocess {
namespace {
constexpr double kSilence = 0x1.0p-24;
}

void normalize_level(LevelNormalization normalization, std::span<float> samples) noexcept {
  if (normalization == LevelNormalization::kNone) return;
  double peak = 0.0;
  double sum_of_squares = 0.0;
  for (float& sample : samples) {
    sample = audio::finite_or_zero(sample);
    const double x = sample;
    peak = std::max(peak, std::abs(x));
    sum_of_squares += x * x;
  }
  if (peak <= kSilence) return;
  const double rms = std::sqrt(sum_of_squares / static_cast<double>(samples.size()));
  if (normalization == LevelNormalization::kPeak) {
    // Dividing (not multiplying by a rounded reciprocal) makes the peak exactly 1.
    for (float& sample : samples) sample = static_cast<float>(sample / peak);
  } else {
    const double gain = kTargetRms / rms;
    for (float& sample : samples) sample = static_cast<float>(sample * gain);
  }
}

}  // namespace earshot::preprocess
