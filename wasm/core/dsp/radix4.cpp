#include "dsp/radix4.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace earshot::dsp {
namespace {

ComplexLanes operator+(ComplexLanes a, ComplexLanes b) { return {a.re + b.re, a.im + b.im}; }
ComplexLanes operator-(ComplexLanes a, ComplexLanes b) { return {a.re - b.re, a.im - b.im}; }
ComplexLanes times(ComplexLanes a, float re, float im) { return {a.re * re - a.im * im, a.re * im + a.im * re}; }

// The four values of the header before their twiddle factors.
struct Butterfly {
  ComplexLanes k0, k1, k2, k3;

  Butterfly(ComplexLanes a, ComplexLanes b, ComplexLanes c, ComplexLanes d) {
    const ComplexLanes sum_ac = a + c;
    const ComplexLanes difference_ac = a - c;
    const ComplexLanes sum_bd = b + d;
    const ComplexLanes difference_bd = b - d;
    k0 = sum_ac + sum_bd;
    k1 = {difference_ac.re + difference_bd.im, difference_ac.im - difference_bd.re};
    k2 = sum_ac - sum_bd;
    k3 = {difference_ac.re - difference_bd.im, difference_ac.im + difference_bd.re};
  }
};

std::size_t reversed_digits(std::size_t k, std::size_t size) {
  if (size <= 2) return k;
  return (k % 4) * (size / 4) + reversed_digits(k / 4, size / 4);
}

}  // namespace

Radix4::Radix4(std::size_t size) : size_(size), positions_(size) {
  for (std::size_t n = size; n > 4; n /= 4) {
    for (std::size_t p = 0; p < n / 4; ++p) {
      const auto factor = [&](std::size_t power, float& re, float& im) {
        const double angle = -2.0 * std::numbers::pi * static_cast<double>(power * p) / static_cast<double>(n);
        re = static_cast<float>(std::cos(angle));
        im = static_cast<float>(std::sin(angle));
      };
      Twiddles& w = twiddles_.emplace_back();
      factor(1, w.re1, w.im1);
      factor(2, w.re2, w.im2);
      factor(3, w.re3, w.im3);
    }
  }
  for (std::size_t k = 0; k < size; ++k) positions_[k] = static_cast<std::uint32_t>(reversed_digits(k, size));
}

void Radix4::transform(const ComplexLanes* signal, ComplexLanes* spectrum) const {
  if (size_ <= 4) {
    std::copy_n(signal, size_, spectrum);
    transform_quarters(spectrum, size_, nullptr);
    return;
  }
  quarter<true>(signal, spectrum, size_, twiddles_.data());
  const std::size_t n = size_ / 4;
  for (std::size_t k = 0; k < 4; ++k) transform_quarters(spectrum + k * n, n, twiddles_.data() + n);
}

// One pass over `size` values. The first reads from the signal, the others work in place.
template <bool kFirst>
void Radix4::quarter(const ComplexLanes* from, ComplexLanes* x, std::size_t size, const Twiddles* twiddles) const {
  const std::size_t n = size / 4;
  const ComplexLanes* in = kFirst ? from : x;
  for (std::size_t p = 0; p < n; ++p) {
    const Twiddles& w = twiddles[p];
    const Butterfly y(in[p], in[p + n], in[p + 2 * n], in[p + 3 * n]);
    x[p] = y.k0;
    x[p + n] = times(y.k1, w.re1, w.im1);
    x[p + 2 * n] = times(y.k2, w.re2, w.im2);
    x[p + 3 * n] = times(y.k3, w.re3, w.im3);
  }
}

void Radix4::transform_quarters(ComplexLanes* x, std::size_t size, const Twiddles* twiddles) const {
  if (size == 1) return;
  if (size == 2) {
    const ComplexLanes a = x[0];
    const ComplexLanes b = x[1];
    x[0] = a + b;
    x[1] = a - b;
    return;
  }
  if (size == 4) {
    const Butterfly y(x[0], x[1], x[2], x[3]);
    x[0] = y.k0;
    x[1] = y.k1;
    x[2] = y.k2;
    x[3] = y.k3;
    return;
  }
  quarter<false>(nullptr, x, size, twiddles);
  const std::size_t n = size / 4;
  for (std::size_t k = 0; k < 4; ++k) transform_quarters(x + k * n, n, twiddles + n);
}

}  // namespace earshot::dsp
