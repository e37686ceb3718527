// exp, tanh and the logistic function on whole vectors: scalar libm dominates LSTM and tanh layers otherwise.
// Within 2 units in the last place of the exact value over all of float (tests/cpp/nn/wide_math_test.cpp), except that
// the logistic function may be off by 3 in its left tail. NaN stays NaN. Polynomials of Moshier's Cephes library (expf,
// tanhf).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "nn/simd.h"

namespace earshot::nn {

using WideBits = std::int32_t __attribute__((vector_size(sizeof(std::int32_t) * kWide)));

[[nodiscard]] inline WideBits splat_bits(std::int32_t x) { return x - WideBits{}; }

// Lane by lane: where the mask is set `a`, elsewhere `b`.
[[nodiscard]] inline Wide choose(WideBits mask, Wide a, Wide b) {
  return (Wide)(((WideBits)a & mask) | ((WideBits)b & ~mask));
}

// e^x = 2^n e^r with n whole and |r| <= ln 2 / 2: e^r and n.
struct ReducedExp {
  Wide value;
  WideBits exponent;
};

[[nodiscard]] inline ReducedExp reduced_exp(Wide x) {
  // Adding 1.5 * 2^23 rounds to an integer, which then stands in the lowest bits.
  const Wide shifter = splat(12582912.0F);
  const Wide shifted = x * 1.44269504088896341F + shifter;
  const Wide n = shifted - shifter;
  const Wide r = (x - n * 0.693359375F) - n * -2.12194440e-4F;
  Wide p = splat(1.9875691500e-4F);
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  return {(p * (r * r) + r) + 1.0F, (WideBits)shifted - (WideBits)shifter};
}

[[nodiscard]] inline Wide wide_exp(Wide x) {
  // Beyond these limits the result is 0 or infinity. A comparison with NaN is false, which keeps it.
  const Wide low = splat(-104.0F);
  const Wide high = splat(100.0F);
  x = choose(x < low, low, x);
  x = choose(x > high, high, x);
  const auto [value, exponent] = reduced_exp(x);
  // Times 2^n in two factors, each a normal number, so that results below 2^-126 and above 2^127 come out right.
  const WideBits half = exponent >> 1;
  return value * (Wide)((half + 127) << 23) * (Wide)((exponent - half + 127) << 23);
}

// The same for x >= 0, up to a limit that is infinity to tanh: one factor does.
[[nodiscard]] inline Wide small_exp(Wide x) {
  const Wide high = splat(40.0F);
  const auto [value, exponent] = reduced_exp(choose(x > high, high, x));
  return value * (Wide)((exponent + 127) << 23);
}

[[nodiscard]] inline Wide wide_tanh(Wide x) {
  const WideBits sign = (WideBits)x & splat_bits(INT32_MIN);
  const Wide magnitude = (Wide)((WideBits)x & splat_bits(INT32_MAX));
  const Wide far = 1.0F - 2.0F / (small_exp(magnitude + magnitude) + 1.0F);
  const Wide z = x * x;
  Wide p = splat(-5.70498872745e-3F);
  p = p * z + 2.06390887954e-2F;
  p = p * z - 5.37397155531e-2F;
  p = p * z + 1.33314422036e-1F;
  p = p * z - 3.33332819422e-1F;
  const Wide near = p * z * magnitude + magnitude;
  return (Wide)((WideBits)choose(magnitude < splat(0.625F), near, far) | sign);
}

[[nodiscard]] inline Wide wide_sigmoid(Wide x) { return 1.0F / (1.0F + wide_exp(-x)); }

// y[i] = function(x[i]) vector by vector; a remainder is padded, so that every element takes the same path. x may be y.
template <class Function>
inline void map_wide(std::int64_t n, const float* x, float* y, Function function) {
  std::int64_t i = 0;
  for (; i + kWide <= n; i += kWide) store_wide(y + i, function(load_wide(x + i)));
  if (i == n) return;
  float rest[kWide] = {};
  std::copy_n(x + i, n - i, rest);
  store_wide(rest, function(load_wide(rest)));
  std::copy_n(rest, n - i, y + i);
}

// y[i] = function({inputs[0][i], inputs[1][i], ...}) likewise; y may be any of the inputs.
template <std::size_t kInputs, class Function>
inline void map_wide(std::int64_t n, const std::array<const float*, kInputs>& inputs, float* y, Function function) {
  std::array<Wide, kInputs> values;
  std::int64_t i = 0;
  for (; i + kWide <= n; i += kWide) {
    for (std::size_t k = 0; k < kInputs; ++k) values[k] = load_wide(inputs[k] + i);
    store_wide(y + i, function(values));
  }
  if (i == n) return;
  float rest[kWide] = {};
  for (std::size_t k = 0; k < kInputs; ++k) {
    std::copy_n(inputs[k] + i, n - i, rest);
    values[k] = load_wide(rest);
  }
  store_wide(rest, function(values));
  std::copy_n(rest, n - i, y + i);
}

}  // namespace earshot::nn
