// Between double and decimal digits, exactly: the nearest double of any digits, and the fewest digits that give a
// number back. In WebAssembly the C library does both in 128-bit arithmetic, which is 20 kB of the module; numbers in a
// model's settings are few, so that plain long division will do.
#pragma once

#include <string>
#include <string_view>

namespace earshot {

// digits x 10^exponent, rounded to nearest, ties to even; infinity when that is beyond the largest double.
[[nodiscard]] double from_decimal(std::string_view digits, int exponent);

// The fewest digits that read back as this number, written as nlohmann-json does: 0.98, 16000.0, 1e-10; null for what
// is not finite. Of a float: the fewest that read back as this float.
[[nodiscard]] std::string decimal_text(double value);
[[nodiscard]] std::string decimal_text(float value);

}  // namespace earshot
