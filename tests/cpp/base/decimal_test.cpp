// base/decimal: against the C library, which is exact.
#include "base/decimal.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "base/json.h"
#include "base/rng.h"

using earshot::decimal_text;
using earshot::from_decimal;
using earshot::Rng;

namespace {

// Any bits that are a finite number.
template <class Float, class Bits>
Float random_number(Rng& rng) {
  for (;;) {
    const auto bits = static_cast<Bits>(rng.next());
    Float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) return value;
  }
}

std::string random_digits(Rng& rng, std::uint64_t size) {
  std::string digits;
  for (std::uint64_t i = 0; i < size; ++i) digits += static_cast<char>('0' + rng.below(10));
  return digits;
}

double by_strtod(const std::string& digits, int exponent) {
  return std::strtod((digits + "e" + std::to_string(exponent)).c_str(), nullptr);
}

}  // namespace

TEST_CASE("decimal: digits become the nearest double, as strtod finds it") {
  Rng rng(1);
  for (int i = 0; i < 3000; ++i) {
    const std::string digits = random_digits(rng, 1 + rng.below(40));
    const int exponent = static_cast<int>(rng.below(700)) - 370;
    CAPTURE(digits);
    CAPTURE(exponent);
    CHECK(from_decimal(digits, exponent) == by_strtod(digits, exponent));
  }
}

TEST_CASE("decimal: subnormal numbers, the edges of the range, and what lies beyond") {
  const struct {
    const char* digits;
    int exponent;
  } cases[] = {{"0", 0},
               {"000", 5},
               {"5", -324},
               {"24703282292062327208", -343},  // just below half of the smallest double
               {"24703282292062328", -340},     // just above
               {"22250738585072011", -324},
               {"22250738585072014", -324},
               {"17976931348623157", 292},
               {"17976931348623159", 292},
               {"1", 308},
               {"1", 309},
               {"1", 1000000000},
               {"1", -1000000000},
               {"9007199254740993", 0},    // a tie, to even
               {"90071992547409930", -1},  // the same
               {"9007199254740995", 0},
               {"0000000000000000000000000000001", 0}};
  for (const auto& c : cases) {
    CAPTURE(c.digits);
    CAPTURE(c.exponent);
    CHECK(from_decimal(c.digits, c.exponent) == by_strtod(c.digits, c.exponent));
  }
}

TEST_CASE("decimal: a tie is broken by a digit a thousand places on") {
  const std::string zeros(1000, '0');
  CHECK(from_decimal("9007199254740993" + zeros, -1000) == 9007199254740992.0);
  CHECK(from_decimal("9007199254740993" + zeros + "1", -1001) == 9007199254740994.0);
}

TEST_CASE("decimal: every double is read back from its text, which no shorter one would be") {
  Rng rng(2);
  for (int i = 0; i < 1000; ++i) {
    const double value = std::abs(random_number<double, std::uint64_t>(rng));
    const std::string text = decimal_text(value);
    CAPTURE(text);
    CHECK(std::strtod(text.c_str(), nullptr) == value);
    int needed = 1;
    char shorter[64];
    for (; needed < 17; ++needed) {
      std::snprintf(shorter, sizeof shorter, "%.*e", needed - 1, value);
      if (std::strtod(shorter, nullptr) == value) break;
    }
    std::string digits;
    for (const char c : text.substr(0, text.find('e'))) {
      if (c != '.') digits += c;
    }
    digits.erase(0, digits.find_first_not_of('0'));
    digits.erase(digits.find_last_not_of('0') + 1);
    CHECK(digits.size() <= static_cast<std::size_t>(needed));
  }
}

TEST_CASE("decimal: a float has the digits of a float") {
  CHECK(decimal_text(0.98F) == "0.98");
  CHECK(decimal_text(0.1F) == "0.1");
  CHECK(decimal_text(20.0F / 32768.0F) == "0.00061035156");
  Rng rng(3);
  for (int i = 0; i < 1000; ++i) {
    const auto value = random_number<float, std::uint32_t>(rng);
    CHECK(std::strtof(decimal_text(value).c_str(), nullptr) == value);
  }
}

// Its digits are the fewest but for a few numbers, such as 1e23.
TEST_CASE("decimal: written as nlohmann-json writes it") {
  for (const double value : {0.0,
                             -0.0,
                             1.0,
                             -1.5,
                             16000.0,
                             0.5,
                             0.001,
                             0.0001,
                             0.00001,
                             1e-10,
                             1.5e-7,
                             123456789.125,
                             1e14,
                             1e15,
                             1e16,
                             1.25e20,
                             1e22,
                             5e-324,
                             1.7976931348623157e308,
                             0.1,
                             1.0 / 3.0,
                             999999999999999.9}) {
    CHECK(decimal_text(value) == earshot::Json(value).dump());
  }
  CHECK(decimal_text(std::numeric_limits<double>::infinity()) == "null");
  CHECK(decimal_text(std::numeric_limits<float>::quiet_NaN()) == "null");
}
