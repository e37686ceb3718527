// Decoded audio before and after mixdown.
#pragma once

#include <cstdint>
#include <vector>

namespace earshot::audio {

// Planar samples in [-1, 1] at the file's own rate.
struct Pcm {
  int sample_rate = 0;
  std::vector<std::vector<float>> channels;  // all of one length

  [[nodiscard]] std::size_t num_channels() const { return channels.size(); }
  [[nodiscard]] std::size_t num_frames() const { return channels.empty() ? 0 : channels.front().size(); }
};

// Mono samples in [-1, 1].
struct Waveform {
  int sample_rate = 0;
  std::vector<float> samples;

  [[nodiscard]] double duration_s() const {
    return sample_rate > 0 ? static_cast<double>(samples.size()) / sample_rate : 0.0;
  }
};

}  // namespace earshot::audio
