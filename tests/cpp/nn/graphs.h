// Small ONNX models for the tests of nn and train.
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "onnx/model.h"

namespace earshot::test {

inline Tensor random_tensor(Shape shape, Rng& rng, double low = -1.0, double high = 1.0) {
  Tensor out(std::move(shape));
  for (float& v : out.data) v = static_cast<float>(rng.uniform(low, high));
  return out;
}

// Random values with a magnitude of at least `gap`: away from the kink that many operators have at 0.
inline Tensor random_apart_from_zero(Shape shape, Rng& rng, double gap = 0.2) {
  Tensor out(std::move(shape));
  for (float& v : out.data) {
    const double magnitude = rng.uniform(gap, 1.5);
    v = static_cast<float>(rng.uniform() < 0.5 ? -magnitude : magnitude);
  }
  return out;
}

inline onnx::ValueInfo value_info(std::string name, Shape shape) {
  onnx::ValueInfo info{std::move(name), std::move(shape), {}};
  info.dim_names.resize(info.shape.size());
  return info;
}

inline onnx::Constant integers(std::vector<std::int64_t> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  return onnx::Int64Tensor{{n}, std::move(values)};
}

// One node whose inputs x0, x1, ... are float initializers (or graph inputs) and further constants.
struct OneNode {
  std::string op_type;
  std::vector<Tensor> inputs;
  std::map<std::string, onnx::Attribute> attributes = {};
  std::vector<std::pair<std::size_t, onnx::Constant>> settings = {};  // by input position
  std::int64_t opset = 17;
  std::vector<std::size_t> positions = {};  // of the inputs, where some are left out between them; else 0, 1, ...
  std::size_t output = 0;                   // which of the node's outputs is the model's
};

inline onnx::Model model_of(const OneNode& one, bool inputs_are_initializers) {
  onnx::Model model;
  model.opset = one.opset;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    const std::string name = "x" + std::to_string(i);
    if (!one.positions.empty()) names.resize(one.positions[i]);
    names.push_back(name);
    if (inputs_are_initializers) {
      model.graph.initializers.emplace_back(name, one.inputs[i]);
    } else {
      model.graph.inputs.push_back(value_info(name, one.inputs[i].shape));
    }
  }
  for (const auto& [position, constant] : one.settings) {
    const std::string name = "setting" + std::to_string(position);
    while (names.size() < position) names.emplace_back();
    names.push_back(name);
    model.graph.initializers.emplace_back(name, constant);
  }
  std::vector<std::string> outputs(one.output + 1);
  outputs.back() = "y";
  model.graph.nodes.push_back({one.op_type, "node", names, outputs, one.attributes, ""});
  model.graph.outputs.push_back(value_info("y", {}));
  return model;
}

}  // namespace earshot::test
