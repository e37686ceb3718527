// What a model file says about itself besides the network: the earshot.* keys of metadata_props.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "features/feature_config.h"
#include "onnx/model.h"

namespace earshot::classify {

enum class Activation { kSoftmax, kSigmoid };

// Expected scores for a signal that every build can generate (see self_test.h).
struct SelfTest {
  std::string signal;         // name of the generator, e.g. "sweep-1"
  std::vector<float> scores;  // one per label
};

struct ModelCard {
  std::vector<std::string> labels;  // index = class index
  features::FeatureConfig features;
  Activation activation = Activation::kSoftmax;
  float threshold = 0.0F;  // a top score below this means "none of these"; 0: always decide
  std::optional<SelfTest> self_test;
  std::string card_json = "{}";  // name, version, licence, data, metrics, limits: shown, not interpreted

  [[nodiscard]] std::string name() const;  // card_json's "name", or ""
};

// Reads the earshot.* keys. Throws kInvalidModel when labels or features are missing or contradict the graph's output.
[[nodiscard]] ModelCard read_card(const onnx::Model& model);
// Writes them, replacing what is there.
void write_card(const ModelCard& card, onnx::Model& model);

}  // namespace earshot::classify
