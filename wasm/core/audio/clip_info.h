// What a clip is, as shown in the metadata table (systems.md B) and by `earshot inspect`.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "audio/pcm.h"

namespace earshot::audio {

struct ClipInfo {
  std::string container;  // "WAV", "RF64"; decoders of other formats: "FLAC", "Ogg", "MP3", ...
  std::string encoding;   // "PCM 16-bit", "float 32-bit", "A-law", ...
  int channels = 0;
  int sample_width_bytes = 0;  // bytes of one stored sample; 0 when the encoding has no such thing (MP3)
  int frame_rate_hz = 0;
  int frame_width_bytes = 0;  // channels x sample width
  std::int64_t frame_count = 0;
  double length_s = 0.0;
  // 20 log10(RMS over all samples of all channels / largest possible amplitude); -infinity for silence.
  double dbfs = -std::numeric_limits<double>::infinity();
  std::string warning;  // a sentence for the user, or empty
};

// A decoded file.
struct Clip {
  Pcm pcm;
  ClipInfo info;
};

// dBFS of samples that arrive in blocks; full scale is 1.
class LevelMeter {
 public:
  void accept(std::span<const float> samples) noexcept;
  // -infinity before the first sample and for silence.
  [[nodiscard]] double dbfs() const noexcept;

 private:
  double sum_of_squares_ = 0.0;
  std::int64_t count_ = 0;
};

[[nodiscard]] double level_dbfs(const Pcm& pcm) noexcept;

}  // namespace earshot::audio
