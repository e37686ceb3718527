// Orthonormal type-II cosine transform as a small matrix, with librosa's cepstral lifter folded in.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earshot::dsp {

class Dct {
 public:
  // y[c] = gain(c) sqrt(2 / n_in) sum_m x[m] cos(pi c (2m + 1) / (2 n_in)), and y[0] a further sqrt(1/2) smaller:
  // the first n_out of scipy.fft.dct(x, type=2, norm="ortho").
  // gain(c) = 1 + lifter / 2 sin(pi (c + 1) / lifter), or 1 with lifter 0, as librosa.feature.mfcc.
  Dct(int n_in, int n_out, int lifter);

  // in: [n_in] -> out: [n_out]
  void apply(std::span<const float> in, std::span<float> out) const;

 private:
  std::size_t n_in_;
  std::size_t n_out_;
  std::size_t stride_;         // n_out, rounded up to whole blocks
  std::vector<float> matrix_;  // [n_in, stride], zeros beyond n_out
};

}  // namespace earshot::dsp
