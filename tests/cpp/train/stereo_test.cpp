// classify/front_end with two channels: what a raw stereo network is trained on and classifies.
#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "classify/clip_features.h"

using namespace earshot;

namespace {

features::FeatureConfig stereo_config() {
  features::FeatureConfig config;
  config.sample_rate = 1000;
  config.channels = 2;
  config.kind = features::Kind::kWaveform;
  config.preprocess.segment = {.length_s = 0.1, .start_s = 0.2, .max_segments = 1};
  config.preprocess.level = preprocess::LevelNormalization::kPeak;
  return config;
}

audio::Pcm clip(std::size_t channels, int rate, std::size_t n) {
  audio::Pcm pcm{rate, {}};
  for (std::size_t c = 0; c < channels; ++c) {
    std::vector<float>& samples = pcm.channels.emplace_back(n);
    for (std::size_t i = 0; i < n; ++i)
      samples[i] = static_cast<float>((c == 0 ? 0.25 : -0.5) * std::sin(0.05 * static_cast<double>(i)));
  }
  return pcm;
}

}  // namespace

TEST_CASE("two channels: the third tenth of a second of both, scaled by the larger one's peak") {
  classify::ClipFeatures features(stereo_config());
  const auto segments = features.extract(clip(2, 1000, 400));
  REQUIRE(segments.size() == 1);
  REQUIRE(segments[0].shape == Shape{100, 2});
  float peak = 0.0F;
  for (const float x : segments[0].data) peak = std::max(peak, std::abs(x));
  CHECK(peak == 1.0F);
  const std::vector<float> left = clip(2, 1000, 400).channels[0];
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(segments[0].data[2 * i + 1] == doctest::Approx(-2.0F * segments[0].data[2 * i]));
    CHECK(segments[0].data[2 * i] == doctest::Approx(segments[0].data[0] / left[200] * left[200 + i]).epsilon(1e-4));
  }
}

TEST_CASE("two channels: mono is heard on both, further channels on none, and other rates are resampled") {
  classify::ClipFeatures features(stereo_config());
  const auto mono = features.extract(clip(1, 1000, 400));
  for (std::size_t i = 0; i < 100; ++i) CHECK(mono.at(0).data[2 * i] == mono.at(0).data[2 * i + 1]);
  CHECK(features.extract(clip(3, 1000, 400)).at(0).data == features.extract(clip(2, 1000, 400)).at(0).data);
  CHECK(features.extract(clip(2, 2500, 1000)).at(0).shape == Shape{100, 2});
  CHECK(features.extract(clip(2, 1000, 150)).at(0).shape == Shape{100, 2});  // too short for its start: its end
}
