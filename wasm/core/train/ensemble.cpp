#include "train/ensemble.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"

namespace earshot::train {
namespace {

bool same_ends(const onnx::Model& a, const onnx::Model& b) {
  const auto one = [](const onnx::Graph& graph) { return graph.inputs.size() == 1 && graph.outputs.size() == 1; };
  return a.opset == b.opset && one(a.graph) && one(b.graph) && a.graph.inputs[0].name == b.graph.inputs[0].name &&
         a.graph.inputs[0].shape == b.graph.inputs[0].shape && a.graph.outputs[0].shape == b.graph.outputs[0].shape;
}

// Everything of the graph but its input gets the prefix.
onnx::Graph renamed(onnx::Graph graph, const std::string& prefix) {
  const std::string input = graph.inputs[0].name;
  const auto rename = [&](std::string& name) {
    if (!name.empty() && name != input) name = prefix + name;
  };
  for (onnx::Node& node : graph.nodes) {
    if (!node.name.empty()) node.name = prefix + node.name;
    std::for_each(node.inputs.begin(), node.inputs.end(), rename);
    std::for_each(node.outputs.begin(), node.outputs.end(), rename);
  }
  for (auto& [name, value] : graph.initializers) rename(name);
  rename(graph.outputs[0].name);
  return graph;
}

}  // namespace

onnx::Model average(std::span<const onnx::Model> members) {
  require(!members.empty(), ErrorCode::kInvalidArgument, "There is no network to average.");
  if (members.size() == 1) return members.front();
  onnx::Model out = members.front();
  const std::string scores = out.graph.outputs[0].name;
  out.graph.nodes.clear();
  out.graph.initializers.clear();
  std::string sum;
  for (std::size_t k = 0; k < members.size(); ++k) {
    require(same_ends(members[k], members[0]), ErrorCode::kInvalidArgument,
            "Networks can be averaged only when their inputs, outputs and opsets are alike.");
    onnx::Graph graph = renamed(members[k].graph, "member_" + std::to_string(k + 1) + ".");
    std::move(graph.nodes.begin(), graph.nodes.end(), std::back_inserter(out.graph.nodes));
    std::move(graph.initializers.begin(), graph.initializers.end(), std::back_inserter(out.graph.initializers));
    const std::string member_scores = graph.outputs[0].name;
    if (k == 0) {
      sum = member_scores;
      continue;
    }
    const std::string next = "sum_" + std::to_string(k + 1);
    out.graph.nodes.push_back({"Add", next, {sum, member_scores}, {next}, {}, ""});
    sum = next;
  }
  out.graph.initializers.emplace_back("share", Tensor({}, {1.0F / static_cast<float>(members.size())}));
  out.graph.nodes.push_back({"Mul", scores, {sum, "share"}, {scores}, {}, ""});
  return out;
}

}  // namespace earshot::train
