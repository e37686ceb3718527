#include "train/fine_tune.h"

#include <algorithm>

#include "base/error.h"
#include "nn/initializers.h"

namespace earshot::train {
namespace {

[[noreturn]] void cannot(const std::string& why) {
  throw Error(ErrorCode::kUnsupportedModel, "The model cannot be fine-tuned: " + why + ".");
}

onnx::Node* maker_of(onnx::Graph& graph, const std::string& value) {
  const auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const onnx::Node& node) {
    return std::find(node.outputs.begin(), node.outputs.end(), value) != node.outputs.end();
  });
  return found == graph.nodes.end() ? nullptr : &*found;
}

bool is_stored(const onnx::Graph& graph, const std::string& value) {
  const onnx::Constant* constant = onnx::find_initializer(graph, value);
  return constant != nullptr && std::holds_alternative<Tensor>(*constant);
}

bool flag(const onnx::Node& node, const char* name) {
  const auto found = node.attributes.find(name);
  const auto* value = found == node.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return value != nullptr && *value != 0;
}

// The last dense layer: what goes in, and how many numbers that are.
struct LastLayer {
  std::string input;
  std::int64_t width = 0;
};

LastLayer find_last_layer(onnx::Graph& graph, std::string value) {
  for (;;) {
    onnx::Node* node = maker_of(graph, value);
    if (node == nullptr) cannot("no dense layer leads to its scores");
    if (node->op_type == "Identity" || node->op_type == "Dropout") {
      value = node->inputs.front();
      continue;
    }
    if (node->op_type == "Add") {  // of a product and a stored bias, in either order
      const bool second = is_stored(graph, node->inputs[1]);
      if (!second && !is_stored(graph, node->inputs[0]))
        cannot("its scores are a sum of two branches, not a dense layer");
      value = node->inputs[second ? 0 : 1];
      node = maker_of(graph, value);
      if (node == nullptr || node->op_type != "MatMul")
        cannot("its scores do not come from a dense layer (Gemm, or MatMul and Add)");
    }
    if (node->op_type != "Gemm" && node->op_type != "MatMul")
      cannot("its scores come from " + node->op_type + ", not from a dense layer (Gemm, or MatMul and Add)");
    const onnx::Constant* weight = onnx::find_initializer(graph, node->inputs[1]);
    const auto* stored = weight == nullptr ? nullptr : std::get_if<Tensor>(weight);
    if (stored == nullptr || stored->shape.size() != 2 || flag(*node, "transA"))
      cannot("the weights of its last layer are not a stored matrix");
    return {node->inputs[0], stored->shape[flag(*node, "transB") ? 1 : 0]};
  }
}

// Leaves out what no longer leads to the output.
void prune(onnx::Graph& graph) {
  std::vector<std::string> needed = {graph.outputs.front().name};
  const auto is_needed = [&](const std::string& name) {
    return std::find(needed.begin(), needed.end(), name) != needed.end();
  };
  std::vector<onnx::Node> kept;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    if (std::none_of(node->outputs.begin(), node->outputs.end(), is_needed)) continue;
    needed.insert(needed.end(), node->inputs.begin(), node->inputs.end());
    kept.push_back(std::move(*node));
  }
  std::reverse(kept.begin(), kept.end());
  graph.nodes = std::move(kept);
  std::erase_if(graph.initializers, [&](const auto& entry) { return !is_needed(entry.first); });
}

// `name`, with underscores until nothing in the graph is called so.
std::string unused_name(const onnx::Graph& graph, std::string name) {
  const auto is_it = [&](const std::string& other) { return other == name; };
  const auto is_used = [&] {
    return onnx::find_initializer(graph, name) != nullptr || graph.inputs.front().name == name ||
           std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const onnx::Node& node) {
             return std::any_of(node.outputs.begin(), node.outputs.end(), is_it);
           });
  };
  while (is_used()) name += "_";
  return name;
}

void free_batch(onnx::ValueInfo& value) {
  if (value.shape.empty()) return;
  value.shape.front() = -1;
  value.dim_names.resize(value.shape.size());
  value.dim_names.front() = "batch";
}

}  // namespace

Network fine_tune(onnx::Model model, int num_classes, const FineTuneOptions& options, Rng& rng) {
  require(num_classes >= 2, ErrorCode::kInvalidArgument, "Fine-tuning needs at least two labels.");
  onnx::Graph& graph = model.graph;
  if (graph.inputs.size() != 1) cannot("it has " + std::to_string(graph.inputs.size()) + " inputs");
  if (graph.outputs.empty()) cannot("it has no output");
  const onnx::Node* activation = maker_of(graph, graph.outputs.front().name);
  const bool sigmoid = activation != nullptr && activation->op_type == "Sigmoid";
  const LastLayer last = find_last_layer(graph, nn::find_logits(graph));

  // Everything after the layer's input goes; Gemm, and Softmax or Sigmoid, take its place.
  graph.outputs = {{last.input, {-1, last.width}, {"batch", ""}}};
  prune(graph);
  Tensor weight({last.width, num_classes});
  nn::glorot_uniform(weight.values(), {last.width, num_classes}, rng);
  const std::string weight_name = unused_name(graph, "output.weight");
  const std::string bias_name = unused_name(graph, "output.bias");
  const std::string logits = unused_name(graph, "logits");
  const std::string scores = unused_name(graph, "scores");
  graph.initializers.emplace_back(weight_name, std::move(weight));
  graph.initializers.emplace_back(bias_name, Tensor({num_classes}));
  graph.nodes.push_back({"Gemm", logits, {last.input, weight_name, bias_name}, {logits}, {}, ""});
  graph.nodes.push_back({sigmoid ? "Sigmoid" : "Softmax", scores, {logits}, {scores}, {}, ""});
  if (!sigmoid) graph.nodes.back().attributes["axis"] = std::int64_t{-1};
  graph.outputs = {{scores, {-1, num_classes}, {"batch", ""}}};
  free_batch(graph.inputs.front());
  std::erase_if(model.metadata, [](const auto& entry) {
    return entry.first.starts_with("earshot.") && entry.first != "earshot.features";
  });

  Network out;
  out.training.logits = logits;
  out.training.loss = sigmoid ? nn::Loss::kSigmoidBinaryCrossEntropy : nn::Loss::kSoftmaxCrossEntropy;
  if (options.train == FineTune::kLastLayer) out.training.trainable = {weight_name, bias_name};
  out.training.frozen = options.frozen;
  out.model = std::move(model);
  return out;
}

}  // namespace earshot::train
