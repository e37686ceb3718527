#include "nn/compiled_graph.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/error.h"
#include "nn/integer_ops.h"
#include "nn/node_context.h"
#include "nn/registry.h"

namespace earshot::nn {
namespace {

constexpr std::int64_t kNewestOpset = 21;

std::string describe(const onnx::Node& node) { return "Node \"" + node.name + "\" (" + node.op_type + ")"; }

// Indices of the nodes that lead to `wanted`, in graph order.
std::vector<std::size_t> contributing_nodes(const onnx::Graph& graph, const std::vector<std::string>& wanted) {
  std::set<std::string> needed(wanted.begin(), wanted.end());
  std::vector<std::size_t> out;
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    const onnx::Node& node = graph.nodes[i];
    const bool contributes = std::any_of(node.outputs.begin(), node.outputs.end(), [&](const std::string& name) {
      return !name.empty() && needed.contains(name);
    });
    if (!contributes) continue;
    needed.insert(node.inputs.begin(), node.inputs.end());
    out.push_back(i);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void check_operators(const onnx::Model& model, const std::vector<std::size_t>& nodes) {
  std::set<std::string> missing;
  for (const std::size_t i : nodes) {
    const onnx::Node& node = model.graph.nodes[i];
    if (!node.domain.empty()) {
      missing.insert(node.domain + "." + node.op_type);
    } else if (find_operator(node.op_type) == nullptr && !is_integer_operator(node.op_type)) {
      missing.insert(node.op_type);
    }
  }
  if (missing.empty()) return;
  std::string names;
  for (const std::string& name : missing) names += (names.empty() ? "" : ", ") + name;
  throw Error(ErrorCode::kUnsupportedModel,
              (missing.size() == 1 ? "The model uses an operator that Earshot does not run: "
                                   : "The model uses operators that Earshot does not run: ") +
                  names + ".");
}

}  // namespace

CompiledGraph::CompiledGraph(const onnx::Model& model, std::span<const std::string> outputs) : opset_(model.opset) {
  const onnx::Graph& graph = model.graph;
  if (model.opset > kNewestOpset) {
    throw Error(ErrorCode::kUnsupportedModel, "The model uses opset " + std::to_string(model.opset) +
                                                  "; Earshot knows opsets up to " + std::to_string(kNewestOpset) + ".");
  }
  std::vector<std::string> wanted(outputs.begin(), outputs.end());
  if (wanted.empty()) {
    for (const onnx::ValueInfo& output : graph.outputs) wanted.push_back(output.name);
  }
  if (wanted.empty()) throw Error(ErrorCode::kInvalidModel, "The model has no output.");
  const std::vector<std::size_t> kept = contributing_nodes(graph, wanted);
  check_operators(model, kept);

  std::map<std::string, int> ids;
  const auto add_value = [&](const std::string& name) {
    if (!ids.emplace(name, static_cast<int>(values_.size())).second) {
      throw Error(ErrorCode::kInvalidModel, "Value \"" + name + "\" is defined twice.");
    }
    values_.push_back({});
    values_.back().name = name;
    return static_cast<int>(values_.size()) - 1;
  };
  std::set<std::string> used(wanted.begin(), wanted.end());
  for (const std::size_t i : kept) used.insert(graph.nodes[i].inputs.begin(), graph.nodes[i].inputs.end());

  for (const onnx::ValueInfo& input : graph.inputs) {
    inputs_.push_back(add_value(input.name));
    input_infos_.push_back(input);
  }
  for (const auto& [name, constant] : graph.initializers) {
    if (!used.contains(name)) continue;
    Value& value = values_[static_cast<std::size_t>(add_value(name))];
    value.constant = constant;
    value.is_setting = true;  // until a node uses it as anything else
    if (std::visit([](const auto& tensor) { return tensor.shape.size(); }, constant) > kMaxRank) {
      throw Error(ErrorCode::kUnsupportedModel,
                  "Initializer \"" + name + "\" has more than " + std::to_string(kMaxRank) + " dimensions.");
    }
  }
  for (const std::size_t i : kept) {
    Node node{graph.nodes[i], {}, {}};
    const OperatorEntry* entry = find_operator(node.definition.op_type);
    for (std::size_t k = 0; k < node.definition.inputs.size(); ++k) {
      const std::string& name = node.definition.inputs[k];
      if (name.empty()) {
        node.inputs.push_back(kNoValue);
        continue;
      }
      const auto found = ids.find(name);
      if (found == ids.end()) {
        throw Error(ErrorCode::kInvalidModel,
                    describe(node.definition) + ": its input \"" + name + "\" is made by no earlier node.");
      }
      node.inputs.push_back(found->second);
      const bool setting =
          entry == nullptr || (k < std::numeric_limits<unsigned>::digits && ((entry->non_parameters >> k) & 1U) != 0);
      if (!setting) values_[static_cast<std::size_t>(found->second)].is_setting = false;
    }
    for (const std::string& name : node.definition.outputs)
      node.outputs.push_back(name.empty() ? kNoValue : add_value(name));
    if (node.outputs.empty()) throw Error(ErrorCode::kInvalidModel, describe(node.definition) + " has no output.");
    nodes_.push_back(std::move(node));
  }
  for (const std::string& name : wanted) {
    const auto found = ids.find(name);
    if (found == ids.end()) throw Error(ErrorCode::kInvalidModel, "No node makes the output \"" + name + "\".");
    outputs_.push_back(found->second);
  }
}

int CompiledGraph::find(std::string_view name) const {
  const auto found =
      std::find_if(values_.begin(), values_.end(), [&](const Value& value) { return value.name == name; });
  return found == values_.end() ? kNoValue : static_cast<int>(found - values_.begin());
}

}  // namespace earshot::nn
