// How one sample is stored in a WAV file: names, widths and the arithmetic to and from float.
//
// Scaling is libsndfile's: integers are divided by 2^(bits-1), so full scale is [-1, 1).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace earshot::audio {

enum class SampleEncoding { kPcm8, kPcm16, kPcm24, kPcm32, kFloat32, kFloat64, kALaw, kMuLaw };

// Bytes of one stored sample.
[[nodiscard]] int sample_width_bytes(SampleEncoding encoding);

// "PCM 16-bit", "float 32-bit", "mu-law", ...
[[nodiscard]] std::string_view encoding_name(SampleEncoding encoding);

// Reads out.size() samples that are `stride_bytes` apart, the first at bytes[0]. The caller vouches for
// stride_bytes * (out.size() - 1) + width bytes. Returns how many were NaN or infinite; they are written as 0.
std::int64_t decode_samples(SampleEncoding encoding, const std::uint8_t* bytes, std::size_t stride_bytes,
                            std::span<float> out) noexcept;

// Writes samples `stride_bytes` apart, rounded to nearest and clipped to full scale; NaN is written as 0.
// For kPcm16, kPcm24, kPcm32 and kFloat32 only.
void encode_samples(SampleEncoding encoding, std::span<const float> samples, std::uint8_t* bytes,
                    std::size_t stride_bytes) noexcept;

}  // namespace earshot::audio
