// Changes of features in training.
#include "train/feature_augment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "base/rng.h"
#include "train/decibels.h"

using namespace earshot;

TEST_CASE("feature augmentation: masks become the mean, at most as wide as allowed; warps keep the ends") {
  Rng rng(1);
  std::vector<float> scratch;
  int masked_frames = 0;
  for (int round = 0; round < 50; ++round) {
    std::vector<float> x(20 * 10);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
    train::augment_features({.time_masks = 1, .time_mask = 0.25F}, 20, 10, x, scratch, rng);
    int width = 0;
    for (std::size_t t = 0; t < 20; ++t) {
      const bool gone = x[t * 10] == 99.5F;
      width += gone ? 1 : 0;
      for (std::size_t c = 0; c < 10; ++c) CHECK(x[t * 10 + c] == (gone ? 99.5F : static_cast<float>(t * 10 + c)));
    }
    CHECK(width <= 5);
    masked_frames = std::max(masked_frames, width);
  }
  CHECK(masked_frames == 5);
  std::vector<float> ramp(20 * 10);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<float>(i / 10 + i % 10);
  const std::vector<float> before = ramp;
  train::augment_features({.time_warp = 0.2F, .frequency_warp = 0.2F}, 20, 10, ramp, scratch, rng);
  CHECK(ramp != before);
  CHECK(ramp.front() == before.front());
  CHECK(ramp.back() == doctest::Approx(before.back()));
  for (std::size_t t = 1; t < 20; ++t) CHECK(ramp[t * 10] >= ramp[(t - 1) * 10]);  // time still runs forwards
}

TEST_CASE("feature augmentation: frames move round by at most their share, both ways; the level moves as a whole") {
  Rng rng(2);
  std::vector<float> scratch;
  std::vector<float> ramp(20 * 3);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<float>(i);
  std::set<int> moves;
  float loudest = 0.0F;
  float faintest = 0.0F;
  for (int round = 0; round < 400; ++round) {
    std::vector<float> x = ramp;
    train::augment_features({.time_shift = 0.15F}, 20, 3, x, scratch, rng);
    const auto first = static_cast<std::size_t>(x[0]) / 3;
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == ramp[(i + 3 * first) % ramp.size()]);
    moves.insert(first > 10 ? static_cast<int>(first) - 20 : static_cast<int>(first));

    x.assign(ramp.size(), 1.0F);
    train::augment_features({.level = 6.0F}, 20, 3, x, scratch, rng);
    CHECK(x == std::vector<float>(x.size(), x[0]));
    loudest = std::max(loudest, x[0] - 1.0F);
    faintest = std::min(faintest, x[0] - 1.0F);
  }
  CHECK(moves == std::set<int>{-3, -2, -1, 0, 1, 2, 3});
  CHECK(loudest > 5.5F);
  CHECK(loudest <= 6.0F);
  CHECK(faintest < -5.5F);
  CHECK(faintest >= -6.0F);
  std::vector<float> one = {1.0F, 2.0F};
  train::augment_features({.time_shift = 0.5F}, 1, 2, one, scratch, rng);  // a single frame stays where it is
  CHECK(one == std::vector<float>{1.0F, 2.0F});
}

