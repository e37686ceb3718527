#include "train/network_summary.h"

#include <map>

#include "nn/execution.h"
#include "nn/training_session.h"

namespace earshot::train {
namespace {

// The batch is not always the first dimension (recurrent layers have time there): it is the one that grows from one
// batch size to the next.
Shape without_batch(const Shape& one, const Shape& two) {
  Shape out;
  for (std::size_t d = 0; d < one.size(); ++d) {
    if (d < two.size() && one[d] == two[d]) out.push_back(one[d]);
  }
  return out;
}

Shape batched(Shape shape, std::int64_t batch) {
  shape.insert(shape.begin(), batch);
  return shape;
}

std::string by(const std::vector<std::int64_t>& sizes) {
  std::string text;
  for (const std::int64_t size : sizes) text += (text.empty() ? "" : "×") + std::to_string(size);
  return text;
}

const std::vector<std::int64_t>* sizes_of(const onnx::Node& node, const char* name) {
  const auto found = node.attributes.find(name);
  return found == node.attributes.end() ? nullptr : std::get_if<std::vector<std::int64_t>>(&found->second);
}

std::int64_t integer_of(const onnx::Node& node, const char* name, std::int64_t otherwise) {
  const auto found = node.attributes.find(name);
  const auto* value = found == node.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return value == nullptr ? otherwise : *value;
}

bool all_ones(const std::vector<std::int64_t>& sizes) {
  return sizes.empty() || (sizes.front() == 1 && all_ones({sizes.begin() + 1, sizes.end()}));
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string detail_of(const onnx::Node& node, const Shape& weight, const Shape& output) {
  std::vector<std::string> parts;
  const auto* kernel = sizes_of(node, "kernel_shape");
  if (node.op_type == "Conv" && weight.size() > 2) {
    parts.push_back(by({weight.begin() + 2, weight.end()}));
    parts.push_back(std::to_string(weight[0]) + " filters");
    const std::int64_t groups = integer_of(node, "group", 1);
    if (groups > 1) parts.push_back(groups == weight[0] ? "depthwise" : std::to_string(groups) + " groups");
  } else if (kernel != nullptr) {
    parts.push_back(by(*kernel));
  } else if ((node.op_type == "Gemm" || node.op_type == "MatMul") && !weight.empty() && !output.empty()) {
    parts.push_back(std::to_string(output.back()) + " units");
  } else if (node.op_type == "LSTM" || node.op_type == "GRU") {
    parts.push_back(std::to_string(integer_of(node, "hidden_size", 0)) + " units");
    const auto direction = node.attributes.find("direction");
    const auto* name = direction == node.attributes.end() ? nullptr : std::get_if<std::string>(&direction->second);
    if (name != nullptr && *name != "forward") parts.push_back(*name);
  }
  const auto* strides = sizes_of(node, "strides");
  if (strides != nullptr && !all_ones(*strides) && (kernel == nullptr || *strides != *kernel))
    parts.push_back("stride " + by(*strides));
  const auto* dilations = sizes_of(node, "dilations");
  if (dilations != nullptr && !all_ones(*dilations)) parts.push_back("dilation " + by(*dilations));
  return join(parts);
}

}  // namespace

NetworkSummary summarise_network(const onnx::Model& model, const Shape& input_shape) {
  nn::CompiledGraph graph(model);
  const std::vector<Shape> inputs = {batched(input_shape, 1)};
  const std::vector<Shape> pairs = {batched(input_shape, 2)};
  const nn::Execution one(graph, inputs, nn::Mode::kInference);
  const nn::Execution two(graph, pairs, nn::Mode::kInference);

  NetworkSummary out;
  out.input = input_shape;
  std::map<int, int> made_by;  // value -> step
  std::vector<bool> counted(graph.values().size(), false);
  for (const nn::CompiledGraph::Node& node : graph.nodes()) {
    NetworkStep step;
    step.op = node.definition.op_type;
    step.name = node.definition.name;
    Shape weight;
    for (const int input : node.inputs) {
      if (input == nn::kNoValue) continue;
      const auto index = static_cast<std::size_t>(input);
      const nn::CompiledGraph::Value& value = graph.values()[index];
      const auto* tensor = value.constant ? std::get_if<Tensor>(&*value.constant) : nullptr;
      if (tensor != nullptr) {
        if (weight.empty()) weight = tensor->shape;
        if (counted[index]) continue;
        counted[index] = true;
        const bool constant = value.is_setting || value.name.rfind(nn::kStandardizePrefix, 0) == 0;
        // A single float is a setting (Dropout's ratio, Clip's limits), not something that was learned or measured.
        if (constant && tensor->size() <= 1) continue;
        (constant ? out.constants : step.parameters) += tensor->size();
      } else if (const auto made = made_by.find(input); made != made_by.end()) {
        step.inputs.push_back(made->second);
      } else if (!graph.inputs().empty() && input == graph.inputs().front()) {
        step.inputs.push_back(-1);
      }
    }
    // A node that depends on constants alone computes shapes; a person has no use for it.
    if (step.inputs.empty()) continue;
    const int output = node.outputs.front();
    if (output != nn::kNoValue) step.output = without_batch(one.shape(output), two.shape(output));
    step.detail = detail_of(node.definition, weight, step.output);
    out.parameters += step.parameters;
    for (const int value : node.outputs) made_by[value] = static_cast<int>(out.steps.size());
    out.steps.push_back(std::move(step));
  }
  return out;
}

}  // namespace earshot::train
