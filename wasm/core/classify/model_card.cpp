#include "classify/model_card.h"

#include <cmath>

#include "base/error.h"
#include "base/json.h"

namespace earshot::classify {
namespace {

constexpr const char* kFormatKey = "earshot.format";
constexpr const char* kLabelsKey = "earshot.labels";
constexpr const char* kFeaturesKey = "earshot.features";
constexpr const char* kActivationKey = "earshot.activation";
constexpr const char* kThresholdKey = "earshot.threshold";
constexpr const char* kSelfTestKey = "earshot.self_test";
constexpr const char* kCardKey = "earshot.card";
constexpr const char* kFormatVersion = "1";

[[noreturn]] void invalid(const std::string& message) { throw Error(ErrorCode::kInvalidModel, message); }

const std::string* find(const onnx::Model& model, const char* key) {
  const auto it = model.metadata.find(key);
  return it == model.metadata.end() ? nullptr : &it->second;
}

Json parse(const std::string& text, const char* key) {
  return parse_json(text, std::string("The model's metadata entry ") + key, ErrorCode::kInvalidModel);
}

std::vector<std::string> read_labels(const std::string& text) {
  const Json json = parse(text, kLabelsKey);
  if (!json.is_array() || json.empty()) invalid("The model's labels are not a list of names.");
  std::vector<std::string> labels;
  for (const Json& label : json) {
    if (!label.is_string()) invalid("The model's labels are not a list of names.");
    labels.push_back(label.get<std::string>());
  }
  return labels;
}

SelfTest read_self_test(const std::string& text, std::size_t num_labels) {
  const Json json = parse(text, kSelfTestKey);
  SelfTest test;
  const bool shaped = json.is_object() && json.contains("signal") && json["signal"].is_string() &&
                      json.contains("scores") && json["scores"].is_array() && json["scores"].size() == num_labels;
  if (!shaped) invalid("The model's self-test is not of the form {\"signal\", \"scores\"} with one score per label.");
  test.signal = json["signal"].get<std::string>();
  for (const Json& score : json["scores"]) {
    if (!score.is_number()) invalid("The model's self-test has a score that is not a number.");
    test.scores.push_back(score.get<float>());
  }
  return test;
}

}  // namespace

std::string ModelCard::name() const {
  const Json json = Json::parse(card_json, nullptr, false);
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string()) return "";
  return json["name"].get<std::string>();
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
    const Json value = parse(*threshold, kThresholdKey);
    if (!value.is_number()) invalid("The model's threshold is not a number.");
    card.threshold = value.get<float>();
    if (!(card.threshold >= 0.0F && card.threshold <= 1.0F)) invalid("The model's threshold is outside 0 to 1.");
  }
  if (const std::string* test = find(model, kSelfTestKey)) card.self_test = read_self_test(*test, card.labels.size());
  if (const std::string* text = find(model, kCardKey)) {
    if (!parse(*text, kCardKey).is_object()) invalid("The model's card is not a JSON object.");
    card.card_json = *text;
  }
  return card;
}

void write_card(const ModelCard& card, onnx::Model& model) {
  auto& metadata = model.metadata;
  metadata[kFormatKey] = kFormatVersion;
  metadata[kLabelsKey] = Json(card.labels).dump();
  metadata[kFeaturesKey] = features::to_json(card.features);
  metadata[kActivationKey] = card.activation == Activation::kSoftmax ? "softmax" : "sigmoid";
  metadata[kThresholdKey] = Json(card.threshold).dump();
  metadata[kCardKey] = card.card_json;
  if (card.self_test) {
    metadata[kSelfTestKey] = Json{{"signal", card.self_test->signal}, {"scores", card.self_test->scores}}.dump();
  } else {
    metadata.erase(kSelfTestKey);
  }
}

}  // namespace earshot::classify
