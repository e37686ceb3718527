// WAV decoding, at once or block by block (so that a file larger than memory can be read).
//
//   WavHeaderResult result = parse_wav_header(first_bytes, file_size);   // ask for more while !result.header
//   WavReader reader(*result.header);
//   reader.decode(bytes_of_whole_frames, planar);                        // any number of times
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "audio/clip_info.h"
#include "audio/wav_header.h"

namespace earshot::audio {

class WavReader {
 public:
  explicit WavReader(WavHeader header);

  [[nodiscard]] const WavHeader& header() const { return header_; }

  // Decodes the whole frames at the start of `bytes` into planar[channel][0 ..]; one span a channel. Returns the
  // number of frames: as many as `bytes` holds and every channel has room for. NaN and infinity become 0.
  std::size_t decode(std::span<const std::uint8_t> bytes, std::span<const std::span<float>> planar) noexcept;

  // Metadata with everything seen so far: the warning tells of truncation and of non-finite samples. dbfs is left
  // to the caller, who has the samples.
  [[nodiscard]] ClipInfo info() const;

 private:
  WavHeader header_;
  std::int64_t num_non_finite_ = 0;
};

// A whole file in memory. Throws kUnsupportedFormat or kMalformedFile with the reason. A clip without samples is
// returned as such.
[[nodiscard]] Clip read_wav(std::span<const std::uint8_t> file);

}  // namespace earshot::audio
