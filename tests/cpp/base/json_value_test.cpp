// base/json_value: reads what nlohmann-json reads, and refuses what it refuses.
#include "base/json_value.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/rng.h"

using earshot::Error;
using earshot::ErrorCode;
using earshot::Json;
using earshot::JsonValue;
using earshot::Rng;

namespace {

bool same(const JsonValue& ours, const Json& theirs) {
  using Kind = JsonValue::Kind;
  switch (ours.kind) {
    case Kind::kNull: return theirs.is_null();
    case Kind::kBoolean: return theirs.is_boolean() && theirs.get<bool>() == ours.boolean;
    case Kind::kNumber:
      return theirs.is_number() && theirs.is_number_integer() == ours.integer && theirs.get<double>() == ours.number;
    case Kind::kString: return theirs.is_string() && theirs.get<std::string>() == ours.text;
    case Kind::kArray:
      if (!theirs.is_array() || theirs.size() != ours.items.size()) return false;
      for (std::size_t i = 0; i < ours.items.size(); ++i) {
        if (!same(ours.items[i], theirs[i])) return false;
      }
      return true;
    case Kind::kObject: {
      if (!theirs.is_object() || theirs.size() != ours.items.size()) return false;
      std::size_t i = 0;
      for (const auto& [key, value] : theirs.items()) {
        if (key != ours.keys[i] || !same(ours.items[i], value)) return false;
        ++i;
      }
      return true;
    }
  }
  return false;
}

void check_alike(const std::string& text) {
  CAPTURE(text);
  const Json theirs = Json::parse(text, nullptr, false);
  bool accepted = true;
  JsonValue ours;
  try {
    ours = earshot::read_json(text, "The text", ErrorCode::kInvalidConfig);
  } catch (const Error& error) {
    accepted = false;
    CHECK(error.code() == ErrorCode::kInvalidConfig);
    CHECK(std::string_view(error.what()) == "The text is not valid JSON.");
  }
  CHECK(accepted == !theirs.is_discarded());
  if (accepted && !theirs.is_discarded()) CHECK(same(ours, theirs));
}

}  // namespace

TEST_CASE("json_value: documents are read as nlohmann-json reads them") {
  for (const char* text : {R"({})",
                           R"([])",
                           R"(null)",
                           R"( true )",
                           "\t\r\nfalse\n",
                           R"("")",
                           R"(0)",
                           R"(-0)",
                           R"(-0.0)",
                           R"([1, 2.5, -3e2, 4E+1, 5e-1])",
                           R"({"a": {"b": [1, {"c": null}]}, "d": "x"})",
                           R"({"a": 1, "b": 2, "a": 3})",
                           R"({"": ""})",
                           R"("\"\\\/\b\f\n\r\t")",
                           R"("\u0041\u00e9\u20ac\ud83d\ude00")",
                           "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"",
                           "\xEF\xBB\xBF{\"a\":1}",
                           "9007199254740993",
                           "18446744073709551615",
                           "18446744073709551616",
                           "-9223372036854775808",
                           "-9223372036854775809",
                           "123456789012345678901234567890",
                           "1e308",
                           "5e-324",
                           "1e-400",
                           "0.1",
                           "3.141592653589793238462643",
                           "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"})
    check_alike(text);
}

TEST_CASE("json_value: what is no JSON is refused, as nlohmann-json refuses it") {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[",
                           "}",
                           "]",
                           "{]",
                           "[}",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\" 1}",
                           "{1:2}",
                           "tru",
                           "truex",
                           "nul",
                           "True",
                           "nan",
                           "Infinity",
                           "01",
                           "-",
                           "+1",
                           ".5",
                           "1.",
                           "1.e3",
                           "1e",
                           "1e+",
                           "1e400",
                           "-1e400",
                           "0x10",
                           "--1",
                           "\"",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12g4\"",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"\\",
                           "\"a\nb\"",
                           "\"\x01\"",
                           "\"\x80\"",
                           "\"\xC0\xAF\"",
                           "\"\xC3\"",
                           "\"\xE0\x80\x80\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF0\x80\x80\x80\"",
                           "\"\xF4\x90\x80\x80\"",
                           "\"\xF5\x80\x80\x80\"",
                           "1 1",
                           "{} {}",
                           "[1] x",
                           "/*c*/1",
                           "//c\n1",
                           "\xEF\xBB",
                           "\xEF\xBB\xBF"})
    check_alike(text);
  check_alike(std::string("\"\0\"", 3));
}

TEST_CASE("json_value: damaged documents are read or refused alike") {
  const std::string whole =
      R"({"kind": "logmel", "n": [1, -2.5e-3, true, false, null], "o": {"p\u00e9": "\ud83d\ude00 caf)"
      "\xC3\xA9"
      R"("}, "x": 16000})";
  Rng rng(4);
  for (int i = 0; i < 4000; ++i) {
    std::string text = whole;
    for (std::uint64_t edits = 1 + rng.below(3); edits > 0; --edits) {
      const auto at = static_cast<std::size_t>(rng.below(text.size()));
      switch (rng.below(4)) {
        case 0: text.erase(at, static_cast<std::size_t>(1 + rng.below(4))); break;
        case 1: text[at] = static_cast<char>(1 + rng.below(255)); break;  // nlohmann ends at a zero
        case 2: text.insert(at, 1, R"({}[]":,\u0e-+.1)"[static_cast<std::size_t>(rng.below(15))]); break;
        default: text.resize(at + 1); break;
      }
      if (text.empty()) text = " ";
    }
    check_alike(text);
  }
}

TEST_CASE("json_value: nesting beyond 200 levels is refused instead of exhausting the stack") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK_NOTHROW(static_cast<void>(earshot::read_json(nested(200), "The text", ErrorCode::kInvalidModel)));
  CHECK_THROWS_AS(static_cast<void>(earshot::read_json(nested(201), "The text", ErrorCode::kInvalidModel)), Error);
  CHECK_THROWS_AS(
      static_cast<void>(earshot::read_json(std::string(1000000, '['), "The text", ErrorCode::kInvalidModel)), Error);
}

TEST_CASE("json_value: a zero byte is no end") {
  CHECK_THROWS_AS(static_cast<void>(earshot::read_json(std::string("1\0", 2), "The text", ErrorCode::kInvalidModel)),
                  Error);
}

TEST_CASE("json_value: members are found by name and kind") {
  const JsonValue json = earshot::read_json(R"({"a": "x", "b": 1})", "The text", ErrorCode::kInvalidConfig);
  REQUIRE(json.find("a") != nullptr);
  CHECK(json.find("a")->text == "x");
  CHECK(json.find("a", JsonValue::Kind::kNumber) == nullptr);
  CHECK(json.find("b", JsonValue::Kind::kNumber)->number == 1.0);
  CHECK(json.find("c") == nullptr);
}

TEST_CASE("json_value: a written string is read back") {
  std::string text;
  for (char c = 1; c < 127; ++c) text += c;
  text += "\xC3\xA9";
  CHECK(Json::parse(earshot::json_string(text)).get<std::string>() == text);
  CHECK(earshot::json_string(text) == Json(text).dump());
}
