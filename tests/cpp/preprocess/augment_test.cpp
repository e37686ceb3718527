// preprocess/augment: each change does what its name says, by measurement, and nothing else.
#include "preprocess/augment.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "base/error.h"

using namespace earshot;
using namespace earshot::preprocess;

namespace {

constexpr int kRate = 16000;

std::vector<float> sine(double hz, std::size_t n, double amplitude = 0.5) {
  std::vector<float> out(n);
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRate));
  return out;
}

// Amplitude at one frequency, over the middle half, where no edge is near.
double amplitude_at(std::span<const float> x, double hz) {
  const std::size_t begin = x.size() / 4;
  const std::size_t n = x.size() / 2;
  double re = 0.0, im = 0.0;
  for (std::size_t i = begin; i < begin + n; ++i) {
    const double w =
        0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(i - begin) / static_cast<double>(n));
    const double phase = 2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRate;
    re += w * static_cast<double>(x[i]) * std::cos(phase);
    im += w * static_cast<double>(x[i]) * std::sin(phase);
  }
  return 4.0 * std::hypot(re, im) / static_cast<double>(n);
}

double power(std::span<const float> x) {
  double sum = 0.0;
  for (const float v : x) sum += static_cast<double>(v) * static_cast<double>(v);
  return sum / static_cast<double>(x.size());
}

std::vector<float> changed(const WaveformAugmentConfig& config, std::vector<float> samples, std::uint64_t seed = 1,
                           int channels = 1, std::span<const std::vector<float>> backgrounds = {}) {
  Rng rng(seed);
  WaveformAugmenter augmenter(config, kRate, channels, backgrounds);
  augmenter.apply(samples, rng);
  return samples;
}

WaveformAugmentConfig always() { return {.probability = 1.0F}; }

}  // namespace

TEST_CASE("augment: off by default, and then not a sample changes") {
  CHECK_FALSE(WaveformAugmentConfig{}.any());
  const std::vector<float> x = sine(440.0, 1000);
  CHECK(changed(always(), x) == x);
}

TEST_CASE("augment: the same seed changes a clip in the same way, another seed in another") {
  WaveformAugmentConfig config = always();
  config.shift_s = 0.1F;
  config.speed = {0.9F, 1.1F};
  config.pitch_semitones = {-2.0F, 2.0F};
  config.gain_db = {-6.0F, 6.0F};
  config.noise = true;
  const std::vector<float> x = sine(440.0, 8000);
  const std::vector<float> first = changed(config, x, 7);
  CHECK(first == changed(config, x, 7));
  CHECK(first != changed(config, x, 8));
}

TEST_CASE("augment: speed moves a tone by its factor and keeps its amplitude") {
  for (const float factor : {0.8F, 1.25F}) {
    WaveformAugmentConfig config = always();
    config.speed = {factor, factor};
    const std::vector<float> y = changed(config, sine(1000.0, 16000));
    // Hann window of 0.5 s: 1 % covers its scalloping over the rounding of the factor.
    const std::span<const float> heard = std::span(y).first(12000);
    CHECK(amplitude_at(heard, 1000.0 * static_cast<double>(factor)) == doctest::Approx(0.5).epsilon(0.01));
    CHECK(amplitude_at(heard, 1000.0) < 0.005);
  }
}

TEST_CASE("augment: faster than the rate allows, a tone is filtered away, not folded back") {
  std::vector<float> y(8000);
  play_faster(sine(7000.0, 16000), 1.5, y);  // would be 10,500 Hz, which folds to 5,500 Hz
  CHECK(amplitude_at(y, 5500.0) < 0.5 * 1e-2);
}

TEST_CASE("augment: pitch moves a tone and keeps the clip's length in time") {
  for (const float semitones : {-3.0F, 4.0F}) {
    WaveformAugmentConfig config = always();
    config.pitch_semitones = {semitones, semitones};
    std::vector<float> x = sine(440.0, 16000);
    for (std::size_t i = 8000; i < x.size(); ++i) x[i] = 0.0F;  // the tone ends at half time
    const std::vector<float> y = changed(config, x);
    const double hz = 440.0 * std::pow(2.0, static_cast<double>(semitones) / 12.0);
    const std::span<const float> tone = std::span(y).first(7500);
    CHECK(amplitude_at(tone, hz) > 0.4);  // of 0.5: splices of a pure tone line up within a sample
    CHECK(power(std::span(y).subspan(9000)) < 1e-3 * power(tone));
  }
}

