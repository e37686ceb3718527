// A graph with names resolved to ids: values, nodes in order, constants, and the parameters that training changes.
// Nodes that do not contribute to the chosen outputs are left out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/kernel.h"
#include "onnx/model.h"

namespace earshot::nn {

inline constexpr int kNoValue = -1;  // an omitted optional input, an output that nobody names

class CompiledGraph {
 public:
  struct Value {
    std::string name;
    std::optional<onnx::Constant> constant;
    bool variable = false;   // its constant changes between runs (a parameter or a running statistic): never folded
    bool trainable = false;  // a variable that gets a gradient
    std::vector<float> gradient;  // of a trainable value
    bool is_setting = false;      // used only where an operator takes settings or statistics (registry: non_parameters)
  };
  struct Node {
    onnx::Node definition;
    std::vector<int> inputs, outputs;
  };

  // Throws kUnsupportedModel naming every operator the engine lacks, kInvalidModel when the graph contradicts itself.
  // `outputs`: names of the values wanted; empty: the model's outputs.
  explicit CompiledGraph(const onnx::Model& model, std::span<const std::string> outputs = {});

  [[nodiscard]] std::int64_t opset() const { return opset_; }
  [[nodiscard]] const std::vector<onnx::ValueInfo>& input_infos() const { return input_infos_; }
  [[nodiscard]] const std::vector<int>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<int>& outputs() const { return outputs_; }
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] std::vector<Value>& values() { return values_; }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }
  // kNoValue when there is none of that name (or it does not contribute to the outputs).
  [[nodiscard]] int find(std::string_view name) const;

 private:
  std::int64_t opset_;
  std::vector<onnx::ValueInfo> input_infos_;
  std::vector<int> inputs_, outputs_;
  std::vector<Node> nodes_;
  std::vector<Value> values_;
};

}  // namespace earshot::nn
