// Shortest float text for JSON: a float as a double would print digits that are not there.
#pragma once

#include <span>
#include <string>

namespace earshot::cli {

// "0.1", "1e-07"; "null" for NaN and infinities, which JSON cannot say.
[[nodiscard]] std::string number(float value);
[[nodiscard]] std::string number(double value);

// A JSON string with quotes and escapes; invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string quoted(const std::string& text);

// [[row],[row],...] of a row-major matrix.
[[nodiscard]] std::string matrix(std::span<const float> values, std::size_t num_columns);

}  // namespace earshot::cli
