// Four floats that move together: one SIMD register on x86, ARM and WebAssembly alike, through the
// vector extension of GCC and Clang. Features keep one frame per lane, so every lane sees the same
// instructions and a frame's numbers do not depend on its neighbours.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

namespace earshot {

struct Lanes {
  using Vector = float __attribute__((vector_size(16)));
  using Bits = std::int32_t __attribute__((vector_size(16)));  // masks: all ones or all zeros per lane
  static constexpr int kCount = 4;

  Vector v;

  Lanes() = default;
  Lanes(float x) : v{x, x, x, x} {}  // implicit: a scalar means the same number in every lane
  explicit Lanes(Vector values) : v(values) {}
  Lanes(float a, float b, float c, float d) : v{a, b, c, d} {}

  // Unaligned.
  [[nodiscard]] static Lanes load(const float* from) {
    Lanes result;
    std::memcpy(&result.v, from, sizeof(Vector));
    return result;
  }
  void store(float* to) const { std::memcpy(to, &v, sizeof(Vector)); }

  [[nodiscard]] float operator[](int lane) const { return v[lane]; }
  void set(int lane, float x) { v[lane] = x; }

  Lanes& operator+=(Lanes b) {
    v += b.v;
    return *this;
  }
  Lanes& operator-=(Lanes b) {
    v -= b.v;
    return *this;
  }
  Lanes& operator*=(Lanes b) {
    v *= b.v;
    return *this;
  }
  Lanes& operator/=(Lanes b) {
    v /= b.v;
    return *this;
  }

  friend Lanes operator+(Lanes a, Lanes b) { return Lanes(a.v + b.v); }
  friend Lanes operator-(Lanes a, Lanes b) { return Lanes(a.v - b.v); }
  friend Lanes operator*(Lanes a, Lanes b) { return Lanes(a.v * b.v); }
  friend Lanes operator/(Lanes a, Lanes b) { return Lanes(a.v / b.v); }
  friend Lanes operator-(Lanes a) { return Lanes(-a.v); }
};

// Lane by lane: where the mask is set `a`, elsewhere `b`.
[[nodiscard]] inline Lanes select(Lanes::Bits mask, Lanes a, Lanes b) {
  return Lanes((Lanes::Vector)(((Lanes::Bits)a.v & mask) | ((Lanes::Bits)b.v & ~mask)));
}
[[nodiscard]] inline Lanes max(Lanes a, Lanes b) { return select(a.v > b.v, a, b); }
[[nodiscard]] inline Lanes min(Lanes a, Lanes b) { return select(a.v < b.v, a, b); }
[[nodiscard]] inline Lanes abs(Lanes a) {
  return Lanes((Lanes::Vector)((Lanes::Bits)a.v & Lanes::Bits{0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF}));
}
[[nodiscard]] inline Lanes sqrt(Lanes a) {
  return {std::sqrt(a[0]), std::sqrt(a[1]), std::sqrt(a[2]), std::sqrt(a[3])};
}

// Four rows of four become four columns: lane j of row i <-> lane i of row j.
inline void transpose(Lanes& a, Lanes& b, Lanes& c, Lanes& d) {
  const auto ab_low = __builtin_shufflevector(a.v, b.v, 0, 4, 1, 5);
  const auto ab_high = __builtin_shufflevector(a.v, b.v, 2, 6, 3, 7);
  const auto cd_low = __builtin_shufflevector(c.v, d.v, 0, 4, 1, 5);
  const auto cd_high = __builtin_shufflevector(c.v, d.v, 2, 6, 3, 7);
  a.v = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b.v = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c.v = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d.v = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

}  // namespace earshot
