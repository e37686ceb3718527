// WAV encoding: PCM 16/24/32 and float 32; WAVE_FORMAT_EXTENSIBLE above two channels; RF64 when the sizes need it.
#pragma once

#include <cstdint>
#include <vector>

#include "audio/pcm.h"
#include "audio/sample_encoding.h"

namespace earshot::audio {

// Everything before the first sample. RF64 when the file would pass 4 GiB. Throws kInvalidArgument.
[[nodiscard]] std::vector<std::uint8_t> wav_header_bytes(SampleEncoding encoding, int channels, int sample_rate,
                                                         std::uint64_t num_frames);

// A whole file. Integer samples are rounded to nearest and clipped to full scale; NaN is written as 0.
// Throws kInvalidArgument for other encodings, no channels, channels of different lengths or a rate below 1.
[[nodiscard]] std::vector<std::uint8_t> write_wav(const Pcm& pcm, SampleEncoding encoding = SampleEncoding::kPcm16);

}  // namespace earshot::audio
