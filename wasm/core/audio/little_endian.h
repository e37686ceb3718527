// Numbers in little-endian byte order, as RIFF stores them, on any host.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace earshot::audio {

[[nodiscard]] inline std::uint16_t load_u16(const std::uint8_t* p) noexcept {
  return static_cast<std::uint16_t>(p[0] | (p[1] << 8));
}

[[nodiscard]] inline std::uint32_t load_u32(const std::uint8_t* p) noexcept {
  return static_cast<std::uint32_t>(p[0]) | (static_cast<std::uint32_t>(p[1]) << 8) |
         (static_cast<std::uint32_t>(p[2]) << 16) | (static_cast<std::uint32_t>(p[3]) << 24);
}

[[nodiscard]] inline std::uint64_t load_u64(const std::uint8_t* p) noexcept {
  return static_cast<std::uint64_t>(load_u32(p)) | (static_cast<std::uint64_t>(load_u32(p + 4)) << 32);
}

// IEEE 754, the format of every host we build for. memcpy: the C++ library of Emscripten 3.1.6 has no std::bit_cast.
[[nodiscard]] inline float load_f32(const std::uint8_t* p) noexcept {
  const std::uint32_t bits = load_u32(p);
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

[[nodiscard]] inline double load_f64(const std::uint8_t* p) noexcept {
  const std::uint64_t bits = load_u64(p);
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

[[nodiscard]] inline std::uint32_t bits_of(float value) noexcept {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Writes the `num_bytes` lowest bytes of `value`.
inline void store_le(std::uint8_t* p, std::uint64_t value, int num_bytes) noexcept {
  for (int i = 0; i < num_bytes; ++i) p[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

inline void append_le(std::vector<std::uint8_t>& out, std::uint64_t value, int num_bytes) {
  for (int i = 0; i < num_bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace earshot::audio
