// Numbers to bytes and back, in the order of the machine (little-endian on all we build for), for states that the same
// program reads again. Bytes of any origin are safe to read: a reader throws instead of running over the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace earshot {

static_assert(std::endian::native == std::endian::little, "stored bytes are little-endian");

class ByteWriter {
 public:
  template <class T>
  void number(T value) {
    static_assert(std::is_arithmetic_v<T>);
    append(&value, sizeof value);
  }
  template <class T>
  void list(std::span<const T> values) {
    static_assert(std::is_arithmetic_v<T>);
    number<std::uint64_t>(values.size());
    append(values.data(), values.size_bytes());
  }
  void lists(const std::vector<std::vector<float>>& lists) {
    number<std::uint64_t>(lists.size());
    for (const std::vector<float>& values : lists) list<float>(values);
  }
  [[nodiscard]] std::vector<std::uint8_t> finish() && { return std::move(bytes_); }

 private:
  void append(const void* from, std::size_t n) {
    const auto* p = static_cast<const std::uint8_t*>(from);
    bytes_.insert(bytes_.end(), p, p + n);
  }
  std::vector<std::uint8_t> bytes_;
};

class ByteReader {
 public:
  // `what` begins the message of the kMalformedFile that the functions below throw at the end of the bytes.
  ByteReader(std::span<const std::uint8_t> bytes, std::string what) : left_(bytes), what_(std::move(what)) {}

  template <class T>
  [[nodiscard]] T number() {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    take(&value, sizeof value);
    return value;
  }
  template <class T>
  [[nodiscard]] std::vector<T> list() {
    const auto n = number<std::uint64_t>();
    if (n > left_.size() / sizeof(T)) fail();
    std::vector<T> values(static_cast<std::size_t>(n));
    take(values.data(), values.size() * sizeof(T));
    return values;
  }
  [[nodiscard]] std::vector<std::vector<float>> lists() {
    const auto n = number<std::uint64_t>();
    if (n > left_.size() / sizeof(std::uint64_t)) fail();
    std::vector<std::vector<float>> out(static_cast<std::size_t>(n));
    for (std::vector<float>& values : out) values = list<float>();
    return out;
  }
  // Nothing may be left over.
  void finish() const {
    if (!left_.empty()) fail();
  }
  [[noreturn]] void fail() const {
    throw Error(ErrorCode::kMalformedFile, what_ + " is damaged or of another version of Earshot.");
  }

 private:
  void take(void* into, std::size_t n) {
    if (n > left_.size()) fail();
    if (n > 0) std::memcpy(into, left_.data(), n);
    left_ = left_.subspan(n);
  }
  std::span<const std::uint8_t> left_;
  std::string what_;
};

}  // namespace earshot
