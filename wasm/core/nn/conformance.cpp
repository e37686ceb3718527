#include "nn/conformance.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/execution.h"
#include "nn/registry.h"
#include "onnx/model.h"

namespace earshot::nn {
namespace {

Tensor as_floats(const onnx::Constant& constant) {
  if (const Tensor* floats = std::get_if<Tensor>(&constant)) return *floats;
  const auto& integers = std::get<onnx::Int64Tensor>(constant);
  Tensor out(integers.shape);
  std::transform(integers.data.begin(), integers.data.end(), out.data.begin(),
                 [](std::int64_t v) { return static_cast<float>(v); });
  return out;
}

// 0 for equal values, infinities and NaN included.
double relative_error(float actual, float expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return 0.0;
  const double error = std::abs(static_cast<double>(actual) - static_cast<double>(expected));
  return std::isfinite(error)
             ? error / (kConformanceAbsolute + kConformanceRelative * std::abs(static_cast<double>(expected)))
             : HUGE_VAL;
}

void compare(std::span<const float> actual, const Shape& shape, const Tensor& expected, std::size_t index,
             ConformanceResult& result) {
  if (shape != expected.shape) {
    result.reason = "output " + std::to_string(index) + " has shape " + to_string(shape) + ", expected " +
                    to_string(expected.shape);
    return;
  }
  for (std::size_t i = 0; i < expected.data.size(); ++i) {
    const double error = relative_error(actual[i], expected.data[i]);
    if (error > 1.0 && error > result.worst_error) {
      result.reason = "output " + std::to_string(index) + ", element " + std::to_string(i) + " is " +
                      std::to_string(actual[i]) + ", expected " + std::to_string(expected.data[i]);
    }
    result.worst_error = std::max(result.worst_error, error);
  }
}

// Inputs that Earshot reads while planning (axes, limits): the cases feed them at run time, with values known before.
bool is_setting(const onnx::Graph& graph, const std::string& name) {
  bool used = false;
  for (const onnx::Node& node : graph.nodes) {
    const OperatorEntry* entry = find_operator(node.op_type);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] != name) continue;
      if (entry == nullptr || ((entry->non_parameters >> i) & 1U) == 0) return false;
      used = true;
    }
  }
  return used;
}

ConformanceResult run_case(std::span<const std::uint8_t> model_bytes, std::span<const Bytes> inputs,
                           std::span<const Bytes> outputs) {
  onnx::Model model = onnx::read_model(model_bytes);
  if (inputs.size() != model.graph.inputs.size()) {
    return {ConformanceStatus::kFailed,
            "the case gives " + std::to_string(inputs.size()) + " inputs of a model that takes " +
                std::to_string(model.graph.inputs.size()),
            0.0};
  }
  std::vector<Tensor> values;
  std::vector<Shape> shapes;
  std::vector<onnx::ValueInfo> run_time_inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    onnx::Constant constant = onnx::read_tensor(inputs[i]).second;
    const onnx::ValueInfo& input = model.graph.inputs[i];
    if (std::holds_alternative<onnx::Int64Tensor>(constant) || is_setting(model.graph, input.name)) {
      model.graph.initializers.emplace_back(input.name, std::move(constant));
      continue;
    }
    run_time_inputs.push_back(input);
    values.push_back(as_floats(constant));
    shapes.push_back(values.back().shape);
  }
  model.graph.inputs = std::move(run_time_inputs);
  CompiledGraph graph(model);
  Execution execution(graph, shapes, Mode::kInference);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::span<float> input = execution.value(graph.inputs()[i]);
    std::copy(values[i].data.begin(), values[i].data.end(), input.begin());
  }
  execution.forward();
  if (outputs.empty() || outputs.size() > graph.outputs().size()) {
    return {ConformanceStatus::kFailed,
            "the case expects " + std::to_string(outputs.size()) + " outputs of a model that has " +
                std::to_string(graph.outputs().size()),
            0.0};
  }
  ConformanceResult result;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Tensor expected = as_floats(onnx::read_tensor(outputs[i]).second);
    const int id = graph.outputs()[i];
    if (execution.value(id).empty() && !expected.data.empty())
      return {ConformanceStatus::kUnsupported, "output " + std::to_string(i) + " holds integers", 0.0};
    compare(execution.value(id), execution.shape(id), expected, i, result);
  }
  if (result.reason.empty()) result.status = ConformanceStatus::kPassed;
  return result;
}

}  // namespace

std::string_view conformance_status_name(ConformanceStatus status) {
  switch (status) {
    case ConformanceStatus::kPassed: return "passed";
    case ConformanceStatus::kUnsupported: return "unsupported";
    case ConformanceStatus::kFailed: break;
  }
  return "failed";
}

ConformanceResult run_conformance_case(std::span<const std::uint8_t> model, std::span<const Bytes> inputs,
                                       std::span<const Bytes> outputs) {
  try {
    return run_case(model, inputs, outputs);
  } catch (const Error& error) {
    const bool lacking = error.code() == ErrorCode::kUnsupportedModel;
    return {lacking ? ConformanceStatus::kUnsupported : ConformanceStatus::kFailed, error.what(), 0.0};
  }
}

}  // namespace earshot::nn
