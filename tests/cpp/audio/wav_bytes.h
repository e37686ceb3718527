// Builds WAV files chunk by chunk, right or wrong on purpose.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace earshot::audio::testing {

using Bytes = std::vector<std::uint8_t>;

inline Bytes le(std::uint64_t value, int num_bytes) {
  Bytes out;
  for (int i = 0; i < num_bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}

inline Bytes text(std::string_view s) {
  Bytes out;
  for (const char c : s) out.push_back(static_cast<std::uint8_t>(c));
  return out;
}

inline Bytes join(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const auto& part : parts) {
    for (const auto byte : part) out.push_back(byte);
  }
  return out;
}

// With the padding byte after an odd size.
inline Bytes chunk(std::string_view id, const Bytes& body) {
  return join({text(id), le(body.size(), 4), body, Bytes(body.size() % 2)});
}

// A data chunk that claims `size` bytes.
inline Bytes data_claiming(std::uint32_t size, const Bytes& body) { return join({text("data"), le(size, 4), body}); }

inline Bytes fmt(int tag, int channels, std::uint32_t rate, int bits, int block_align = -1) {
  const auto align = static_cast<std::uint64_t>(block_align >= 0 ? block_align : channels * ((bits + 7) / 8));
  return chunk("fmt ", join({le(static_cast<std::uint64_t>(tag), 2), le(static_cast<std::uint64_t>(channels), 2),
                             le(rate, 4), le(rate * align, 4), le(align, 2), le(static_cast<std::uint64_t>(bits), 2)}));
}

inline Bytes fmt_extensible(int tag, int channels, std::uint32_t rate, int bits, int valid_bits,
                            const Bytes& guid_end = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71}) {
  const auto align = static_cast<std::uint64_t>(channels * (bits / 8));
  return chunk("fmt ", join({le(0xFFFE, 2), le(static_cast<std::uint64_t>(channels), 2), le(rate, 4),
                             le(rate * align, 4), le(align, 2), le(static_cast<std::uint64_t>(bits), 2), le(22, 2),
                             le(static_cast<std::uint64_t>(valid_bits), 2), le(0, 4),
                             le(static_cast<std::uint64_t>(tag), 2), guid_end}));
}

inline Bytes riff(const std::vector<Bytes>& chunks) {
  const Bytes body = join(chunks);
  return join({text("RIFF"), le(body.size() + 4, 4), text("WAVE"), body});
}

inline Bytes f32(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return le(bits, 4);
}
inline Bytes f64(double x) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return le(bits, 8);
}
inline Bytes i16(int x) { return le(static_cast<std::uint64_t>(static_cast<std::int64_t>(x)), 2); }

}  // namespace earshot::audio::testing
