// The vectorised functions against the C library in double precision, over floats of every exponent.
#include "nn/wide_math.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace earshot;

namespace {

// Every 997th float (a prime, so that mantissas vary) from `low` to `high` by bit pattern, both signs.
std::vector<float> floats_up_to(float high) {
  std::vector<float> out;
  std::uint32_t last = 0;
  std::memcpy(&last, &high, sizeof last);
  for (std::uint32_t bits = 0; bits <= last; bits += 997) {
    float x = 0.0F;
    std::memcpy(&x, &bits, sizeof x);
    out.push_back(x);
    out.push_back(-x);
  }
  return out;
}

// Distance in units of the last place of the exact result; below the smallest normal number in units of the smallest
// number.
double units_off(float actual, double exact) {
  const double magnitude = std::max(std::abs(exact), static_cast<double>(std::numeric_limits<float>::min()));
  const double unit = std::ldexp(1.0, std::ilogb(magnitude) - 23);
  return std::abs(static_cast<double>(actual) - exact) / unit;
}

template <class Function, class Exact>
double worst_error(float high, Function function, Exact exact) {
  const std::vector<float> x = floats_up_to(high);
  std::vector<float> y(x.size());
  nn::map_wide(static_cast<std::int64_t>(x.size()), x.data(), y.data(), function);
  double worst = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, units_off(y[i], exact(static_cast<double>(x[i]))));
  return worst;
}

float one(nn::Wide (*function)(nn::Wide), float x) {
  float y = 0.0F;
  nn::map_wide(1, &x, &y, function);
  return y;
}

constexpr double kUnits = 2.0;

}  // namespace

TEST_CASE("wide math: exp is within two units in the last place from underflow to overflow") {
  CHECK(worst_error(87.0F, nn::wide_exp, [](double x) { return std::exp(x); }) <= kUnits);
}

TEST_CASE("wide math: tanh is within two units in the last place everywhere") {
  CHECK(worst_error(1e30F, nn::wide_tanh, [](double x) { return std::tanh(x); }) <= kUnits);
}

TEST_CASE("wide math: the logistic function is within three units in the last place") {
  CHECK(worst_error(87.0F, nn::wide_sigmoid, [](double x) { return 1.0 / (1.0 + std::exp(-x)); }) <= 3.0);
}

TEST_CASE("wide math: limits and NaN are those of the C library") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(one(nn::wide_exp, 1000.0F) == infinity);
  CHECK(one(nn::wide_exp, infinity) == infinity);
  CHECK(one(nn::wide_exp, -1000.0F) == 0.0F);
  CHECK(one(nn::wide_exp, -infinity) == 0.0F);
  CHECK(one(nn::wide_exp, 0.0F) == 1.0F);
  CHECK(one(nn::wide_exp, -100.0F) ==
        doctest::Approx(std::exp(-100.0)).epsilon(0.05));  // below 2^-126: few bits are left
  CHECK(one(nn::wide_tanh, infinity) == 1.0F);
  CHECK(one(nn::wide_tanh, -infinity) == -1.0F);
  CHECK(std::signbit(one(nn::wide_tanh, -0.0F)));
  CHECK(one(nn::wide_sigmoid, infinity) == 1.0F);
  CHECK(one(nn::wide_sigmoid, -infinity) == 0.0F);
  for (const auto function : {nn::wide_exp, nn::wide_tanh, nn::wide_sigmoid}) CHECK(std::isnan(one(function, nan)));
}

TEST_CASE("wide math: an element's value does not depend on its place or on its neighbours") {
  std::vector<float> x;
  for (int i = 0; i < 11; ++i) x.push_back(static_cast<float>(i) * 0.37F - 2.0F);
  std::vector<float> y(x.size());
  nn::map_wide(static_cast<std::int64_t>(x.size()), x.data(), y.data(), nn::wide_tanh);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == one(nn::wide_tanh, x[i]));
}
