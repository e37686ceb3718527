#include "base/decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace earshot {
namespace {

constexpr int kDoubleBits = std::numeric_limits<double>::digits;
constexpr int kSmallestExponent = -1074;  // the last bit of the smallest double
constexpr int kMostDigits = 17;           // enough for any double
// A tie between two doubles has at most 767 digits; what follows can only break it.
constexpr std::size_t kDecidingDigits = 800;

// A natural number of any size, the lowest 32 bits first; no zeros at the top.
class Natural {
 public:
  explicit Natural(std::uint64_t value)
      : words_{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)} {
    trim();
  }

  [[nodiscard]] bool zero() const { return words_.empty(); }
  [[nodiscard]] int num_bits() const {
    return words_.empty() ? 0 : static_cast<int>(words_.size() * 32) - std::countl_zero(words_.back());
  }
  void multiply_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) words_.push_back(static_cast<std::uint32_t>(carry));
  }
  void multiply_by_power_of_ten(int exponent) {
    for (; exponent > 0; --exponent) multiply_add(10, 0);
  }
  void shift_left(int bits) {
    for (; bits % 32 != 0; --bits) multiply_add(2, 0);
    if (!zero()) words_.insert(words_.begin(), static_cast<std::size_t>(bits / 32), 0U);
  }
  void halve() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::uint32_t above = i + 1 < words_.size() ? words_[i + 1] : 0U;
      words_[i] = (words_[i] >> 1U) | (above << 31U);
    }
    trim();
  }
  [[nodiscard]] bool less_than(const Natural& other) const {
    if (words_.size() != other.words_.size()) return words_.size() < other.words_.size();
    return std::lexicographical_compare(words_.rbegin(), words_.rend(), other.words_.rbegin(), other.words_.rend());
  }
  // Only of what is not larger.
  void subtract(const Natural& other) {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::uint64_t take = borrow + (i < other.words_.size() ? other.words_[i] : 0U);
      borrow = take > words_[i] ? 1 : 0;
      words_[i] = static_cast<std::uint32_t>(words_[i] - take);
    }
    trim();
  }

 private:
  void trim() {
    while (!words_.empty() && words_.back() == 0) words_.pop_back();
  }
  std::vector<std::uint32_t> words_;
};

// The quotient, which has to fit; the remainder is left in `dividend`.
std::uint64_t divide(Natural& dividend, Natural divisor) {
  std::uint64_t quotient = 0;
  divisor.shift_left(63);
  for (int bit = 63; bit >= 0; --bit) {
    if (!dividend.less_than(divisor)) {
      dividend.subtract(divisor);
      quotient |= std::uint64_t{1} << static_cast<unsigned>(bit);
    }
    divisor.halve();
  }
  return quotient;
}

struct Digits {
  std::string digits;
  int exponent = 0;  // the value is digits x 10^exponent
};

// The fewest digits for which `reads_back(their value)`. `value` is positive and finite.
template <class ReadsBack>
Digits shortest(double value, ReadsBack reads_back) {
  int binary_exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(value, &binary_exponent), kDoubleBits));
  binary_exponent -= kDoubleBits;
  const int highest = static_cast<int>(std::floor(std::log10(value)));
  Digits out;
  // One more than needed, for a logarithm that was rounded up.
  for (out.exponent = highest; out.exponent >= highest - kMostDigits; --out.exponent) {
    Natural numerator(mantissa);
    Natural denominator(1);
    numerator.multiply_by_power_of_ten(-out.exponent);
    denominator.multiply_by_power_of_ten(out.exponent);
    (binary_exponent > 0 ? numerator : denominator).shift_left(std::abs(binary_exponent));
    std::uint64_t rounded = divide(numerator, denominator);
    numerator.multiply_add(2, 0);
    if (!numerator.less_than(denominator)) ++rounded;
    out.digits = std::to_string(rounded);
    if (reads_back(from_decimal(out.digits, out.exponent))) break;
  }
  while (out.digits.size() > 1 && out.digits.back() == '0') {
    out.digits.pop_back();
    ++out.exponent;
  }
  return out;
}

// Plain notation for 1e-4 up to 1e15, with ".0" where nothing stands behind the point; else d.ddde-07.
std::string written(Digits number) {
  std::string& text = number.digits;
  const int size = static_cast<int>(text.size());
  const int point = size + number.exponent;  // digits before the decimal point
  if (point > 15 || point <= -4) {
    if (size > 1) text.insert(1, ".");
    const int exponent = point - 1;
    const std::string digits = std::to_string(std::abs(exponent));
    return text + (exponent < 0 ? "e-" : "e+") + (digits.size() < 2 ? "0" : "") + digits;
  }
  if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + text;
  if (point >= size) return text + std::string(static_cast<std::size_t>(point - size), '0') + ".0";
  return text.insert(static_cast<std::size_t>(point), ".");
}

template <class Float>
std::string text_of(Float value) {
  if (!std::isfinite(value)) return "null";
  const std::string sign = std::signbit(value) ? "-" : "";
  const Float magnitude = std::abs(value);
  if (magnitude == 0) return sign + "0.0";
  return sign + written(shortest(static_cast<double>(magnitude),
                                 [magnitude](double read) { return static_cast<Float>(read) == magnitude; }));
}

}  // namespace

double from_decimal(std::string_view digits, int exponent) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  const auto size = static_cast<std::int64_t>(digits.size());
  if (digits.empty() || size + exponent < -400) return 0.0;
  if (size + exponent > 400) return std::numeric_limits<double>::infinity();

  Natural numerator(0);
  const std::string_view deciding = digits.substr(0, kDecidingDigits);
  numerator = Natural(static_cast<std::uint64_t>(deciding.front() - '0'));
  for (const char digit : deciding.substr(1)) numerator.multiply_add(10, static_cast<std::uint32_t>(digit - '0'));
  exponent += static_cast<int>(digits.size() - deciding.size());
  bool inexact = digits.find_first_not_of('0', deciding.size()) != std::string_view::npos;
  Natural denominator(1);
  numerator.multiply_by_power_of_ten(exponent);
  denominator.multiply_by_power_of_ten(-exponent);

  // A quotient of 63 or 64 bits: value = quotient x 2^-shift.
  const int shift = 63 - (numerator.num_bits() - denominator.num_bits());
  (shift > 0 ? numerator : denominator).shift_left(std::abs(shift));
  const std::uint64_t quotient = divide(numerator, denominator);
  inexact = inexact || !numerator.zero();

  const int num_bits = 64 - std::countl_zero(quotient);
  const int dropped = std::max(num_bits - kDoubleBits, kSmallestExponent + shift);
  if (dropped > 64) return 0.0;
  std::uint64_t mantissa = dropped == 64 ? 0 : quotient >> static_cast<unsigned>(dropped);
  const std::uint64_t half = std::uint64_t{1} << static_cast<unsigned>(dropped - 1);
  const std::uint64_t below = quotient & (half - 1);
  if ((quotient & half) != 0 && (below != 0 || inexact || mantissa % 2 == 1)) ++mantissa;
  return std::ldexp(static_cast<double>(mantissa), dropped - shift);
}

std::string decimal_text(double value) { return text_of(value); }
std::string decimal_text(float value) { return text_of(value); }

}  // namespace earshot
