// preprocess/clean: systems.md D's cleaning of one clip.
#include "preprocess/clean.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace earshot;

namespace {

preprocess::PreprocessConfig cleaning() {
  preprocess::PreprocessConfig config;
  config.gate.enabled = true;
  config.segment.length_s = 1.0;
  return config;
}

// `loud_s` of a tone between 0.5 s of silence, in stereo.
audio::Pcm clip(double loud_s, int rate) {
  const auto quiet = static_cast<std::size_t>(rate / 2);
  const auto loud = static_cast<std::size_t>(loud_s * rate);
  std::vector<float> samples(2 * quiet + loud, 0.0F);
  for (std::size_t i = 0; i < loud; ++i)
    samples[quiet + i] = static_cast<float>(0.3 * std::sin(0.1 * static_cast<double>(i)));
  return {rate, {samples, samples}};
}

}  // namespace

TEST_CASE("clean: silence goes, whole pieces stay, the tail is dropped") {
  const preprocess::CleanedClip cleaned = preprocess::clean_clip(clip(2.5, 16000), 16000, cleaning());
  REQUIRE(cleaned.pieces.size() == 2);
  CHECK(cleaned.pieces[0].size() == 16000);
  CHECK(cleaned.length_s == doctest::Approx(3.5));
  // The window of 50 ms adds up to its half at both ends.
  CHECK(cleaned.kept_s == doctest::Approx(2.5).epsilon(0.02));
}

TEST_CASE("clean: a short clip is padded with zeros, at the new rate, and silence gives no piece") {
  const preprocess::CleanedClip padded = preprocess::clean_clip(clip(0.4, 44100), 16000, cleaning());
  REQUIRE(padded.pieces.size() == 1);
  CHECK(padded.pieces[0].size() == 16000);
  CHECK(padded.pieces[0].back() == 0.0F);
  CHECK(padded.pieces[0][3000] != 0.0F);
  CHECK(preprocess::clean_clip(clip(0.0, 16000), 16000, cleaning()).pieces.empty());
}
