// How two examples become one: in a straight line between their values (mixup, Zhang et al., 2018), or, of features in
// decibels, as two sounds heard at once (between-class learning, Tokozume, Ushiku and Harada, 2018).
#pragma once

#include <span>

namespace earshot::train {

enum class MixupScale {
  kLinear,
  kDecibels,
};

// x = own * x + (1 - own) * other. Same sizes; `own` in [0, 1].
void mix_linear(float own, std::span<float> x, std::span<const float> other);

// `x` and `other` are decibels of power. Their waveforms would be added as (p a + (1 - p) b) / sqrt(p^2 + (1 - p)^2), with
// p such that a share of `own` of what is heard is `x`, however loud the two were; powers of sounds that know nothing of
// each other add up, so
//   x = 10 log10((p^2 10^(x/10) + (1 - p)^2 10^(other/10)) / (p^2 + (1 - p)^2)),
//   p = 1 / (1 + 10^((L_x - L_other) / 20) (1 - own) / own),
// L the mean power of each in decibels. Same sizes; `own` in (0, 1]. Within 0.001 dB of that.
void mix_decibels(float own, std::span<float> x, std::span<const float> other);

}  // namespace earshot::train
