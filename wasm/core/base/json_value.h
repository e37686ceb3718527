// A JSON document that is read: what the classifying module needs of JSON, in a tenth of the code of a whole library.
// Documents that are built, and everything of training and the command line, use base/json.h. Read alike by both
// (tests/cpp/base/json_value_test.cpp), but for nesting: 200 levels at most here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace earshot {

struct JsonValue {
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  // Of an object; nullptr when it has no such member.
  [[nodiscard]] const JsonValue* find(std::string_view key) const;
  // The same, and of this kind.
  [[nodiscard]] const JsonValue* find(std::string_view key, Kind wanted) const;

  Kind kind = Kind::kNull;
  bool boolean = false;
  bool integer = false;  // a number without fraction and exponent that 64 bits hold
  double number = 0.0;
  std::string text;
  std::vector<std::string> keys;  // of an object, as many as items
  std::vector<JsonValue> items;   // of an array or an object
};

// Throws Error(code, "<what> is not valid JSON.").
[[nodiscard]] JsonValue read_json(std::string_view text, std::string_view what, ErrorCode code);

// Without the byte order mark that some editors put in front.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

// In quotes, with what JSON does not allow in a string escaped.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace earshot
