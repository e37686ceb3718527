// dsp/fft against the definition of the transform, in long double.
#include "dsp/fft.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

#include "base/error.h"
#include "base/rng.h"

using earshot::Lanes;
using earshot::Rng;
using earshot::dsp::ComplexLanes;
using earshot::dsp::RealFft;

namespace {

// Rounding errors of single precision (6e-8, -144 dB) gather over about log2(n) stages; measured 137 to 152 dB.
constexpr double kMinSnrDb = 130.0;
// A prime factor p is a sum of p products, one after the other; measured 127 dB (p = 509) and more.
constexpr double kMinSnrLargePrimeDb = 115.0;

std::vector<Lanes> random_frames(std::size_t n, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Lanes> frames(n);
  for (Lanes& x : frames) {
    for (int lane = 0; lane < Lanes::kCount; ++lane) x.set(lane, static_cast<float>(rng.uniform(-1.0, 1.0)));
  }
  return frames;
}

std::vector<std::complex<long double>> direct_dft(const std::vector<Lanes>& frames, int lane) {
  const std::size_t n = frames.size();
  std::vector<std::complex<long double>> roots(n);
  for (std::size_t i = 0; i < n; ++i) {
    const long double angle =
        -2.0L * std::numbers::pi_v<long double> * static_cast<long double>(i) / static_cast<long double>(n);
    roots[i] = {std::cos(angle), std::sin(angle)};
  }
  std::vector<std::complex<long double>> bins(n / 2 + 1);
  for (std::size_t k = 0; k < bins.size(); ++k) {
    for (std::size_t t = 0; t < n; ++t) bins[k] += static_cast<long double>(frames[t][lane]) * roots[k * t % n];
  }
  return bins;
}

double snr_db(const std::vector<std::complex<long double>>& expected, const std::vector<ComplexLanes>& got, int lane) {
  double signal = 0.0;
  double noise = 0.0;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const std::complex<long double> x(got[k].re[lane], got[k].im[lane]);
    signal += static_cast<double>(std::norm(expected[k]));
    noise += static_cast<double>(std::norm(expected[k] - x));
  }
  return noise == 0.0 ? 1000.0 : 10.0 * std::log10(signal / noise);
}

std::vector<ComplexLanes> transform(RealFft& fft, const std::vector<Lanes>& frames) {
  std::vector<ComplexLanes> spectrum(static_cast<std::size_t>(fft.num_bins()));
  fft.transform(frames, spectrum);
  return spectrum;
}

double worst_snr_db(int n) {
  RealFft fft(n);
  const std::vector<Lanes> frames = random_frames(static_cast<std::size_t>(n), static_cast<std::uint64_t>(n));
  const std::vector<ComplexLanes> spectrum = transform(fft, frames);
  double worst = 1000.0;
  for (const int lane : {0, 3}) worst = std::min(worst, snr_db(direct_dft(frames, lane), spectrum, lane));
  return worst;
}

}  // namespace

TEST_CASE("fft: agrees with the direct sum for every size of factors 2, 3 and 5, even and odd") {
  for (const int n :
       {2, 3, 4, 5, 6, 8, 9, 10, 15, 16, 20, 30, 64, 100, 200, 225, 256, 400, 480, 512, 600, 1000, 1024}) {
    const double snr = worst_snr_db(n);
    INFO("n = ", n, ", SNR ", snr, " dB");
    CHECK(snr >= kMinSnrDb);
  }
}

TEST_CASE("fft: agrees with the direct sum for sizes with large prime factors") {
  for (const int n : {7, 14, 22, 49, 77, 101, 202, 441, 509, 882, 1018}) {
    const double snr = worst_snr_db(n);
    INFO("n = ", n, ", SNR ", snr, " dB");
    CHECK(snr >= kMinSnrLargePrimeDb);
  }
}

TEST_CASE("fft: power is |X|^2 and its sum obeys Parseval's theorem") {
  for (const int n : {400, 441, 1024}) {
    INFO("n = ", n);
    RealFft fft(n);
    const std::vector<Lanes> frames = random_frames(static_cast<std::size_t>(n), 5);
    const std::vector<ComplexLanes> spectrum = transform(fft, frames);
    std::vector<Lanes> power(spectrum.size());
    fft.power(frames, power);
    for (int lane = 0; lane < Lanes::kCount; ++lane) {
      double energy = 0.0;
      for (const Lanes x : frames) energy += static_cast<double>(x[lane]) * x[lane];
      double sum = 0.0;
      for (std::size_t k = 0; k < power.size(); ++k) {
        const bool alone = k == 0 || 2 * k == static_cast<std::size_t>(n);  // the other bins occur twice
        sum += (alone ? 1.0 : 2.0) * power[k][lane];
        const double norm = static_cast<double>(spectrum[k].re[lane]) * spectrum[k].re[lane] +
                            static_cast<double>(spectrum[k].im[lane]) * spectrum[k].im[lane];
        CHECK(power[k][lane] == doctest::Approx(norm).epsilon(1e-5));
      }
      CHECK(sum / n == doctest::Approx(energy).epsilon(1e-5));
    }
  }
}

TEST_CASE("fft: is linear") {
  RealFft fft(480);
  const std::vector<Lanes> a = random_frames(480, 1);
  const std::vector<Lanes> b = random_frames(480, 2);
  std::vector<Lanes> mixed(480);
  for (std::size_t t = 0; t < mixed.size(); ++t) mixed[t] = 2.0F * a[t] - 0.5F * b[t];
  const auto spectrum_a = transform(fft, a);
  const auto spectrum_b = transform(fft, b);
  const auto spectrum = transform(fft, mixed);
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    // Bins are around sqrt(n / 3) = 13; the bound is 10 rounding errors of that.
    CHECK(std::abs(spectrum[k].re[1] - (2.0F * spectrum_a[k].re[1] - 0.5F * spectrum_b[k].re[1])) < 2e-5F);
    CHECK(std::abs(spectrum[k].im[1] - (2.0F * spectrum_a[k].im[1] - 0.5F * spectrum_b[k].im[1])) < 2e-5F);
  }
}

TEST_CASE("fft: a frame's spectrum has the same bits in every lane, whatever the other lanes hold") {
  for (const int n : {225, 512}) {
    RealFft fft(n);
    const std::vector<Lanes> frames = random_frames(static_cast<std::size_t>(n), 9);
    std::vector<Lanes> turned(frames.size());
    for (std::size_t t = 0; t < frames.size(); ++t) turned[t] = Lanes(7.0F, frames[t][0], -1.0F, frames[t][0]);
    const auto a = transform(fft, frames);
    const auto b = transform(fft, turned);
    std::vector<std::complex<float>> single(a.size());
    std::vector<float> frame(frames.size());
    for (std::size_t t = 0; t < frame.size(); ++t) frame[t] = frames[t][0];
    fft.transform(frame, single);
    for (std::size_t k = 0; k < a.size(); ++k) {
      CHECK(a[k].re[0] == b[k].re[1]);
      CHECK(a[k].im[0] == b[k].im[3]);
      CHECK(a[k].re[0] == single[k].real());
      CHECK(a[k].im[0] == single[k].imag());
    }
  }
}

TEST_CASE("fft: sizes below 2 and above 2^20 are refused") {
  for (const int n : {-4, 0, 1, (1 << 20) + 1}) {
    INFO("n = ", n);
    CHECK_THROWS_AS(RealFft{n}, earshot::Error);
  }
}
