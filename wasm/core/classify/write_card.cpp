// Writing a card: apart from reading it, which is all that classification does and needs no JSON library.
#include "base/json.h"
#include "classify/card_keys.h"
#include "classify/model_card.h"

namespace earshot::classify {

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
