// audio/resampler: its specification, measured; length, time and chunking.
#include "audio/resampler.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.h"
#include "base/rng.h"

using namespace earshot::audio;

namespace {

constexpr double kMaxRippleDb = 0.05;     // up to 0.9 of the lower Nyquist frequency
constexpr double kMaxSpuriousDb = -90.0;  // images and aliases, relative to the tone that causes them

struct Rates {
  int in, out;
};

// Common rates both ways, whole ratios, and three whose phases are too many for an exact table.
constexpr Rates kRates[] = {{44100, 16000}, {48000, 44100}, {44100, 48000}, {16000, 44100},  {8000, 16000},
                            {48000, 16000}, {22050, 16000}, {11025, 16000}, {192000, 16000}, {96000, 22050},
                            {44100, 16001}, {16000, 44101}, {44101, 44100}};

std::vector<float> tone(double frequency_hz, int rate, std::size_t n, double phase = 0.3) {
  std::vector<float> samples(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double turns = std::fmod(frequency_hz * static_cast<double>(i) / rate, 1.0);
    samples[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * turns + phase));
  }
  return samples;
}

double decibels(double amplitude_ratio) { return 20.0 * std::log10(std::max(amplitude_ratio, 1e-12)); }

struct ToneFit {
  double amplitude, residual_rms;
};

// Least squares of a sine at `frequency_hz`, and what is left besides it. The ends, where the filter hangs over the
// edge of the clip, are left out.
ToneFit fit_tone(std::span<const float> y, double frequency_hz, int rate) {
  double ss = 0, sc = 0, cc = 0, ys = 0, yc = 0, yy = 0;
  const double w = 2.0 * std::numbers::pi * frequency_hz / rate;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double s = std::sin(w * static_cast<double>(i));
    const double c = std::cos(w * static_cast<double>(i));
    ss += s * s;
    sc += s * c;
    cc += c * c;
    ys += static_cast<double>(y[i]) * s;
    yc += static_cast<double>(y[i]) * c;
  }
  const double det = ss * cc - sc * sc;
  const double a = (ys * cc - yc * sc) / det;
  const double b = (yc * ss - ys * sc) / det;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double rest =
        static_cast<double>(y[i]) - a * std::sin(w * static_cast<double>(i)) - b * std::cos(w * static_cast<double>(i));
    yy += rest * rest;
  }
  return {std::hypot(a, b), std::sqrt(yy / static_cast<double>(y.size()))};
}

double rms(std::span<const float> y) {
  double sum = 0;
  for (const float v : y) sum += static_cast<double>(v) * static_cast<double>(v);
  return std::sqrt(sum / static_cast<double>(y.size()));
}

// The middle of the response to a unit tone.
std::vector<float> response(Rates rates, double frequency_hz) {
  const double lower = std::min(rates.in, rates.out);
  const double filter_s = 140.0 / lower;
  const double seconds = 2.0 * filter_s + 1500.0 / lower;
  const Waveform out =
      resample({rates.in, tone(frequency_hz, rates.in, static_cast<std::size_t>(seconds * rates.in))}, rates.out);
  const auto skip = static_cast<std::ptrdiff_t>(filter_s * rates.out);
  return {out.samples.begin() + skip, out.samples.end() - skip};
}

std::vector<float> noise(std::size_t n) {
  earshot::Rng rng(11);
  std::vector<float> samples(n);
  for (float& x : samples) x = static_cast<float>(rng.uniform(-1.0, 1.0));
  return samples;
}

}  // namespace

