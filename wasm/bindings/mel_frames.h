// Mel power frames for drawing, from a stream of any length in bounded memory: the FeatureExtractor keeps its rows
// until it is reset, so it is fed by blocks that overlap by what a frame needs.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "features/feature_extractor.h"

namespace earshot::bindings {

// The mel spectrogram of an n_fft that suits `sample_rate`: some 45 to 90 ms, fine enough for pitch.
[[nodiscard]] features::FeatureConfig display_config(int sample_rate, int hop_length);
[[nodiscard]] int display_n_fft(int sample_rate);

class MelFrames {
 public:
  // Rows of power, [frames, bands], row-major; valid during the call.
  using Sink = std::function<void(std::span<const float> rows)>;

  MelFrames(int sample_rate, int hop_length, Sink sink);

  void accept(std::span<const float> mono);
  // The rest, with silence behind it. Frames are centred: 1 + samples / hop in all.
  void finish();

  [[nodiscard]] int bands() const { return extractor_.num_coefficients(); }

 private:
  void drain();

  features::FeatureExtractor extractor_;
  std::size_t n_fft_;
  std::size_t hop_;
  Sink sink_;
  std::vector<float> pending_;  // from the first sample of the next frame
  std::size_t skip_ = 0;        // samples to leave out before that (a hop longer than a frame)
};

// 10 log10 of power relative to `reference`, not below `floor_db`.
[[nodiscard]] float decibels(float power, float reference, float floor_db);

}  // namespace earshot::bindings
