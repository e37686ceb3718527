#include "train/options.h"

#include <cmath>
#include <sstream>

namespace earshot::train {
namespace {

std::string shown(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

Options::Options(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object.is_object()) fail("it must be an object");
}

void Options::fail(const std::string& message) const {
  throw Error(ErrorCode::kInvalidConfig, where_ + ": " + message + ".");
}

bool Options::has(std::string_view key) const { return object_.contains(std::string(key)); }

const Json* Options::find(std::string_view key) {
  known_.emplace(key);
  const auto found = object_.find(std::string(key));
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::string Options::text(std::string_view key, std::string_view otherwise) {
  const Json* value = find(key);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) fail(std::string(key) + " must be text");
  return value->get<std::string>();
}

bool Options::flag(std::string_view key, bool otherwise) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) fail(std::string(key) + " must be true or false");
  return value->get<bool>();
}

int Options::checked_integer(std::string_view key, const Json& value, int least, int most) const {
  if (!value.is_number_integer() || value.get<double>() < least || value.get<double>() > most) {
    fail(std::string(key) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value.get<int>();
}

float Options::checked_number(std::string_view key, const Json& value, double least, double most) const {
  if (!value.is_number() || !(value.get<double>() >= least && value.get<double>() <= most)) {
    fail(std::string(key) + " must be a number from " + shown(least) + " to " + shown(most));
  }
  return value.get<float>();
}

int Options::integer(std::string_view key, int otherwise, int least, int most) {
  const Json* value = find(key);
  return value == nullptr ? otherwise : checked_integer(key, *value, least, most);
}

std::array<int, 2> Options::pair(std::string_view key, std::array<int, 2> otherwise, int least, int most) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_array()) {
    const int both = checked_integer(key, *value, least, most);
    return {both, both};
  }
  if (value->size() != 2) fail(std::string(key) + " must be one number or two: [time, frequency]");
  return {checked_integer(key, (*value)[0], least, most), checked_integer(key, (*value)[1], least, most)};
}

std::array<float, 2> Options::range(std::string_view key, std::array<float, 2> otherwise, double least, double most) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_array()) {
    const float both = checked_number(key, *value, least, most);
    return {both, both};
  }
  if (value->size() != 2) fail(std::string(key) + " must be one number or two: [low, high]");
  const std::array<float, 2> out = {checked_number(key, (*value)[0], least, most),
                                    checked_number(key, (*value)[1], least, most)};
  if (out[0] > out[1]) fail(std::string(key) + " must start with the lower of its two numbers");
  return out;
}

std::vector<std::int64_t> Options::integers(std::string_view key, int least, int most) {
  std::vector<std::int64_t> out;
  if (const Json* values = array(key)) {
    for (const Json& value : *values) out.push_back(checked_integer(key, value, least, most));
  }
  return out;
}

int Options::required_integer(std::string_view key, int least, int most) {
  if (find(key) == nullptr) fail(std::string(key) + " is missing");
  return integer(key, 0, least, most);
}

float Options::number(std::string_view key, float otherwise, double least, double most) {
  const Json* value = find(key);
  return value == nullptr ? otherwise : checked_number(key, *value, least, most);
}

const Json* Options::object(std::string_view key) {
  const Json* value = find(key);
  if (value != nullptr && !value->is_object()) fail(std::string(key) + " must be an object");
  return value;
}

const Json* Options::array(std::string_view key) {
  const Json* value = find(key);
  if (value != nullptr && !value->is_array()) fail(std::string(key) + " must be a list");
  return value;
}

int Options::choice(std::string_view key, std::initializer_list<std::string_view> names, int otherwise) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  int index = 0;
  std::string list;
  for (const std::string_view name : names) {
    if (value->is_string() && value->get<std::string>() == name) return index;
    list += (list.empty() ? "" : ", ") + std::string(name);
    ++index;
  }
  fail(std::string(key) + " must be one of " + list);
}

void Options::reject_unknown() const {
  for (const auto& [key, value] : object_.items()) {
    if (!known_.contains(key)) fail("\"" + key + "\" is not a setting it knows");
  }
}

}  // namespace earshot::train
