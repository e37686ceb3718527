// Windows, mel filters, chroma weights, cosine transform, delta weights, logarithm: by definition and property.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/rng.h"
#include "dsp/chroma.h"
#include "dsp/dct.h"
#include "dsp/delta.h"
#include "dsp/log.h"
#include "dsp/mel.h"
#include "dsp/window.h"

using namespace earshot;
using namespace earshot::dsp;

TEST_CASE("window: periodic windows are symmetric about n / 2 and at most 1") {
  for (const Window window : {Window::kHann, Window::kHamming, Window::kBlackman, Window::kFlatTop, Window::kBoxcar}) {
    for (const int n : {1, 2, 15, 400}) {
      const std::vector<double> values = make_window(window, n);
      REQUIRE(values.size() == static_cast<std::size_t>(n));
      for (std::size_t i = 1; i < values.size(); ++i) CHECK(values[i] == doctest::Approx(values[values.size() - i]));
      for (const double value : values) CHECK(value <= 1.0 + 1e-8);  // flat top: its coefficients sum to 1 + 3e-9
    }
  }
}

TEST_CASE("window: triangles of odd and even length follow scipy.signal.get_window") {
  const std::vector<double> even = make_window(Window::kTriangular, 4);
  const std::vector<double> odd = make_window(Window::kTriangular, 5);
  const double thirds[] = {1.0 / 3, 2.0 / 3, 1.0, 2.0 / 3};
  const double sixths[] = {1.0 / 6, 0.5, 5.0 / 6, 5.0 / 6, 0.5};
  for (std::size_t i = 0; i < 4; ++i) CHECK(even[i] == doctest::Approx(thirds[i]));
  for (std::size_t i = 0; i < 5; ++i) CHECK(odd[i] == doctest::Approx(sixths[i]));
}

TEST_CASE(
    "window: symmetric windows read the same backwards, and are the periodic ones of one sample less and its first") {
  for (const Window window :
       {Window::kHann, Window::kHamming, Window::kBlackman, Window::kFlatTop, Window::kBoxcar, Window::kTriangular}) {
    for (const int n : {2, 15, 400}) {
      const std::vector<double> values = make_window(window, n, true);
      REQUIRE(values.size() == static_cast<std::size_t>(n));
      for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(values[i] == doctest::Approx(values[values.size() - 1 - i]).epsilon(1e-12));
      }
    }
  }
  CHECK(make_window(Window::kHann, 1, true) == std::vector<double>{1.0});
  const std::vector<double> hann = make_window(Window::kHann, 5, true);  // sin^2(pi t / 4)
  const double expected[] = {0.0, 0.5, 1.0, 0.5, 0.0};
  for (std::size_t t = 0; t < 5; ++t) CHECK(hann[t] == doctest::Approx(expected[t]));
}

TEST_CASE("mel: both scales invert themselves and meet their fixed points") {
  for (const MelScale scale : {MelScale::kSlaney, MelScale::kHtk}) {
    for (const double hz : {0.0, 60.0, 440.0, 1000.0, 6400.0, 22050.0}) {
      CHECK(mel_to_hz(hz_to_mel(hz, scale), scale) == doctest::Approx(hz));
    }
  }
  CHECK(hz_to_mel(1000.0, MelScale::kSlaney) == doctest::Approx(15.0));
  CHECK(hz_to_mel(6400.0, MelScale::kSlaney) == doctest::Approx(42.0));
  CHECK(hz_to_mel(700.0, MelScale::kHtk) == doctest::Approx(2595.0 * std::log10(2.0)));
}

