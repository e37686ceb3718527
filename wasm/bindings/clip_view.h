// What a page draws of a clip: peaks of the waveform and a log-mel spectrogram, both of a bounded size whatever the
// clip's length, computed while the clip passes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mel_frames.h"

namespace earshot::bindings {

// Min and max of the samples in each of `columns` equal stretches of a clip whose length is known.
class WaveformPeaks {
 public:
  // Fewer columns when the clip has fewer samples.
  WaveformPeaks(std::int64_t num_samples, int columns);

  void accept(std::span<const float> mono) noexcept;
  // [min0, max0, min1, max1, ...]
  [[nodiscard]] std::span<const float> values() const { return values_; }

 private:
  [[nodiscard]] std::int64_t end_of(std::size_t column) const noexcept;

  std::int64_t num_samples_;
  std::vector<float> values_;
  std::size_t column_ = 0;
  std::int64_t position_ = 0;
};

// Mean power per column of at most kMaxFrames, in dB relative to the loudest value.
class ClipSpectrogram {
 public:
  static constexpr int kMaxFrames = 1024;
  static constexpr float kFloorDb = -80.0F;

  ClipSpectrogram(int sample_rate, std::int64_t num_samples);
  ClipSpectrogram(const ClipSpectrogram&) = delete;  // its mel frames call back here
  ClipSpectrogram& operator=(const ClipSpectrogram&) = delete;

  void accept(std::span<const float> mono) { mel_.accept(mono); }
  // Row-major [frames, bands]; call once.
  [[nodiscard]] std::vector<float> finish();

  [[nodiscard]] int bands() const { return mel_.bands(); }

 private:
  void add(std::span<const float> rows);
  void close_column();

  std::int64_t rows_per_column_;
  std::int64_t rows_in_column_ = 0;
  std::vector<float> values_;
  std::vector<float> column_;
  MelFrames mel_;
};

}  // namespace earshot::bindings
