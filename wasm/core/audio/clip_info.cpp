#include "audio/clip_info.h"

#include <cmath>

#include "audio/finite.h"

namespace earshot::audio {

void LevelMeter::accept(std::span<const float> samples) noexcept {
  for (const float sample : samples) {
    const double x = finite_or_zero(sample);
    sum_of_squares_ += x * x;
  }
  count_ += static_cast<std::int64_t>(samples.size());
}

double LevelMeter::dbfs() const noexcept {
  if (count_ == 0 || sum_of_squares_ <= 0.0) return -std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(sum_of_squares_ / static_cast<double>(count_));
}

double level_dbfs(const Pcm& pcm) noexcept {
  LevelMeter meter;
  for (const auto& channel : pcm.channels) meter.accept(channel);
  return meter.dbfs();
}

}  // namespace earshot::audio
