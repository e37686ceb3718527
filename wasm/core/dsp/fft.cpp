#include "dsp/fft.h"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <vector>

#include "base/error.h"

// What kissfft.hh needs to run over Lanes. It computes with std::complex<scalar> and calls std::acos and
// std::exp by their qualified names, so these must exist in std before the header is read.
// The generic std::complex would do, but its products check for NaN, which costs a factor of two.
namespace std {

template <>
class complex<earshot::Lanes> {
 public:
  using value_type = earshot::Lanes;
  complex() = default;
  complex(value_type re, value_type im = 0.0F) : re_(re), im_(im) {}

  [[nodiscard]] value_type real() const { return re_; }
  [[nodiscard]] value_type imag() const { return im_; }

  complex& operator+=(const complex& b) {
    re_ += b.re_;
    im_ += b.im_;
    return *this;
  }
  complex& operator*=(const value_type& s) {
    re_ *= s;
    im_ *= s;
    return *this;
  }

  friend complex operator+(const complex& a, const complex& b) { return {a.re_ + b.re_, a.im_ + b.im_}; }
  friend complex operator-(const complex& a, const complex& b) { return {a.re_ - b.re_, a.im_ - b.im_}; }
  friend complex operator*(const complex& a, const complex& b) {
    return {a.re_ * b.re_ - a.im_ * b.im_, a.re_ * b.im_ + a.im_ * b.re_};
  }
  friend complex operator*(const complex& a, const value_type& s) { return {a.re_ * s, a.im_ * s}; }

 private:
  value_type re_;
  value_type im_;
};

inline earshot::Lanes acos(earshot::Lanes x) { return acos(x[0]); }

// Only ever asked for exp(i angle), with the angle as hi + lo in the first two lanes (see operator* below).
inline complex<earshot::Lanes> exp(const complex<earshot::Lanes>& z) {
  const double angle = static_cast<double>(z.imag()[0]) + static_cast<double>(z.imag()[1]);
  return {static_cast<float>(cos(angle)), static_cast<float>(sin(angle))};
}

}  // namespace std

namespace earshot {

// Twiddle factors: kissfft.hh evaluates exp(i * (index * phase_step)) with phase_step = -+ 2 pi / n as a
// scalar of the transform. Rounded to float that angle alone would cost 15 dB of accuracy, so this overload
// goes back to the whole number n (exact for n <= 2^20) and hands the angle on in two floats.
template <class Index>
requires std::same_as<Index, std::size_t> Lanes operator*(Index index, Lanes phase_step) {
  const double n = std::round(2.0 * std::numbers::pi / std::abs(static_cast<double>(phase_step[0])));
  const double angle =
      std::copysign(2.0 * std::numbers::pi, static_cast<double>(phase_step[0])) * static_cast<double>(index) / n;
  const auto high = static_cast<float>(angle);
  return {high, static_cast<float>(angle - static_cast<double>(high)), 0.0F, 0.0F};
}

}  // namespace earshot

#include <kissfft/kissfft.hh>

namespace earshot::dsp {
namespace {

using Complex = std::complex<Lanes>;

constexpr int kMaxSize = 1 << 20;

ComplexLanes operator+(ComplexLanes a, ComplexLanes b) { return {a.re + b.re, a.im + b.im}; }
ComplexLanes operator-(ComplexLanes a, ComplexLanes b) { return {a.re - b.re, a.im - b.im}; }
Lanes norm(ComplexLanes z) { return z.re * z.re + z.im * z.im; }

}  // namespace

// Even n: the samples are read as n/2 complex numbers z[t] = x[2t] + i x[2t+1], and with m = n/2,
// Z = DFT_m(z), W = exp(-2 pi i / n):
//   E[k] = (Z[k] + conj Z[m-k]) / 2    spectrum of the even samples
//   O[k] = (Z[k] - conj Z[m-k]) / 2i   spectrum of the odd samples
//   X[k] = E[k] + W^k O[k],  X[m-k] = conj(E[k] - W^k O[k])
// Odd n: a complex transform of size n with zero imaginary part.
struct RealFft::Plan {
  explicit Plan(int n)
      : even(n % 2 == 0),
        complex_size(static_cast<std::size_t>(even ? n / 2 : n)),
        fft(complex_size, /*inverse=*/false),
        output(complex_size) {
    if (even) {
      twiddles.resize(complex_size / 2 + 1);
      for (std::size_t k = 0; k < twiddles.size(); ++k) {
        const double angle = -2.0 * std::numbers::pi * static_cast<double>(k) / n;
        twiddles[k] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
      }
    } else {
      widened.resize(complex_size);
    }
    single.resize(static_cast<std::size_t>(n), Lanes(0.0F));
    single_spectrum.resize(static_cast<std::size_t>(n / 2 + 1));
    // KissFFT sizes the scratch of its generic butterfly during the first transform.
    transform(single);
  }