TEST_CASE("resampler: pass-band within 0.05 dB up to 0.9 of the lower Nyquist, images at most -90 dB") {
  const double unit_rms = std::sqrt(0.5);
  for (const Rates rates : kRates) {
    const double nyquist = 0.5 * std::min(rates.in, rates.out);
    double ripple = 0.0;
    double spurious = -200.0;
    for (const double part : {0.01, 0.1, 0.25, 0.4, 0.5, 0.61, 0.75, 0.83, 0.88, 0.9, 0.95, 0.99}) {
      const double frequency = part * nyquist;
      const ToneFit fit = fit_tone(response(rates, frequency), frequency, rates.out);
      if (part <= 0.9) ripple = std::max(ripple, std::abs(decibels(fit.amplitude)));
      spurious = std::max(spurious, decibels(fit.residual_rms / unit_rms));
    }
    MESSAGE(rates.in << " -> " << rates.out << " Hz: ripple " << ripple << " dB, images " << spurious << " dB");
    CHECK(ripple <= kMaxRippleDb);
    CHECK(spurious <= kMaxSpuriousDb);
  }
}

TEST_CASE("resampler: whatever lies above the lower Nyquist comes out at -90 dB or less") {
  const double unit_rms = std::sqrt(0.5);
  for (const Rates rates : kRates) {
    if (rates.out >= rates.in) continue;
    const double from = 0.5 * rates.out;
    const double to = 0.5 * rates.in;
    double worst = -200.0;
    for (int k = 0; k <= 24; ++k) {
      // Denser towards the edge, where the filter is steepest.
      const double frequency = from + (to - from) * std::pow(k / 24.0, 3.0) * 0.999;
      worst = std::max(worst, decibels(rms(response(rates, frequency)) / unit_rms));
    }
    MESSAGE(rates.in << " -> " << rates.out << " Hz: aliases " << worst << " dB");
    CHECK(worst <= kMaxSpuriousDb);
  }
}

TEST_CASE("resampler: output sample n is the signal at n / out_rate, without delay") {
  for (const Rates rates : kRates) {
    const double frequency = 0.05 * std::min(rates.in, rates.out);
    const Waveform out =
        resample({rates.in, tone(frequency, rates.in, static_cast<std::size_t>(rates.in / 4))}, rates.out);
    const std::vector<float> expected = tone(frequency, rates.out, out.samples.size());
    double worst = 0.0;
    const auto skip = static_cast<std::size_t>(140.0 * rates.out / std::min(rates.in, rates.out));
    for (std::size_t i = skip; i + skip < expected.size(); ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(out.samples[i]) - static_cast<double>(expected[i])));
    }
    // The pass-band's ripple, about 1e-5; a delay of a hundredth of a sample would give 3e-3.
    CHECK(worst <= 5e-5);
  }
}

TEST_CASE("resampler: nothing drifts, also after a long run") {
#if defined(NDEBUG)
  constexpr int kSeconds = 3600;
#else
  constexpr int kSeconds = 30;  // an hour takes many minutes without optimisation
#endif
  // As many samples as an hour has.
  for (const Rates rates : {Rates{48000, 44100}, Rates{44100, 16000}}) {
    // A whole number of Hz repeats every second, so one second of input serves for all.
    const double frequency = 997.0;
    const std::vector<float> second = tone(frequency, rates.in, static_cast<std::size_t>(rates.in));
    const std::vector<float> expected = tone(frequency, rates.out, static_cast<std::size_t>(rates.out));
    Resampler resampler(rates.in, rates.out);
    std::vector<float> out;
    std::int64_t num_out = 0;
    for (int s = 0; s < kSeconds; ++s) {
      out.clear();
      resampler.accept(second, out);
      num_out += static_cast<std::int64_t>(out.size());
    }
    double worst = 0.0;
    const std::int64_t first = num_out - static_cast<std::int64_t>(out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto at = static_cast<std::size_t>((first + static_cast<std::int64_t>(i)) % rates.out);
      worst = std::max(worst, std::abs(static_cast<double>(out[i]) - static_cast<double>(expected[at])));
    }
    CHECK(worst <= 5e-5);
    resampler.finish(out);
    CHECK(first + static_cast<std::int64_t>(out.size()) == static_cast<std::int64_t>(kSeconds) * rates.out);
  }
}

