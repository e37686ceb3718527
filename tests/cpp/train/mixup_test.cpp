// Two examples in one.
#include "train/mixup.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/rng.h"
#include "train/decibels.h"

using namespace earshot;

namespace {

double power(double decibels) { return std::pow(10.0, decibels / 10.0); }

std::vector<float> noise(double level_db, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> x(600);
  for (float& value : x) value = static_cast<float>(level_db + 8.0 * rng.normal());
  return x;
}

}  // namespace

TEST_CASE("decibels: a sum of two sounds is that of their powers; the mean power is that of the definition") {
  for (double d = 0.0; d < 60.0; d += 0.0137) {
    const double expected = 10.0 * std::log10(1.0 + power(-d));
    CHECK(std::abs(static_cast<double>(train::decibel_sum()(static_cast<float>(d))) - expected) < 1e-3);
  }
  CHECK(train::decibel_sum()(std::nanf("")) == 0.0F);
  const std::vector<float> two = {-10.0F, -20.0F};
  CHECK(train::mean_power_db(two) == doctest::Approx(10.0 * std::log10((power(-10.0) + power(-20.0)) / 2.0)));
  CHECK(train::mean_power_db({}) == 0.0);
}

TEST_CASE("mixup in a straight line: a share of each") {
  std::vector<float> x = {1.0F, -2.0F};
  train::mix_linear(0.75F, x, std::vector<float>{5.0F, 2.0F});
  CHECK(x == std::vector<float>{2.0F, -1.0F});
}

TEST_CASE("mixup of decibels: powers of the definition, whatever the levels of the two") {
  for (const double level : {-70.0, -30.0, 10.0}) {
    for (const double own : {0.5, 0.7, 0.95}) {
      const std::vector<float> first = noise(-30.0, 1);
      const std::vector<float> second = noise(level, 2);
      std::vector<float> x = first;
      train::mix_decibels(static_cast<float>(own), x, second);
      const double apart = train::mean_power_db(first) - train::mean_power_db(second);
      const double p = 1.0 / (1.0 + std::pow(10.0, apart / 20.0) * (1.0 - own) / own);
      const double norm = p * p + (1.0 - p) * (1.0 - p);
      double from_first = 0.0;
      double from_second = 0.0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double a = p * p * power(static_cast<double>(first[i])) / norm;
        const double b = (1.0 - p) * (1.0 - p) * power(static_cast<double>(second[i])) / norm;
        CHECK(std::abs(static_cast<double>(x[i]) - 10.0 * std::log10(a + b)) < 2e-3);
        from_first += a;
        from_second += b;
      }
      // As amplitudes the two are heard in the shares asked for.
      const double ratio = std::sqrt(from_first / from_second);
      CHECK(ratio == doctest::Approx(own / (1.0 - own)).epsilon(1e-3));
    }
  }
  std::vector<float> whole = noise(-30.0, 1);
  train::mix_decibels(1.0F, whole, noise(0.0, 2));
  CHECK(whole == noise(-30.0, 1));
}
