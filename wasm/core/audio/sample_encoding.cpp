#include "audio/sample_encoding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "audio/finite.h"
#include "audio/little_endian.h"

namespace earshot::audio {
namespace {

// ITU-T G.711 A-law: even bits are inverted on the line; 13-bit magnitude, left-justified to 16 bits.
// eeemmmm: segment 0 is linear (step 16), segment e >= 1 has step 16 * 2^(e-1); each value is the middle of its step.
constexpr std::int16_t a_law_to_linear(std::uint8_t code) {
  const int bits = code ^ 0x55;
  const int segment = (bits >> 4) & 7;
  int magnitude = ((bits & 15) << 4) + 8;
  if (segment > 0) magnitude = (magnitude + 256) << (segment - 1);
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

// ITU-T G.711 mu-law: all bits inverted; 14-bit magnitude with a bias of 33, here times 4 (16 bits, bias 132).
constexpr std::int16_t mu_law_to_linear(std::uint8_t code) {
  const int bits = code ^ 0xFF;
  const int segment = (bits >> 4) & 7;
  const int magnitude = ((((bits & 15) << 3) + 132) << segment) - 132;
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? -magnitude : magnitude);
}

template <class Decode>
constexpr std::array<float, 256> law_table(Decode decode) {
  std::array<float, 256> table{};
  for (int code = 0; code < 256; ++code) {
    table[static_cast<std::size_t>(code)] = static_cast<float>(decode(static_cast<std::uint8_t>(code))) / 32768.0F;
  }
  return table;
}
constexpr std::array<float, 256> kALawTable = law_table(a_law_to_linear);
constexpr std::array<float, 256> kMuLawTable = law_table(mu_law_to_linear);

template <class Decode>
void decode_each(const std::uint8_t* bytes, std::size_t stride, std::span<float> out, Decode decode) noexcept {
  for (float& sample : out) {
    sample = decode(bytes);
    bytes += stride;
  }
}

template <class Decode>
std::int64_t decode_each_finite(const std::uint8_t* bytes, std::size_t stride, std::span<float> out,
                                Decode decode) noexcept {
  std::int64_t num_bad = 0;
  for (float& sample : out) {
    const float value = decode(bytes);
    sample = finite_or_zero(value);
    num_bad += std::isfinite(value) ? 0 : 1;
    bytes += stride;
  }
  return num_bad;
}

// `bits`-bit two's complement of `sample`, rounded to nearest (ties to even) and clipped.
std::uint64_t quantize(float sample, int bits) noexcept {
  const double full_scale = std::ldexp(1.0, bits - 1);
  const double scaled = std::nearbyint((std::isnan(sample) ? 0.0 : static_cast<double>(sample)) * full_scale);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::clamp(scaled, -full_scale, full_scale - 1.0)));
}

}  // namespace

int sample_width_bytes(SampleEncoding encoding) {
  switch (encoding) {
    case SampleEncoding::kPcm8:
    case SampleEncoding::kALaw:
    case SampleEncoding::kMuLaw: return 1;
    case SampleEncoding::kPcm16: return 2;
    case SampleEncoding::kPcm24: return 3;
    case SampleEncoding::kPcm32:
    case SampleEncoding::kFloat32: return 4;
    case SampleEncoding::kFloat64: break;
  }
  return 8;
}

std::string_view encoding_name(SampleEncoding encoding) {
  switch (encoding) {
    case SampleEncoding::kPcm8: return "PCM 8-bit";
    case SampleEncoding::kPcm16: return "PCM 16-bit";
    case SampleEncoding::kPcm24: return "PCM 24-bit";
    case SampleEncoding::kPcm32: return "PCM 32-bit";
    case SampleEncoding::kFloat32: return "float 32-bit";
    case SampleEncoding::kFloat64: return "float 64-bit";
    case SampleEncoding::kALaw: return "A-law";
    case SampleEncoding::kMuLaw: break;
  }
  return "mu-law";
}

std::int64_t decode_samples(SampleEncoding encoding, const std::uint8_t* bytes, std::size_t stride_bytes,
                            std::span<float> out) noexcept {
  switch (encoding) {
    case SampleEncoding::kPcm8:  // unsigned, centred at 128
      decode_each(bytes, stride_bytes, out,
                  [](const std::uint8_t* p) { return static_cast<float>(static_cast<int>(*p) - 128) / 128.0F; });
      return 0;
    case SampleEncoding::kPcm16:
      decode_each(bytes, stride_bytes, out, [](const std::uint8_t* p) {
        return static_cast<float>(static_cast<std::int16_t>(load_u16(p))) / 32768.0F;
      });
      return 0;
    case SampleEncoding::kPcm24:
      decode_each(bytes, stride_bytes, out, [](const std::uint8_t* p) {
        // In the upper three bytes the sign falls into place; the scale is then that of 32 bits.
        const std::uint32_t high =
            (static_cast<std::uint32_t>(load_u16(p)) << 8) | (static_cast<std::uint32_t>(p[2]) << 24);
        return static_cast<float>(static_cast<std::int32_t>(high)) / 2147483648.0F;
      });
      return 0;
    case SampleEncoding::kPcm32:
      decode_each(bytes, stride_bytes, out, [](const std::uint8_t* p) {
        return static_cast<float>(static_cast<std::int32_t>(load_u32(p))) / 2147483648.0F;
      });
      return 0;
    case SampleEncoding::kFloat32: return decode_each_finite(bytes, stride_bytes, out, load_f32);
    case SampleEncoding::kFloat64:
      return decode_each_finite(bytes, stride_bytes, out, [](const std::uint8_t* p) {
        // A double beyond float's range is as unusable as infinity; the cast itself would be undefined.
        const double value = load_f64(p);
        constexpr double kLargest = std::numeric_limits<float>::max();
        return std::abs(value) <= kLargest ? static_cast<float>(value) : std::numeric_limits<float>::infinity();
      });
    case SampleEncoding::kALaw:
      decode_each(bytes, stride_bytes, out, [](const std::uint8_t* p) { return kALawTable[*p]; });
      return 0;
    case SampleEncoding::kMuLaw:
      decode_each(bytes, stride_bytes, out, [](const std::uint8_t* p) { return kMuLawTable[*p]; });
      return 0;
  }
  return 0;
}

void encode_samples(SampleEncoding encoding, std::span<const float> samples, std::uint8_t* bytes,
                    std::size_t stride_bytes) noexcept {
  const int width = sample_width_bytes(encoding);
  for (const float sample : samples) {
    const std::uint64_t word =
        encoding == SampleEncoding::kFloat32 ? bits_of(finite_or_zero(sample)) : quantize(sample, 8 * width);
    store_le(bytes, word, width);
    bytes += stride_bytes;
  }
}

}  // namespace earshot::audio
