#include "train/network_builder.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace earshot::train {
namespace {

onnx::ValueInfo batched(const std::string& name, const Shape& shape) {
  onnx::ValueInfo info{name, {-1}, {"batch"}};
  for (const std::int64_t d : shape) {
    info.shape.push_back(d);
    info.dim_names.emplace_back();
  }
  return info;
}

struct NamedActivation {
  std::string_view name;
  const char* op_type;
};
constexpr NamedActivation kActivations[] = {{"relu", "Relu"},
                                            {"leaky_relu", "LeakyRelu"},
                                            {"elu", "Elu"},
                                            {"tanh", "Tanh"},
                                            {"sigmoid", "Sigmoid"},
                                            {"hard_sigmoid", "HardSigmoid"},
                                            {"hard_swish", "HardSwish"},
                                            {"softplus", "Softplus"}};

}  // namespace

NetworkBuilder::NetworkBuilder(Shape shape, Rng& rng) : value_("features"), shape_(std::move(shape)), rng_(&rng) {
  model_.graph.name = "earshot";
  model_.graph.inputs.push_back(batched(value_, shape_));
  layer_name_ = value_;
  end_layer("input");
}

std::string NetworkBuilder::unique_name(std::string_view stem) {
  const auto [found, added] = counts_.try_emplace(std::string(stem), 0);
  std::string name = std::string(stem) + "_" + std::to_string(++found->second);
  if (layer_name_.empty()) layer_name_ = name;
  return name;
}

std::string NetworkBuilder::initializer(std::string name, onnx::Constant value) {
  model_.graph.initializers.emplace_back(name, std::move(value));
  return name;
}

std::string NetworkBuilder::parameter(std::string name, Tensor value) {
  parameters_ += value.size();
  return initializer(std::move(name), std::move(value));
}

std::string NetworkBuilder::statistic(std::string name, Tensor value) {
  statistics_ += value.size();
  return initializer(std::move(name), std::move(value));
}

std::string NetworkBuilder::integers(std::string name, std::vector<std::int64_t> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  return initializer(std::move(name), onnx::Int64Tensor{{n}, std::move(values)});
}

void NetworkBuilder::node(std::string name, std::string op_type, std::vector<std::string> more_inputs,
                          std::map<std::string, onnx::Attribute> attributes, Shape shape) {
  more_inputs.insert(more_inputs.begin(), value_);
  side_node(std::move(op_type), std::move(more_inputs), {name}, std::move(attributes));
  continue_with(std::move(name), std::move(shape));
}

void NetworkBuilder::side_node(std::string op_type, std::vector<std::string> inputs, std::vector<std::string> outputs,
                               std::map<std::string, onnx::Attribute> attributes) {
  // An omitted first output (LSTM's sequence) has no name to lend to the node.
  const auto named =
      std::find_if(outputs.begin(), outputs.end(), [](const std::string& output) { return !output.empty(); });
  std::string name = named == outputs.end() ? "" : *named;
  model_.graph.nodes.push_back(
      {std::move(op_type), std::move(name), std::move(inputs), std::move(outputs), std::move(attributes), ""});
}

void NetworkBuilder::continue_with(std::string value, Shape shape) {
  value_ = std::move(value);
  shape_ = std::move(shape);
}

bool NetworkBuilder::is_used(const std::string& value) const {
  const auto is_it = [&](const auto& entry) { return entry.first == value; };
  return std::any_of(activity_l2_.begin(), activity_l2_.end(), is_it) ||
         std::any_of(saved_.begin(), saved_.end(), [&](const auto& entry) { return entry.second.first == value; });
}

void NetworkBuilder::permute(const std::string& name, std::vector<std::int64_t> order) {
  Shape shape;
  std::vector<std::int64_t> perm = {0};
  for (const std::int64_t from : order) {
    shape.push_back(shape_[static_cast<std::size_t>(from)]);
    perm.push_back(from + 1);
  }
  std::vector<onnx::Node>& nodes = model_.graph.nodes;
  if (!nodes.empty() && nodes.back().op_type == "Transpose" && nodes.back().outputs.front() == value_ &&
      !is_used(value_)) {
    // result[i] = previous[perm[i]] = source[before[perm[i]]]
    const auto before = std::get<std::vector<std::int64_t>>(nodes.back().attributes.at("perm"));
    for (std::int64_t& p : perm) p = before[static_cast<std::size_t>(p)];
    value_ = nodes.back().inputs.front();
    nodes.pop_back();
  }
  shape_ = shape;
  if (std::is_sorted(perm.begin(), perm.end())) return;
  node(name, "Transpose", {}, {{"perm", perm}}, std::move(shape));
}

void NetworkBuilder::channels_first(const std::string& name) {
  if (shape_.size() == 2) permute(name + ".channels_first", {1, 0});
}

void NetworkBuilder::channels_last(const std::string& name) {
  if (shape_.size() == 2) permute(name + ".channels_last", {1, 0});
}

bool NetworkBuilder::save(const std::string& name) { return saved_.try_emplace(name, value_, shape_).second; }

const std::pair<std::string, Shape>* NetworkBuilder::saved(const std::string& name) const {
  const auto found = saved_.find(name);
  return found == saved_.end() ? nullptr : &found->second;
}

void NetworkBuilder::end_layer(std::string type) {
  LayerSummary& summary = summaries_.emplace_back();
  summary.name = layer_name_.empty() ? type : layer_name_;
  summary.type = std::move(type);
  summary.output = shape_;
  summary.parameters = std::exchange(parameters_, 0);
  summary.statistics = std::exchange(statistics_, 0);
  summary.multiply_adds = std::exchange(multiply_adds_, 0);
  layer_name_.clear();
}

void NetworkBuilder::activation(std::string_view activation, const std::string& layer) {
  if (activation == "linear") return;
  if (activation == "swish") {  // x sigmoid(x) (Ramachandran et al., 2017)
    const std::string x = value_;
    node(layer + ".sigmoid", "Sigmoid", {}, {}, shape_);
    node(layer + ".swish", "Mul", {x}, {}, shape_);
    return;
  }
  const auto* found = std::find_if(std::begin(kActivations), std::end(kActivations),
                                   [&](const NamedActivation& a) { return a.name == activation; });
  if (found == std::end(kActivations)) {
    std::string names = "linear, swish";
    for (const NamedActivation& a : kActivations) names += ", " + std::string(a.name);
    throw Error(ErrorCode::kInvalidConfig, "recipe: " + layer + ": \"" + std::string(activation) +
                                               "\" is not an activation; there are " + names + ".");
  }
  node(layer + "." + std::string(activation), found->op_type, {}, {}, shape_);
}

onnx::Model NetworkBuilder::finish() && {
  model_.graph.outputs.push_back(batched(value_, shape_));
  return std::move(model_);
}

}  // namespace earshot::train
