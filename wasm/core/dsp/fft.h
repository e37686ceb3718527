// Fourier transform of real frames, four at a time: KissFFT's header template over a four-lane float.
// The plan allocates; transforming does not. One plan belongs to one thread at a time (it holds scratch).
//
//   RealFft fft(1024);
//   fft.power(frames, power);   // frames: [1024] lanes, power: [513] lanes; lane l is frame l
//
// Any n >= 2. Fast when n is even with factors 2, 3 and 5; a large prime factor p costs O(n p).
#pragma once

#include <complex>
#include <memory>
#include <span>

#include "base/lanes.h"

namespace earshot::dsp {

struct ComplexLanes {
  Lanes re;
  Lanes im;
};

class RealFft {
 public:
  // Throws kInvalidArgument unless 2 <= n <= 2^20.
  explicit RealFft(int n);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;

  [[nodiscard]] int size() const { return n_; }
  [[nodiscard]] int num_bins() const { return n_ / 2 + 1; }

  // X[k] = sum_t x[t] exp(-2 pi i k t / n), k = 0 .. n/2, unscaled. frames: [n], spectrum: [num_bins].
  void transform(std::span<const Lanes> frames, std::span<ComplexLanes> spectrum);
  // |X[k]|^2. frames: [n], power: [num_bins].
  void power(std::span<const Lanes> frames, std::span<Lanes> power);
  // One frame, for callers without four; costs as much as four.
  void transform(std::span<const float> frame, std::span<std::complex<float>> spectrum);

 private:
  struct Plan;
  int n_;
  std::unique_ptr<Plan> plan_;
};

}  // namespace earshot::dsp
