// The layers of a Keras model as TensorFlow.js writes it ("modelTopology"), in the order they are applied. Sequential
// models, and functional ones that are a chain, may lie in each other: a transfer-learned model is a base and a head.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/tensor.h"

namespace earshot::convert {

struct KerasLayer {
  std::string type;  // Keras's class name: "Conv2D"
  std::string name;
  Json config;
};

struct KerasModel {
  Shape input;  // without the batch; empty when the model does not say
  std::vector<KerasLayer> layers;
};

// Throws kMalformedFile when it is no topology and kUnsupportedModel when the layers are not a chain.
[[nodiscard]] KerasModel read_keras_model(const Json& topology);

}  // namespace earshot::convert
