// features: the settings by which others' features differ from librosa's, each by its definition.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "dsp/mel.h"
#include "features/feature_extractor.h"
#include "features/small_clips.h"

using namespace earshot;
using namespace earshot::features;
using test::noise;
using test::small_config;

TEST_CASE("features: power 1 filters magnitudes, as kapre's and YAMNet's mel spectrograms do") {
  const std::vector<float> samples = noise(4000);
  FeatureConfig config = small_config(Kind::kSpectrum);
  const Tensor magnitude = extract(config, samples);
  config.kind = Kind::kMel;
  config.power = 1;
  const Tensor mel = extract(config, samples);
  const std::vector<float> filters = dsp::MelFilterbank({.sample_rate = config.sample_rate,
                                                         .n_fft = config.n_fft,
                                                         .n_mels = config.n_mels,
                                                         .f_min_hz = config.f_min_hz,
                                                         .f_max_hz = config.effective_f_max_hz(),
                                                         .scale = config.mel_scale,
                                                         .norm = config.mel_norm})
                                         .dense();
  const auto bins = static_cast<std::size_t>(magnitude.shape[1]);
  const auto bands = static_cast<std::size_t>(mel.shape[1]);
  for (std::size_t t = 0; t < static_cast<std::size_t>(mel.shape[0]); ++t) {
    for (std::size_t m = 0; m < bands; ++m) {
      double sum = 0.0;
      for (std::size_t b = 0; b < bins; ++b) {
        sum += static_cast<double>(filters[m * bins + b]) * static_cast<double>(magnitude.data[t * bins + b]);
      }
      CHECK(static_cast<double>(mel.data[t * bands + m]) == doctest::Approx(sum).epsilon(1e-5));
    }
  }
}

TEST_CASE("features: log_offset is added before the logarithm") {
  const std::vector<float> samples = noise(4000);
  FeatureConfig config = small_config(Kind::kMel);
  config.power = 1;
  const Tensor mel = extract(config, samples);
  config.kind = Kind::kLogMel;
  config.log_scale = LogScale::kNatural;
  config.log_offset = 0.001F;  // YAMNet's
  const Tensor log_mel = extract(config, samples);
  REQUIRE(log_mel.shape == mel.shape);
  for (std::size_t i = 0; i < mel.data.size(); ++i) {
    CHECK(static_cast<double>(log_mel.data[i]) ==
          doctest::Approx(std::log(static_cast<double>(mel.data[i]) + 0.001)).epsilon(1e-5));
  }
}

TEST_CASE("features: frames of win_length samples are the STFT of those samples with zeros after them") {
  const std::vector<float> samples = noise(900);
  FeatureConfig config = small_config(Kind::kPower);
  config.n_fft = 64;
  config.win_length = 40;
  config.hop_length = 16;
  config.center = false;
  config.frame_length = FrameLength::kWinLength;
  const Tensor power = extract(config, samples);
  REQUIRE(power.shape[0] == 1 + (900 - 40) / 16);
  // Magnitudes do not see where the window stands, so librosa's frames, 12 samples earlier, have the same ones.
  config.frame_length = FrameLength::kNfft;
  std::vector<float> shifted(12, 0.0F);
  shifted.insert(shifted.end(), samples.begin(), samples.end());
  const Tensor centred = extract(config, shifted);
  const auto bins = static_cast<std::size_t>(power.shape[1]);
  for (std::size_t i = 0; i < static_cast<std::size_t>(centred.shape[0]) * bins; ++i) {
    CHECK(static_cast<double>(power.data[i]) == doctest::Approx(static_cast<double>(centred.data[i])).epsilon(1e-4));
  }
}

TEST_CASE("features: a constant added to the samples changes nothing once it is taken off each frame") {
  std::vector<float> samples = noise(2000);
  FeatureConfig config = small_config(Kind::kPower);
  config.center = false;
  config.remove_dc_offset = true;
  const Tensor without = extract(config, samples);
  for (float& x : samples) x += 0.25F;
  const Tensor with = extract(config, samples);
  float largest = 0.0F;
  for (const float x : without.data) largest = std::max(largest, x);
  for (std::size_t i = 0; i < with.data.size(); ++i) {
    CHECK(std::abs(with.data[i] - without.data[i]) <= 1e-5F * largest);
  }
}

TEST_CASE("features: pre-emphasis is a difference of neighbours within each frame, before the window") {
  const std::vector<float> samples = noise(500);
  FeatureConfig config = small_config(Kind::kPower);
  config.center = false;
  config.window = Window::kBoxcar;
  config.win_length = config.n_fft;
  config.hop_length = config.n_fft;  // frames that share nothing can be filtered by hand
  config.preemphasis = 0.97F;
  const Tensor ours = extract(config, samples);
  const auto length = static_cast<std::size_t>(config.n_fft);
  std::vector<float> filtered(samples.size() / length * length);
  for (std::size_t t = 0; t < filtered.size(); ++t) {
    filtered[t] = samples[t] - 0.97F * samples[t % length == 0 ? t : t - 1];
  }
  config.preemphasis = 0.0F;
  const Tensor expected = extract(config, filtered);
  REQUIRE(ours.shape == expected.shape);
  for (std::size_t i = 0; i < ours.data.size(); ++i) {
    CHECK(static_cast<double>(ours.data[i]) == doctest::Approx(static_cast<double>(expected.data[i])).epsilon(1e-4));
  }
}