TEST_CASE("mel: without norm, neighbouring filters add up to 1 between the first and the last peak") {
  MelOptions options{.sample_rate = 16000,
                     .n_fft = 1024,
                     .n_mels = 40,
                     .f_min_hz = 100.0,
                     .f_max_hz = 7000.0,
                     .scale = MelScale::kHtk,
                     .norm = MelNorm::kNone};
  SUBCASE("sides straight over Hz") { options.triangles = MelTriangles::kHz; }
  SUBCASE("sides straight over mel") { options.triangles = MelTriangles::kMel; }
  const std::vector<float> filters = MelFilterbank(options).dense();
  const double low = hz_to_mel(options.f_min_hz, options.scale);
  const double high = hz_to_mel(options.f_max_hz, options.scale);
  const double first_peak = mel_to_hz(low + (high - low) / 41.0, options.scale);
  const double last_peak = mel_to_hz(low + (high - low) * 40.0 / 41.0, options.scale);
  int checked = 0;
  for (std::size_t bin = 0; bin < 513; ++bin) {
    const double hz = static_cast<double>(bin) * 16000.0 / 1024.0;
    double sum = 0.0;
    for (std::size_t m = 0; m < 40; ++m) sum += filters[m * 513 + bin];
    if (hz >= first_peak && hz <= last_peak) {
      CHECK(sum == doctest::Approx(1.0).epsilon(1e-6));
      ++checked;
    }
    // The corners come back from the mel scale with a rounding error.
    if (hz <= options.f_min_hz || hz >= options.f_max_hz) CHECK(sum < 1e-12);
  }
  CHECK(checked > 400);
}

TEST_CASE("mel: applying the sparse filters equals the product with the dense matrix, in every lane") {
  const MelFilterbank filterbank(
      {.sample_rate = 8000, .n_fft = 256, .n_mels = 30, .f_min_hz = 0.0, .f_max_hz = 4000.0});
  const std::vector<float> dense = filterbank.dense();
  Rng rng(4);
  std::vector<Lanes> power(129);
  for (Lanes& x : power) x = Lanes(static_cast<float>(rng.uniform()), 1.0F, 0.0F, static_cast<float>(rng.uniform()));
  std::vector<Lanes> mel(30);
  filterbank.apply(power, mel);
  for (std::size_t m = 0; m < 30; ++m) {
    for (int lane = 0; lane < Lanes::kCount; ++lane) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 129; ++k) sum += static_cast<double>(dense[m * 129 + k]) * power[k][lane];
      CHECK(mel[m][lane] == doctest::Approx(sum).epsilon(1e-5));
    }
  }
}

TEST_CASE("mel: filters that fall between two bins are counted as empty and give 0") {
  const MelFilterbank filterbank(
      {.sample_rate = 16000, .n_fft = 64, .n_mels = 40, .f_min_hz = 0.0, .f_max_hz = 8000.0});
  CHECK(filterbank.num_empty() > 0);
  CHECK(filterbank.num_empty() < 40);
  const std::vector<Lanes> power(33, Lanes(1.0F));
  std::vector<Lanes> mel(40, Lanes(-1.0F));
  filterbank.apply(power, mel);
  int zeros = 0;
  for (const Lanes x : mel) zeros += x[0] == 0.0F ? 1 : 0;
  CHECK(zeros == filterbank.num_empty());
}

TEST_CASE("chroma: a bin weighs most for its own pitch class, C being row 0") {
  const std::vector<float> weights = chroma_filters(16000, 4096, 12);
  const auto strongest = [&](double hz) {
    const auto bin = static_cast<std::size_t>(std::lround(hz * 4096.0 / 16000.0));
    std::size_t best = 0;
    for (std::size_t c = 1; c < 12; ++c) {
      if (weights[c * 2049 + bin] > weights[best * 2049 + bin]) best = c;
    }
    return best;
  };
  CHECK(strongest(523.25) == 0);   // C5
  CHECK(strongest(880.0) == 9);    // A5
  CHECK(strongest(1244.51) == 3);  // D sharp 6
}

TEST_CASE("dct: the whole matrix is orthonormal, so it keeps lengths") {
  constexpr int kSize = 40;
  const Dct dct(kSize, kSize, 0);
  Rng rng(6);
  std::vector<float> x(kSize);
  for (float& value : x) value = static_cast<float>(rng.normal());
  std::vector<float> y(kSize);
  dct.apply(x, y);
  double before = 0.0;
  double after = 0.0;
  for (std::size_t i = 0; i < kSize; ++i) {
    before += static_cast<double>(x[i]) * x[i];
    after += static_cast<double>(y[i]) * y[i];
  }
  CHECK(after == doctest::Approx(before).epsilon(1e-5));
}

