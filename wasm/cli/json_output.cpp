#include "cli/json_output.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/json.h"

namespace earshot::cli {
namespace {

template <class T>
std::string shortest(T value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

}  // namespace

std::string number(float value) { return shortest(value); }
std::string number(double value) { return shortest(value); }

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

std::string matrix(std::span<const float> values, std::size_t num_columns) {
  std::string out = "[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool row_start = i % num_columns == 0;
    if (row_start) {
      out += i == 0 ? "[" : "],[";
    } else {
      out += ',';
    }
    out += number(values[i]);
  }
  return out + (values.empty() ? "]" : "]]");
}

}  // namespace earshot::cli
