// Complex Fourier transform of four signals at once, one a lane, for sizes that are powers of two: decimation in
// frequency by four, in place, each quarter finished before the next is begun, so that all but the first passes stay in
// the L1 cache. Where KissFFT, which does the other sizes, keeps a twiddle factor in every lane, this keeps it once.
//
// With m points and W = exp(-2 pi i / m), X[4 r + k] is the r-th value of the quarter-size transform of
//   k = 0:  (a + c) + (b + d)           k = 1:  W^p  ((a - c) - i (b - d))
//   k = 2:  W^2p ((a + c) - (b + d))    k = 3:  W^3p ((a - c) + i (b - d))
// where a, b, c, d are x[p], x[p + m/4], x[p + m/2], x[p + 3m/4]. The quarters lie behind each other, so values end up
// in order of their reversed digits: position() says where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/lanes.h"
#include "dsp/fft.h"

namespace earshot::dsp {

class Radix4 {
 public:
  [[nodiscard]] static bool takes(std::size_t size) { return size > 0 && (size & (size - 1)) == 0; }
  explicit Radix4(std::size_t size);

  // signal: [size], read only; spectrum: [size], whose element position(k) is the k-th value.
  void transform(const ComplexLanes* signal, ComplexLanes* spectrum) const;
  [[nodiscard]] std::size_t position(std::size_t k) const { return positions_[k]; }

 private:
  struct Twiddles {  // W^p, W^2p, W^3p
    float re1, im1, re2, im2, re3, im3;
  };
  template <bool kFirst>
  void quarter(const ComplexLanes* from, ComplexLanes* x, std::size_t size, const Twiddles* twiddles) const;
  void transform_quarters(ComplexLanes* x, std::size_t size, const Twiddles* twiddles) const;

  std::size_t size_;
  std::vector<Twiddles> twiddles_;  // of the whole size, then of each smaller one
  std::vector<std::uint32_t> positions_;
};

}  // namespace earshot::dsp
