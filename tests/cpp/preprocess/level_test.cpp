// preprocess/level: peak to 1, RMS to -20 dBFS.
#include "preprocess/level.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace earshot::preprocess;

TEST_CASE("level: the largest magnitude becomes exactly 1") {
  std::vector<float> samples = {0.1F, -0.3F, 0.0F, 0.29F};
  normalize_level(LevelNormalization::kPeak, samples);
  CHECK(samples[1] == -1.0F);
  CHECK(samples[0] == doctest::Approx(1.0 / 3.0));
  std::vector<float> tiny = {1e-6F, -2e-6F};
  normalize_level(LevelNormalization::kPeak, tiny);
  CHECK(tiny == std::vector<float>{0.5F, -1.0F});
}

TEST_CASE("level: the RMS becomes -20 dBFS") {
  std::vector<float> samples = {0.3F, -0.4F, 0.5F, 0.0F, 3.0F};
  normalize_level(LevelNormalization::kRms, samples);
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  CHECK(10.0 * std::log10(sum / 5.0) == doctest::Approx(-20.0).epsilon(1e-6));
}

TEST_CASE("level: none, silence and empty segments change nothing; NaN never spreads") {
  for (const auto how : {LevelNormalization::kNone, LevelNormalization::kPeak, LevelNormalization::kRms}) {
    std::vector<float> silence(10);
    normalize_level(how, silence);
    CHECK(silence == std::vector<float>(10));
    std::vector<float> denormal(3, std::numeric_limits<float>::denorm_min());
    normalize_level(how, denormal);
    for (const float x : denormal) CHECK(std::isfinite(x));
    normalize_level(how, {});
  }
  std::vector<float> kept = {0.5F, 0.25F};
  normalize_level(LevelNormalization::kNone, kept);
  CHECK(kept == std::vector<float>{0.5F, 0.25F});
  std::vector<float> dirty = {0.5F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()};
  normalize_level(LevelNormalization::kPeak, dirty);
  CHECK(dirty == std::vector<float>{1.0F, 0.0F, 0.0F});
  std::vector<float> huge = {std::numeric_limits<float>::max(), -std::numeric_limits<float>::max()};
  normalize_level(LevelNormalization::kRms, huge);
  CHECK(huge[0] == doctest::Approx(0.1));
}
