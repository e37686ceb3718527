#include "preprocess/trim.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "audio/finite.h"

namespace earshot::preprocess {
namespace {

constexpr double kMinPower = 1e-10;  // librosa.amplitude_to_db's amin of 1e-5, squared

// Mean square of frame f of librosa.feature.rms(center=True, pad_mode="constant"): samples
// [f * hop - frame_length/2, ... + frame_length), zero outside the clip.
double frame_power(std::span<const float> samples, const TrimConfig& config, std::int64_t frame) noexcept {
  const auto length = static_cast<std::int64_t>(samples.size());
  const std::int64_t start = frame * config.hop_length - config.frame_length / 2;
  const std::int64_t from = std::clamp<std::int64_t>(start, 0, length);
  const std::int64_t to = std::clamp<std::int64_t>(start + config.frame_length, 0, length);
  double sum = 0.0;
  for (std::int64_t i = from; i < to; ++i) {
    const double x = audio::finite_or_zero(samples[static_cast<std::size_t>(i)]);
    sum += x * x;
  }
  return std::max(kMinPower, sum / config.frame_length);
}

}  // namespace

SampleRange trim_range(std::span<const float> samples, const TrimConfig& config) noexcept {
  const auto length = static_cast<std::int64_t>(samples.size());
  if (length == 0) return {};
  // The clip with frame_length/2 zeros at either end, cut into whole frames.
  const std::int64_t padded = length + 2 * (config.frame_length / 2);
  const std::int64_t num_frames = 1 + (padded - config.frame_length) / config.hop_length;

  double loudest = 0.0;
  for (std::int64_t f = 0; f < num_frames; ++f) loudest = std::max(loudest, frame_power(samples, config, f));
  // 10 log10(power) - 10 log10(loudest) > -top_db
  const double limit = loudest * std::exp(-0.1 * std::numbers::ln10 * static_cast<double>(config.top_db));
  const auto is_sound = [&](std::int64_t f) { return frame_power(samples, config, f) > limit; };

  // Powers are computed again rather than kept: nothing allocates. (A vanishing top_db can round the limit up to the
  // loudest frame itself, hence the bounds.)
  std::int64_t first = 0;
  while (first + 1 < num_frames && !is_sound(first)) ++first;
  std::int64_t last = num_frames - 1;
  while (last > first && !is_sound(last)) --last;
  return {std::min(length, first * config.hop_length), std::min(length, (last + 1) * config.hop_length)};
}

}  // namespace earshot::preprocess
