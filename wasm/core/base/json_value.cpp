#include "base/json_value.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/decimal.h"

namespace earshot {
namespace {

constexpr int kDeepest = 200;

// Recursive descent (RFC 8259). Every function gives false where the text is no JSON.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  [[nodiscard]] bool document(JsonValue& out) {
    if (!value(out, 0)) return false;
    skip_space();
    return at_ == text_.size();
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool take(char wanted) {
    if (peek() != wanted || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  [[nodiscard]] bool value(JsonValue& out, int depth) {
    skip_space();
    switch (peek()) {
      case '{': return depth < kDeepest && object(out, depth);
      case '[': return depth < kDeepest && array(out, depth);
      case '"': out.kind = JsonValue::Kind::kString; return string(out.text);
      case 't':
        out.kind = JsonValue::Kind::kBoolean;
        out.boolean = true;
        return take_word("true");
      case 'f': out.kind = JsonValue::Kind::kBoolean; return take_word("false");
      case 'n': return take_word("null");
      default: out.kind = JsonValue::Kind::kNumber; return number(out);
    }
  }

  [[nodiscard]] bool array(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::kArray;
    ++at_;
    skip_space();
    if (take(']')) return true;
    do {
      if (!value(out.items.emplace_back(), depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take(']');
  }

  [[nodiscard]] bool object(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::kObject;
    ++at_;
    skip_space();
    if (take('}')) return true;
    do {
      skip_space();
      std::string key;
      if (peek() != '"' || !string(key)) return false;
      skip_space();
      JsonValue member;
      if (!take(':') || !value(member, depth + 1)) return false;
      // Of members with the same name the last one counts.
      const auto known = std::find(out.keys.begin(), out.keys.end(), key);
      if (known != out.keys.end()) {
        out.items[static_cast<std::size_t>(known - out.keys.begin())] = std::move(member);
      } else {
        out.keys.push_back(std::move(key));
        out.items.push_back(std::move(member));
      }
      skip_space();
    } while (take(','));
    return take('}');
  }

  [[nodiscard]] std::string_view take_digits() {
    const std::size_t from = at_;
    at_ = std::min(text_.find_first_not_of("0123456789", at_), text_.size());
    return text_.substr(from, at_ - from);
  }

  [[nodiscard]] bool number(JsonValue& out) {
    const bool negative = take('-');
    std::string digits(take_digits());
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return false;
    // Beyond this exponent every number is zero or infinite, whatever its digits.
    constexpr std::int64_t kBeyond = 1000000000;
    std::int64_t exponent = 0;
    bool whole = true;
    if (take('.')) {
      const std::string_view fraction = take_digits();
      if (fraction.empty()) return false;
      digits += fraction;
      exponent -= static_cast<std::int64_t>(fraction.size());
      whole = false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      const bool down = take('-');
      if (!down) static_cast<void>(take('+'));
      const std::string_view written = take_digits();
      if (written.empty()) return false;
      std::int64_t power = 0;
      for (const char digit : written) power = std::min(kBeyond, 10 * power + (digit - '0'));
      exponent += down ? -power : power;
      whole = false;
    }
    const double magnitude = from_decimal(digits, static_cast<int>(std::clamp(exponent, -kBeyond, kBeyond)));
    if (!std::isfinite(magnitude)) return false;
    out.number = negative ? -magnitude : magnitude;
    // -2^63 to 2^64 - 1, compared as digits: a double cannot tell them from their neighbours.
    const std::string_view largest = negative ? "9223372036854775808" : "18446744073709551615";
    out.integer = whole && (digits.size() < largest.size() || (digits.size() == largest.size() && digits <= largest));
    return true;
  }

  [[nodiscard]] bool string(std::string& out) {
    ++at_;
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (take('"')) return true;
      if (byte < 0x20) return false;
      if (byte == '\\') {
        if (!escape(out)) return false;
      } else if (byte < 0x80) {
        out += text_[at_++];
      } else if (!multi_byte(out)) {
        return false;
      }
    }
    return false;
  }

  [[nodiscard]] bool escape(std::string& out) {
    ++at_;
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t which = at_ < text_.size() ? kLetters.find(text_[at_]) : std::string_view::npos;
    if (which != std::string_view::npos) {
      ++at_;
      out += kMeanings[which];
      return true;
    }
    std::uint32_t unit = 0;
    if (!code_unit(unit)) return false;
    if (unit >= 0xD800 && unit < 0xDC00) {
      std::uint32_t low = 0;
      if (!take('\\') || !code_unit(low) || low < 0xDC00 || low >= 0xE000) return false;
      unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      return false;
    }
    append_utf8(out, unit);
    return true;
  }

  // u and four hexadecimal digits.
  [[nodiscard]] bool code_unit(std::uint32_t& out) {
    if (!take('u') || text_.size() - at_ < 4) return false;
    for (int i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      const char letter = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9') {
        out = out * 16 + static_cast<std::uint32_t>(c - '0');
      } else if (letter >= 'a' && letter <= 'f') {
        out = out * 16 + static_cast<std::uint32_t>(letter - 'a' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0U | (code >> 6U));
      tail(0);
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0U | (code >> 12U));
      tail(6);
      tail(0);
    } else {
      out += static_cast<char>(0xF0U | (code >> 18U));
      tail(12);
      tail(6);
      tail(0);
    }
  }

  // A well-formed sequence (Unicode, table 3-7): no overlong form, no surrogate, nothing beyond U+10FFFF.
  [[nodiscard]] bool multi_byte(std::string& out) {
    const auto lead = static_cast<unsigned char>(text_[at_]);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text_.size() - at_ < length) return false;
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text_[at_ + i]);
      const bool second = i == 1;
      const unsigned low = second && lead == 0xE0 ? 0xA0 : second && lead == 0xF0 ? 0x90 : 0x80;
      const unsigned high = second && lead == 0xED ? 0x9F : second && lead == 0xF4 ? 0x8F : 0xBF;
      if (byte < low || byte > high) return false;
    }
    out += text_.substr(at_, length);
    at_ += length;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

const JsonValue* JsonValue::find(std::string_view key, Kind wanted) const {
  const JsonValue* found = find(key);
  return found != nullptr && found->is(wanted) ? found : nullptr;
}

JsonValue read_json(std::string_view text, std::string_view what, ErrorCode code) {
  JsonValue out;
  if (!Parser(without_byte_order_mark(text)).document(out))
    throw Error(code, std::string(what) + " is not valid JSON.");
  return out;
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

std::string json_string(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::string_view kMeanings = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  std::string out = "\"";
  for (const char c : text) {
    const std::size_t which = kMeanings.find(c);
    if (which != std::string_view::npos) {
      out += '\\';
      out += kLetters[which];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 15U];
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace earshot
