// The widest float vector that the build is sure to have: four lanes on x86-64, ARM and WebAssembly, eight with AVX2.
// Tile sizes of matrix_product and of the convolutions follow it.
#pragma once

#include <cstdint>
#include <cstring>

namespace earshot::nn {

#if defined(__AVX2__)
inline constexpr std::int64_t kWide = 8;
#else
inline constexpr std::int64_t kWide = 4;
#endif

using Wide = float __attribute__((vector_size(sizeof(float) * kWide)));

[[nodiscard]] inline Wide load_wide(const float* from) {  // unaligned
  Wide v;
  std::memcpy(&v, from, sizeof(Wide));
  return v;
}

inline void store_wide(float* to, Wide v) { std::memcpy(to, &v, sizeof(Wide)); }

// The same number in every lane.
[[nodiscard]] inline Wide splat(float x) { return x - Wide{}; }

[[nodiscard]] inline float sum_of_lanes(Wide v) {
  float sum = v[0];
  for (std::int64_t i = 1; i < kWide; ++i) sum += v[i];
  return sum;
}

[[nodiscard]] constexpr std::int64_t round_up(std::int64_t n, std::int64_t step) {
  return (n + step - 1) / step * step;
}

}  // namespace earshot::nn
