#include "clip_view.h"

#include <algorithm>
#include <cmath>

namespace earshot::bindings {
namespace {

int hop_for(int sample_rate, std::int64_t num_samples) {
  const std::int64_t n_fft = display_n_fft(sample_rate);
  // A quarter of a frame shows every onset; beyond one frame the rows are averaged instead, so that nothing is skipped.
  return static_cast<int>(std::clamp(num_samples / ClipSpectrogram::kMaxFrames, n_fft / 4, n_fft));
}

std::int64_t rows_per_column_for(int sample_rate, std::int64_t num_samples) {
  const std::int64_t rows = 1 + num_samples / hop_for(sample_rate, num_samples);
  return (rows + ClipSpectrogram::kMaxFrames - 1) / ClipSpectrogram::kMaxFrames;
}

}  // namespace

WaveformPeaks::WaveformPeaks(std::int64_t num_samples, int columns)
    : num_samples_(num_samples),
      values_(2 * static_cast<std::size_t>(std::clamp<std::int64_t>(num_samples, 1, columns))) {}

std::int64_t WaveformPeaks::end_of(std::size_t column) const noexcept {
  return static_cast<std::int64_t>(column + 1) * num_samples_ / static_cast<std::int64_t>(values_.size() / 2);
}

void WaveformPeaks::accept(std::span<const float> mono) noexcept {
  while (!mono.empty() && 2 * column_ < values_.size()) {
    const std::int64_t begin = column_ == 0 ? 0 : end_of(column_ - 1);
    const std::int64_t end = end_of(column_);
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::int64_t>(end - position_, static_cast<std::int64_t>(mono.size())));
    float& low = values_[2 * column_];
    float& high = values_[2 * column_ + 1];
    if (position_ == begin && std::isfinite(mono.front())) low = high = mono.front();
    for (const float sample : mono.first(count)) {
      // Comparisons with NaN are false, so NaN is passed over; infinity is not a place on a canvas either.
      if (sample < low && std::isfinite(sample)) low = sample;
      if (sample > high && std::isfinite(sample)) high = sample;
    }
    position_ += static_cast<std::int64_t>(count);
    mono = mono.subspan(count);
    if (position_ == end) ++column_;
  }
}

ClipSpectrogram::ClipSpectrogram(int sample_rate, std::int64_t num_samples)
    : rows_per_column_(rows_per_column_for(sample_rate, num_samples)),
      mel_(sample_rate, hop_for(sample_rate, num_samples), [this](std::span<const float> rows) { add(rows); }) {
  column_.resize(static_cast<std::size_t>(mel_.bands()));
}

void ClipSpectrogram::add(std::span<const float> rows) {
  for (std::size_t start = 0; start < rows.size(); start += column_.size()) {
    for (std::size_t band = 0; band < column_.size(); ++band) column_[band] += rows[start + band];
    if (++rows_in_column_ == rows_per_column_) close_column();
  }
}

void ClipSpectrogram::close_column() {
  for (float& power : column_) {
    values_.push_back(power / static_cast<float>(rows_in_column_));
    power = 0.0F;
  }
  rows_in_column_ = 0;
}

std::vector<float> ClipSpectrogram::finish() {
  mel_.finish();
  if (rows_in_column_ > 0) close_column();
  const float loudest = values_.empty() ? 0.0F : *std::max_element(values_.begin(), values_.end());
  for (float& value : values_) value = decibels(value, loudest, kFloorDb);
  return std::move(values_);
}

}  // namespace earshot::bindings