  void transform(std::span<const Lanes> frames) {
    if (even) {
      // std::complex<Lanes> above is two Lanes in a row, as kissfft.hh itself assumes.
      fft.transform(reinterpret_cast<const Complex*>(frames.data()), output.data());
    } else {
      for (std::size_t t = 0; t < complex_size; ++t) widened[t] = Complex(frames[t]);
      fft.transform(widened.data(), output.data());
    }
  }

  // Calls write(k, 2 X[k]) for every bin: doubling saves the two halvings above, and is exact to undo.
  template <class Write>
  void for_each_doubled_bin(Write write) const {
    const std::size_t m = complex_size;
    if (!even) {
      for (std::size_t k = 0; k <= m / 2; ++k) {
        write(k, ComplexLanes{output[k].real() * 2.0F, output[k].imag() * 2.0F});
      }
      return;
    }
    write(0, ComplexLanes{(output[0].real() + output[0].imag()) * 2.0F, 0.0F});
    write(m, ComplexLanes{(output[0].real() - output[0].imag()) * 2.0F, 0.0F});
    for (std::size_t k = 1; 2 * k <= m; ++k) {
      const Complex& a = output[k];
      const Complex& b = output[m - k];
      const ComplexLanes e{a.real() + b.real(), a.imag() - b.imag()};
      const ComplexLanes o{a.imag() + b.imag(), b.real() - a.real()};
      const Lanes c = twiddles[k].real();
      const Lanes s = twiddles[k].imag();
      const ComplexLanes turned{o.re * c - o.im * s, o.re * s + o.im * c};
      const ComplexLanes upper = e - turned;
      write(k, e + turned);
      write(m - k, ComplexLanes{upper.re, -upper.im});
    }
  }

  bool even;
  std::size_t complex_size;
  kissfft<Lanes> fft;
  std::vector<Complex> output;
  std::vector<Complex> widened;
  std::vector<std::complex<float>> twiddles;
  std::vector<Lanes> single;
  std::vector<ComplexLanes> single_spectrum;
};

namespace {

int checked_size(int n) {
  require(n >= 2 && n <= kMaxSize, ErrorCode::kInvalidArgument,
          "The size of a Fourier transform must be from 2 to 1048576.");
  return n;
}

}  // namespace

RealFft::RealFft(int n) : n_(checked_size(n)), plan_(std::make_unique<Plan>(n)) {}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

void RealFft::transform(std::span<const Lanes> frames, std::span<ComplexLanes> spectrum) {
  plan_->transform(frames);
  plan_->for_each_doubled_bin([&](std::size_t k, ComplexLanes x) { spectrum[k] = {x.re * 0.5F, x.im * 0.5F}; });
}

void RealFft::power(std::span<const Lanes> frames, std::span<Lanes> power) {
  plan_->transform(frames);
  plan_->for_each_doubled_bin([&](std::size_t k, ComplexLanes x) { power[k] = norm(x) * 0.25F; });
}

void RealFft::transform(std::span<const float> frame, std::span<std::complex<float>> spectrum) {
  for (std::size_t t = 0; t < frame.size(); ++t) plan_->single[t] = Lanes(frame[t], 0.0F, 0.0F, 0.0F);
  transform(plan_->single, plan_->single_spectrum);
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    spectrum[k] = {plan_->single_spectrum[k].re[0], plan_->single_spectrum[k].im[0]};
  }
}

}  // namespace earshot::dsp