TEST_CASE("resampler: n samples become ceil(n * out / in)") {
  for (const Rates rates : kRates) {
    for (const std::size_t n : {0U, 1U, 2U, 3U, 10U, 441U, 1000U, 4409U, 4410U, 9001U}) {
      const Waveform out = resample({rates.in, std::vector<float>(n, 0.5F)}, rates.out);
      const auto expected = (static_cast<std::int64_t>(n) * rates.out + rates.in - 1) / rates.in;
      CHECK(static_cast<std::int64_t>(out.samples.size()) == expected);
      CHECK(Resampler::output_length(static_cast<std::int64_t>(n), rates.in, rates.out) == expected);
    }
  }
}

TEST_CASE("resampler: any chunking gives bit-identical output, within the promised bound and without reallocation") {
  earshot::Rng rng(3);
  const std::vector<float> input = noise(20000);
  for (const Rates rates : {Rates{44100, 16000}, {16000, 44100}, {44100, 16001}, {16000, 16000}, {96000, 8000}}) {
    const std::vector<float> whole = resample({rates.in, input}, rates.out).samples;
    for (const std::uint64_t largest : {1U, 17U, 700U, 9000U}) {
      Resampler resampler(rates.in, rates.out);
      std::vector<float> out;
      // A used one after reset() behaves as new.
      resampler.accept(std::span(input).first(1234), out);
      resampler.finish(out);
      resampler.reset();
      out.clear();
      for (std::size_t at = 0; at < input.size();) {
        const std::size_t n =
            std::min<std::size_t>(input.size() - at, static_cast<std::size_t>(rng.below(largest + 1)));
        out.reserve(out.size() + resampler.max_output(n));
        const float* before = out.data();
        resampler.accept(std::span(input).subspan(at, n), out);
        REQUIRE(out.data() == before);
        at += n;
      }
      resampler.finish(out);
      REQUIRE(out == whole);
    }
  }
}

TEST_CASE("resampler: equal rates pass samples through unchanged and at once") {
  const std::vector<float> input = noise(100);
  Resampler resampler(22050, 22050);
  std::vector<float> out;
  resampler.accept(input, out);
  CHECK(out == input);
  resampler.finish(out);
  CHECK(out == input);
  CHECK(resampler.latency_samples() == 0);
}

TEST_CASE("resampler: a constant stays constant in every phase") {
  for (const Rates rates : kRates) {
    const Waveform out =
        resample({rates.in, std::vector<float>(static_cast<std::size_t>(rates.in / 10), 0.5F)}, rates.out);
    const auto skip = static_cast<std::size_t>(140.0 * rates.out / std::min(rates.in, rates.out));
    double worst = 0.0;
    for (std::size_t i = skip; i + skip < out.samples.size(); ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(out.samples[i]) - 0.5));
    }
    CHECK(worst < 1e-6);  // the rounding of a sum of some hundred float products
  }
}

TEST_CASE("resampler: NaN and infinity count as silence") {
  std::vector<float> dirty = noise(3000);
  std::vector<float> clean = dirty;
  dirty[1000] = std::numeric_limits<float>::quiet_NaN();
  dirty[2000] = std::numeric_limits<float>::infinity();
  clean[1000] = clean[2000] = 0.0F;
  CHECK(resample({44100, dirty}, 16000).samples == resample({44100, clean}, 16000).samples);
  Resampler same(8000, 8000);
  std::vector<float> out;
  same.accept(dirty, out);
  CHECK(out == clean);
}

TEST_CASE("resampler: rates without sense are refused, extreme ones work") {
  CHECK_THROWS_AS(Resampler(0, 16000), earshot::Error);
  CHECK_THROWS_AS(Resampler(16000, -1), earshot::Error);
  CHECK_THROWS_AS(Resampler(1, 16000), earshot::Error);
  CHECK_THROWS_AS(Resampler(2'000'000'000, 16000), earshot::Error);
  const Waveform slow = resample({10, std::vector<float>(200, 0.25F)}, 16001);
  CHECK(slow.samples.size() == 320020);
  CHECK(slow.samples[160000] == doctest::Approx(0.25));
  const Waveform fast = resample({10'000'000, std::vector<float>(1'000'000, 0.25F)}, 7999);
  CHECK(fast.samples.size() == 800);
  CHECK(fast.samples[400] == doctest::Approx(0.25));
}
