// nn: a convolution that does the work of the kernels after it, against the same graph where every value between them
// is wanted, so that nothing can be fused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "nn/compiled_graph.h"
#include "nn/execution.h"
#include "nn/graphs.h"

using namespace earshot;
using namespace earshot::nn;
using namespace earshot::test;

namespace {

// Folding multiplies the weights before the sums instead of the sums: a few roundings of values about 1.
constexpr double kTolerance = 2e-5;

struct Case {
  Shape input;
  Shape weights;
  std::int64_t groups = 1;
  bool bias = true;
  bool normalisation = true;
  std::string activation = "Relu";
  std::map<std::string, onnx::Attribute> settings = {};  // of the activation
  std::map<std::string, onnx::Attribute> pool = {};
  std::size_t steps = 1;  // that remain
};

// Conv -> BatchNormalization -> activation -> MaxPool, each optional but the first.
onnx::Model convolution(const Case& c) {
  Rng rng(6);
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs = {value_info("x", c.input)};
  const std::int64_t channels = c.weights[0];
  g.initializers = {{"w", random_tensor(c.weights, rng)},      {"b", random_tensor({channels}, rng)},
                    {"scale", random_tensor({channels}, rng)}, {"offset", random_tensor({channels}, rng)},
                    {"mean", random_tensor({channels}, rng)},  {"variance", random_tensor({channels}, rng, 0.5, 2.0)}};
  std::vector<std::string> inputs = {"x", "w"};
  if (c.bias) inputs.emplace_back("b");
  g.nodes.push_back({"Conv", "", inputs, {"conv"}, {{"group", c.groups}, {"auto_pad", std::string("SAME_UPPER")}}, ""});
  if (c.normalisation) {
    g.nodes.push_back(
        {"BatchNormalization", "", {"conv", "scale", "offset", "mean", "variance"}, {"normalised"}, {}, ""});
  }
  if (!c.activation.empty()) {
    g.nodes.push_back({c.activation, "", {g.nodes.back().outputs[0]}, {"active"}, c.settings, ""});
  }
  if (!c.pool.empty()) g.nodes.push_back({"MaxPool", "", {g.nodes.back().outputs[0]}, {"pooled"}, c.pool, ""});
  g.outputs = {value_info(g.nodes.back().outputs[0], {})};
  return model;
}

struct Result {
  std::vector<float> output;
  std::size_t steps = 0;
};

Result run(const onnx::Model& model, const Shape& shape, const std::vector<std::string>& wanted) {
  CompiledGraph graph(model, wanted);
  Execution execution(graph, std::span(&shape, 1), Mode::kInference);
  Rng rng(7);
  for (float& x : execution.value(graph.inputs()[0])) x = static_cast<float>(rng.uniform(-1.0, 1.0));
  execution.forward();
  const std::span<float> output = execution.value(graph.find(model.graph.outputs[0].name));
  return {{output.begin(), output.end()}, execution.num_steps()};
}

void check_same(const Case& c) {
  const onnx::Model model = convolution(c);
  std::vector<std::string> all;
  for (const onnx::Node& node : model.graph.nodes) all.push_back(node.outputs[0]);
  const Result fused = run(model, c.input, {});
  const Result apart = run(model, c.input, all);
  CHECK(fused.steps == c.steps);
  CHECK(apart.steps == model.graph.nodes.size());
  REQUIRE(fused.output.size() == apart.output.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < fused.output.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(fused.output[i]) - static_cast<double>(apart.output[i])));
  }
  CHECK(worst <= kTolerance);
}

}  // namespace

TEST_CASE("fusion: a normalised and activated convolution gives what its three nodes give") {
  for (const char* activation : {"Relu", "Tanh", "Sigmoid", "HardSwish", ""}) {
    CAPTURE(activation);
    check_same({.input = {2, 3, 9, 11}, .weights = {5, 3, 3, 3}, .activation = activation});
  }
}

TEST_CASE("fusion: without a bias, without a normalisation, in groups, and in one dimension") {
  check_same({.input = {2, 3, 9, 11}, .weights = {5, 3, 3, 3}, .bias = false});
  check_same({.input = {1, 3, 16, 16}, .weights = {6, 3, 5, 5}, .normalisation = false, .activation = "Tanh"});
  check_same({.input = {3, 8, 10, 6}, .weights = {8, 1, 3, 3}, .groups = 8, .bias = false});
  check_same({.input = {2, 4, 7, 5}, .weights = {6, 2, 1, 1}, .groups = 2});
  check_same({.input = {2, 4, 37}, .weights = {7, 4, 3}});
}

TEST_CASE("fusion: an activation before a pool gives the same after it, unless it falls somewhere") {
  using Ints = std::vector<std::int64_t>;
  const std::map<std::string, onnx::Attribute> pools[] = {
      {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}},
      {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 1}}, {"pads", Ints{1, 1, 1, 1}}},
      {{"kernel_shape", Ints{1, 2}}, {"strides", Ints{2, 3}}, {"ceil_mode", std::int64_t{1}}}};
  for (const auto& pool : pools) {
    Case c{.input = {2, 3, 8, 11}, .weights = {5, 3, 3, 3}, .pool = pool, .steps = 2};
    for (const char* activation : {"Relu", "LeakyRelu", "Tanh", "Sigmoid", "Elu", "HardSwish"}) {
      CAPTURE(activation);
      c.activation = activation;
      check_same(c);
    }
    c.activation = "LeakyRelu";
    c.settings = {{"alpha", -0.5F}};
    check_same(c);
  }
}

TEST_CASE("fusion: a value that something else reads as well stays, and so does one that is wanted") {
  onnx::Model model = convolution({.input = {1, 2, 6, 6}, .weights = {3, 2, 3, 3}});
  model.graph.nodes.push_back({"Add", "", {"active", "conv"}, {"sum"}, {}, ""});
  model.graph.outputs = {value_info("sum", {})};
  const Shape shape = {1, 2, 6, 6};
  const Result some = run(model, shape, {});
  const Result apart = run(model, shape, {"conv", "normalised", "active", "sum"});
  CHECK(some.steps == 4);
  CHECK(some.output == apart.output);
}

TEST_CASE("fusion: weights that training changes are not folded") {
  const onnx::Model model = convolution({.input = {1, 2, 6, 6}, .weights = {3, 2, 3, 3}, .activation = ""});
  CompiledGraph graph(model);
  for (CompiledGraph::Value& value : graph.values()) value.variable = value.constant.has_value();
  const Shape shape = {1, 2, 6, 6};
  Execution execution(graph, std::span(&shape, 1), Mode::kInference);
  CHECK(execution.num_steps() == 2);
}
