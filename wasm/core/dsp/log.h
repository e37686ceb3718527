// Natural logarithm of four lanes. Within 2 units in the last place of std::log for normal positive
// numbers (checked in the tests); the same bits natively and in WebAssembly, which libm does not promise.
#pragma once

#include "base/lanes.h"

namespace earshot::dsp {

// x = m 2^e with m in [sqrt(1/2), sqrt(2));  log x = e ln 2 + 2 atanh(s),  s = (m - 1) / (m + 1).
// |s| <= 0.172, so the series of atanh up to s^9 leaves a relative error of s^10 / 11 = 2e-9.
[[nodiscard]] inline Lanes log(Lanes x) {
  using Bits = Lanes::Bits;
  const Bits bits = (Bits)x.v;
  const Bits sqrt_half = Bits{} + 0x3F3504F3;  // bit pattern of sqrt(1/2)
  // Bits of a float count up as its value does: the distance from sqrt(1/2), in whole octaves, is e.
  const Bits exponent = (bits - sqrt_half) >> 23;
  const Lanes m((Lanes::Vector)(bits - (exponent << 23)));
  const Lanes e(__builtin_convertvector(exponent, Lanes::Vector));

  const Lanes s = (m - 1.0F) / (m + 1.0F);
  const Lanes s2 = s * s;
  const Lanes tail = s2 * (1.0F / 3.0F + s2 * (0.2F + s2 * (1.0F / 7.0F + s2 * (1.0F / 9.0F))));
  const Lanes log_m = 2.0F * s + 2.0F * s * tail;

  // ln 2 in two parts: e * high is exact for every exponent of a float.
  constexpr float kLn2High = 355.0F / 512.0F;
  constexpr float kLn2Low = static_cast<float>(0.693147180559945309417 - 355.0 / 512.0);
  return e * kLn2High + (e * kLn2Low + log_m);
}

// 10 log10(x)
[[nodiscard]] inline Lanes decibels(Lanes x) { return log(x) * 4.34294481903251827651F; }

}  // namespace earshot::dsp