TEST_CASE("feature augmentation: a filter adds the same line of gains to every frame, no more than allowed") {
  constexpr std::size_t kColumns = 40;
  Rng rng(4);
  std::vector<float> scratch;
  float least = 100.0F;
  float most = -100.0F;
  for (int round = 0; round < 200; ++round) {
    std::vector<float> x(3 * kColumns, -20.0F);
    train::augment_features({.filter = 6.0F}, 3, kColumns, x, scratch, rng);
    int bends = 0;
    for (std::size_t k = 0; k < kColumns; ++k) {
      const float gain = x[k] + 20.0F;
      CHECK(std::abs(gain) <= 6.0001F);
      least = std::min(least, gain);
      most = std::max(most, gain);
      CHECK(x[kColumns + k] == x[k]);
      CHECK(x[2 * kColumns + k] == x[k]);
      if (k >= 2 && std::abs(x[k] - 2.0F * x[k - 1] + x[k - 2]) > 1e-4F) ++bends;
    }
    // A straight line has no second difference, and a corner between two columns has two; five lines meet in four.
    CHECK(bends <= 8);
    CHECK(bends >= 1);
  }
  CHECK(least < -5.0F);
  CHECK(most > 5.0F);
  std::vector<float> one(3, 1.0F);
  train::augment_features({.filter = 6.0F}, 3, 1, one, scratch, rng);  // a single column: a gain
  CHECK(one[0] == one[2]);
  CHECK(std::abs(one[0] - 1.0F) <= 6.0F);
}

TEST_CASE("feature augmentation: noise adds its power, so many decibels below the mean power, to every cell") {
  Rng rng(5);
  std::vector<float> scratch;
  const std::vector<float> before = {-10.0F, -40.0F, -80.0F, -12.0F, -33.0F, -100.0F};
  const double mean = train::mean_power_db(before);
  for (int round = 0; round < 20; ++round) {
    std::vector<float> x = before;
    train::augment_features({.noise = true, .noise_snr_db = {20.0F, 30.0F}}, 2, 3, x, scratch, rng);
    const double noise = std::pow(10.0, static_cast<double>(x[5]) / 10.0) - std::pow(10.0, -10.0);
    const double snr = mean - 10.0 * std::log10(noise);
    CHECK(snr > 19.99);
    CHECK(snr < 30.01);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double power = std::pow(10.0, static_cast<double>(before[i]) / 10.0) + noise;
      CHECK(static_cast<double>(x[i]) == doctest::Approx(10.0 * std::log10(power)).epsilon(2e-4));
    }
  }
}

TEST_CASE("feature augmentation: a crop stretches what is left over the whole, and cuts off no more than its share") {
  Rng rng(6);
  std::vector<float> scratch;
  float latest = 0.0F;
  for (int round = 0; round < 100; ++round) {
    std::vector<float> x(21 * 2);
    for (std::size_t t = 0; t < 21; ++t) x[2 * t] = x[2 * t + 1] = static_cast<float>(t);
    train::augment_features({.time_crop = 0.2F}, 21, 2, x, scratch, rng);
    CHECK(x[0] >= 0.0F);
    CHECK(x[0] <= 4.0F);
    CHECK(x[40] >= 16.0F);
    CHECK(x[40] <= 20.0F);
    CHECK(x[20] == doctest::Approx((x[0] + x[40]) / 2.0F));  // a straight line stays one
    CHECK(x[21] == x[20]);
    latest = std::max(latest, x[0]);
  }
  CHECK(latest > 3.0F);
  std::vector<float> one = {1.0F, 2.0F};
  train::augment_features({.time_crop = 0.2F}, 1, 2, one, scratch, rng);
  CHECK(one == std::vector<float>{1.0F, 2.0F});
}

TEST_CASE("decibels: a sum of two sounds is that of their powers; the mean power is that of the definition") {
  const auto power = [](double decibels) { return std::pow(10.0, decibels / 10.0); };
  for (double d = 0.0; d < 60.0; d += 0.0137) {
    const double expected = 10.0 * std::log10(1.0 + power(-d));
    CHECK(std::abs(static_cast<double>(train::decibel_sum()(static_cast<float>(d))) - expected) < 1e-3);
  }
  CHECK(train::decibel_sum()(std::nanf("")) == 0.0F);
  const std::vector<float> two = {-10.0F, -20.0F};
  CHECK(train::mean_power_db(two) == doctest::Approx(10.0 * std::log10((power(-10.0) + power(-20.0)) / 2.0)));
  CHECK(train::mean_power_db({}) == 0.0);
}
