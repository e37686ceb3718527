#include "classify/model_card.h"

#include <cmath>

#include "base/error.h"
#include "base/json_value.h"
#include "classify/card_keys.h"

namespace earshot::classify {
namespace {

using Kind = JsonValue::Kind;

[[noreturn]] void invalid(const std::string& message) { throw Error(ErrorCode::kInvalidModel, message); }

const std::string* find(const onnx::Model& model, const char* key) {
  const auto it = model.metadata.find(key);
  return it == model.metadata.end() ? nullptr : &it->second;
}

JsonValue parse(const std::string& text, const char* key) {
  return read_json(text, std::string("The model's metadata entry ") + key, ErrorCode::kInvalidModel);
}

std::vector<std::string> read_labels(const std::string& text) {
  const JsonValue json = parse(text, kLabelsKey);
  if (!json.is(Kind::kArray) || json.items.empty()) invalid("The model's labels are not a list of names.");
  std::vector<std::string> labels;
  for (const JsonValue& label : json.items) {
    if (!label.is(Kind::kString)) invalid("The model's labels are not a list of names.");
    labels.push_back(label.text);
  }
  return labels;
}

SelfTest read_self_test(const std::string& text, std::size_t num_labels) {
  const JsonValue json = parse(text, kSelfTestKey);
  SelfTest test;
  const JsonValue* signal = json.find("signal", Kind::kString);
  const JsonValue* scores = json.find("scores", Kind::kArray);
  if (signal == nullptr || scores == nullptr || scores->items.size() != num_labels)
    invalid("The model's self-test is not of the form {\"signal\", \"scores\"} with one score per label.");
  test.signal = signal->text;
  for (const JsonValue& score : scores->items) {
    if (!score.is(Kind::kNumber)) invalid("The model's self-test has a score that is not a number.");
    test.scores.push_back(static_cast<float>(score.number));
  }
  return test;
}

}  // namespace

std::string ModelCard::name() const {
  try {
    const JsonValue json = read_json(card_json, "The model's card", ErrorCode::kInvalidModel);
    const JsonValue* name = json.find("name", Kind::kString);
    return name == nullptr ? "" : name->text;
  } catch (const Error&) {
    return "";
  }
}

ModelCard read_card(const onnx::Model& model) {
  const std::string* labels = find(model, kLabelsKey);
  const std::string* features = find(model, kFeaturesKey);
  if (labels == nullptr || features == nullptr) {
    invalid("This ONNX file carries no Earshot labels and features, so it is not known how to feed it with sound.");
  }
  if (const std::string* format = find(model, kFormatKey); format != nullptr && *format != kFormatVersion) {
    invalid("This model is of format " + *format + "; this version of Earshot reads format 1. Update Earshot.");
  }
  ModelCard card;
  card.labels = read_labels(*labels);
  card.features = features::feature_config_from_json(*features);
  if (const std::string* activation = find(model, kActivationKey)) {
    if (*activation == "sigmoid") {
      card.activation = Activation::kSigmoid;
    } else if (*activation != "softmax") {
      invalid("The model's activation is " + *activation + "; softmax or sigmoid is expected.");
    }
  }
  if (const std::string* threshold = find(model, kThresholdKey)) {
    const JsonValue value = parse(*threshold, kThresholdKey);
    if (!value.is(Kind::kNumber)) invalid("The model's threshold is not a number.");
    card.threshold = static_cast<float>(value.number);
    if (!(card.threshold >= 0.0F && card.threshold <= 1.0F)) invalid("The model's threshold is outside 0 to 1.");
  }
  if (const std::string* test = find(model, kSelfTestKey)) card.self_test = read_self_test(*test, card.labels.size());
  if (const std::string* text = find(model, kCardKey)) {
    if (!parse(*text, kCardKey).is(Kind::kObject)) invalid("The model's card is not a JSON object.");
    card.card_json = *text;
  }
  return card;
}

}  // namespace earshot::classify
