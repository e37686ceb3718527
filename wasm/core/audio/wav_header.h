// The chunks of a WAV file up to its samples: RIFF and RF64/BW64, WAVEFORMATEX and WAVE_FORMAT_EXTENSIBLE
// (Microsoft "New Multiple Channel Audio Data and WAVE Files"; EBU Tech 3306 for RF64).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "audio/sample_encoding.h"

namespace earshot::audio {

// Above every converter that writes WAV; a larger number is a damaged header.
inline constexpr int kMaxWavRateHz = 10'000'000;

struct WavHeader {
  bool rf64 = false;
  SampleEncoding encoding = SampleEncoding::kPcm16;
  int channels = 0;  // 1 .. 65535, the range of the field
  int sample_rate = 0;
  int frame_width_bytes = 0;  // channels x sample width
  std::uint64_t data_offset = 0;
  std::uint64_t num_frames = 0;  // whole frames that are in the file
  std::string warning;           // a truncated file, or empty

  [[nodiscard]] std::uint64_t data_size() const { return num_frames * static_cast<std::uint64_t>(frame_width_bytes); }
};

// Either the header, or how many bytes of the file's head it takes to get on (always more than were given).
struct WavHeaderResult {
  std::optional<WavHeader> header;
  std::uint64_t bytes_needed = 0;
};

// `head`: the first bytes of a file of `file_size` bytes. Only a file whose fmt chunk follows its samples needs
// more than a few hundred. Throws kUnsupportedFormat or kMalformedFile with the reason.
[[nodiscard]] WavHeaderResult parse_wav_header(std::span<const std::uint8_t> head, std::uint64_t file_size);

}  // namespace earshot::audio