TEST_CASE("augment: time stretching keeps a tone's frequency and amplitude") {
  const std::vector<float> x = sine(330.0, 16000);
  for (const std::size_t length : {12000U, 22000U}) {
    std::vector<float> y(length);
    time_stretch(x, kRate, y);
    CHECK(amplitude_at(y, 330.0) == doctest::Approx(0.5).epsilon(0.05));
  }
}

TEST_CASE("augment: shift moves samples without changing them, and zeros enter") {
  WaveformAugmentConfig config = always();
  config.shift_s = 0.01F;  // 160 samples
  std::vector<float> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i + 1);
  bool left = false, right = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<float> y = changed(config, x, seed);
    const std::ptrdiff_t distance = y[500] == 0.0F ? 1000 : static_cast<std::ptrdiff_t>(x[500] - y[500]);
    CHECK(std::abs(distance) <= 160);
    left = left || distance < 0;
    right = right || distance > 0;
    for (std::ptrdiff_t i = 0; i < 1000; ++i) {
      const std::ptrdiff_t from = i - distance;
      const float expected = from < 0 || from >= 1000 ? 0.0F : x[static_cast<std::size_t>(from)];
      if (y[static_cast<std::size_t>(i)] != expected) CHECK(y[static_cast<std::size_t>(i)] == expected);
    }
  }
  CHECK(left);
  CHECK(right);
}

TEST_CASE("augment: gain, noise and background have the level asked for") {
  const std::vector<float> x = sine(440.0, 16000);
  WaveformAugmentConfig gain = always();
  gain.gain_db = {-6.0F, -6.0F};
  CHECK(10.0 * std::log10(power(changed(gain, x)) / power(x)) == doctest::Approx(-6.0).epsilon(1e-4));

  const auto snr = [&](const std::vector<float>& y) {
    std::vector<float> rest(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) rest[i] = y[i] - x[i];
    return 10.0 * std::log10(power(x) / power(rest));
  };
  WaveformAugmentConfig noise = always();
  noise.noise = true;
  noise.noise_snr_db = {12.0F, 12.0F};
  CHECK(snr(changed(noise, x)) ==
        doctest::Approx(12.0).epsilon(0.02));  // the power of 16,000 normal numbers: 0.05 dB deviation
  WaveformAugmentConfig background = always();
  background.background = true;
  background.background_snr_db = {5.0F, 5.0F};
  const std::vector<std::vector<float>> recordings = {sine(1234.0, 777, 0.01), sine(321.0, 50000, 0.9)};
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    CHECK(snr(changed(background, x, seed, 1, recordings)) == doctest::Approx(5.0).epsilon(1e-3));
}

TEST_CASE("augment: both channels are changed alike") {
  WaveformAugmentConfig config = always();
  config.shift_s = 0.01F;
  config.speed = {0.9F, 1.1F};
  config.gain_db = {-6.0F, 6.0F};
  const std::vector<float> mono = sine(500.0, 4000);
  std::vector<float> stereo;
  for (const float x : mono) {
    stereo.push_back(x);
    stereo.push_back(-0.5F * x);
  }
  const std::vector<float> left = changed(config, mono, 3);
  const std::vector<float> both = changed(config, stereo, 3, 2);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    CHECK(both[2 * i] == left[i]);
    CHECK(both[2 * i + 1] == doctest::Approx(-0.5F * left[i]).epsilon(1e-5));
  }
}

TEST_CASE("augment: settings that cannot be honoured are refused") {
  const auto refused = [](const WaveformAugmentConfig& config, int channels = 1) {
    CHECK_THROWS_AS(WaveformAugmenter(config, kRate, channels, {}), Error);
  };
  refused({.speed = {0.1F, 1.0F}});
  refused({.gain_db = {6.0F, -6.0F}});
  refused({.background = true});
  refused({.pitch_semitones = {-1.0F, 1.0F}}, 2);
}

TEST_CASE("augment: silence and very short segments stay what they can") {
  WaveformAugmentConfig config = always();
  config.shift_s = 0.1F;
  config.speed = {0.9F, 1.1F};
  config.pitch_semitones = {-2.0F, 2.0F};
  config.noise = true;
  for (const std::size_t n : {0U, 1U, 3U, 500U}) {
    const std::vector<float> y = changed(config, std::vector<float>(n), 5);
    CHECK(y == std::vector<float>(n));  // noise is relative to the sound, and there is none
  }
}
