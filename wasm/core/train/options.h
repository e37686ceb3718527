// Reads a JSON object of a recipe strictly: wrong types, numbers out of range and unknown keys are kInvalidConfig
// naming the key.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace earshot::train {

class Options {
 public:
  // `where`: for messages, e.g. "recipe: layer 2 (dense)".
  Options(const Json& object, std::string where);

  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise);
  [[nodiscard]] bool flag(std::string_view key, bool otherwise);
  [[nodiscard]] int integer(std::string_view key, int otherwise, int least, int most);
  [[nodiscard]] float number(std::string_view key, float otherwise, double least, double most);
  [[nodiscard]] int required_integer(std::string_view key, int least, int most);
  // One number for both, or a list of two: [time, frequency].
  [[nodiscard]] std::array<int, 2> pair(std::string_view key, std::array<int, 2> otherwise, int least, int most);
  // One number for both, or a list of two: [low, high], low <= high.
  [[nodiscard]] std::array<float, 2> range(std::string_view key, std::array<float, 2> otherwise, double least,
                                           double most);
  // A list of whole numbers; empty when absent.
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key, int least, int most);
  // nullptr when absent; marks the key as known.
  [[nodiscard]] const Json* object(std::string_view key);
  [[nodiscard]] const Json* array(std::string_view key);
  // One of `names`; returns its index.
  [[nodiscard]] int choice(std::string_view key, std::initializer_list<std::string_view> names, int otherwise);
  // Throws when a key was never asked for.
  void reject_unknown() const;
  [[noreturn]] void fail(const std::string& message) const;

 private:
  [[nodiscard]] const Json* find(std::string_view key);
  [[nodiscard]] int checked_integer(std::string_view key, const Json& value, int least, int most) const;
  [[nodiscard]] float checked_number(std::string_view key, const Json& value, double least, double most) const;

  const Json& object_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace earshot::train