TEST_CASE("dct: agrees with the formula for counts that do not fill a SIMD block") {
  constexpr double kPi = 3.14159265358979323846;
  for (const int n_out : {1, 5, 8, 13}) {
    const Dct dct(26, n_out, 22);
    std::vector<float> x(26);
    for (std::size_t m = 0; m < x.size(); ++m) x[m] = static_cast<float>(m * m % 7) - 3.0F;
    std::vector<float> y(static_cast<std::size_t>(n_out), 99.0F);
    dct.apply(x, y);
    for (int c = 0; c < n_out; ++c) {
      double sum = 0.0;
      for (int m = 0; m < 26; ++m) sum += x[static_cast<std::size_t>(m)] * std::cos(kPi * c * (2 * m + 1) / 52.0);
      sum *= std::sqrt((c == 0 ? 1.0 : 2.0) / 26.0) * (1.0 + 11.0 * std::sin(kPi * (c + 1) / 22.0));
      CHECK(std::abs(y[static_cast<std::size_t>(c)] - sum) < 1e-4);
    }
  }
}

TEST_CASE("delta: the weights recover slope and curvature of a parabola exactly, for odd and even widths") {
  for (const std::size_t width : {3U, 4U, 9U, 11U}) {
    std::vector<float> slope(width);
    std::vector<float> curvature(width);
    delta_weights(1, slope);
    delta_weights(2, curvature);
    const double centre = 0.5 * static_cast<double>(width - 1);
    double first = 0.0;
    double second = 0.0;
    for (std::size_t i = 0; i < width; ++i) {
      const double u = static_cast<double>(i) - centre;
      const double x = 4.0 - 3.0 * u + 1.5 * u * u;
      first += slope[i] * x;
      second += curvature[i] * x;
    }
    CHECK(first == doctest::Approx(-3.0).epsilon(1e-5));
    CHECK(second == doctest::Approx(3.0).epsilon(1e-5));
  }
}

TEST_CASE("delta: a window with too few points for the polynomial has weight 0") {
  std::vector<float> one(1, 5.0F);
  delta_weights(1, one);
  CHECK(one[0] == 0.0F);
  std::vector<float> two(2, 5.0F);
  delta_weights(2, two);
  CHECK(two[0] == 0.0F);
  CHECK(two[1] == 0.0F);
}

TEST_CASE("log: within 2 units in the last place of std::log from the smallest to the largest float") {
  Rng rng(8);
  double worst_ulp = 0.0;
  const auto check = [&](float x) {
    const double exact = std::log(static_cast<double>(x));
    const float got = dsp::log(Lanes(1.0F, x, 2.0F, x))[1];
    const float nearest = static_cast<float>(exact);
    const double ulp =
        std::max(static_cast<double>(std::nextafter(std::abs(nearest), std::numeric_limits<float>::infinity())) -
                     std::abs(nearest),
                 1e-45);
    worst_ulp = std::max(worst_ulp, std::abs(got - exact) / ulp);
  };
  for (int i = 0; i < 100000; ++i) check(static_cast<float>(std::exp(rng.uniform(-87.0, 88.0))));
  for (int i = 0; i < 100000; ++i) check(static_cast<float>(rng.uniform(0.5, 2.0)));
  for (const float x : {std::numeric_limits<float>::min(), 1e-30F, 0.70710677F, 0.7071068F, 0.99999994F, 1.0000001F,
                        std::numeric_limits<float>::max()}) {
    check(x);
  }
  MESSAGE("worst error of dsp::log: ", worst_ulp, " ulp");
  CHECK(worst_ulp <= 2.0);
  CHECK(dsp::log(Lanes(1.0F))[0] == 0.0F);
}
