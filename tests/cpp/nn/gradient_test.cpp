// Every operator's backward against numeric differentiation of its forward.
//
// In float, with the scalar L = sum(r * y) for a fixed random r, summed in double. Richardson's extrapolation of two
// central differences, (4 D(h) - D(2h)) / 3, has truncation error O(h^4), so h can be as large as 0.02: at |x| near 1
// rounding of y (6e-8 relative) gives an error of about 6e-8 * sqrt(terms) / h = 1e-5, and h^4 f^(5) / 5 stays below
// 1e-5 for the inputs used. A wrong term in a derivative shows as an error of order 1.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "nn/execution.h"
#include "nn/graphs.h"
#include "nn/registry.h"

using namespace earshot;
using namespace earshot::test;

namespace {

constexpr double kStep = 0.02;
constexpr double kTolerance = 1e-3;  // of the largest gradient of the case

double projected(nn::Execution& execution, int output, const Tensor& projection, std::uint64_t seed) {
  Rng rng(seed);
  execution.forward(&rng);
  const std::span<const float> y = execution.value(output);
  double sum = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(projection.data[i]) * static_cast<double>(y[i]);
  return sum;
}

struct GradientError {
  double worst = 0.0, largest = 0.0;
};

// `trainable`: how many of the inputs are checked (the first ones); all of them are marked trainable.
GradientError check_gradient(const OneNode& one, std::size_t trainable) {
  const onnx::Model model = model_of(one, true);
  nn::CompiledGraph graph(model);
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    auto& value = graph.values()[static_cast<std::size_t>(graph.find("x" + std::to_string(i)))];
    value.variable = true;
    if (i >= trainable) continue;
    value.trainable = true;
    value.gradient.assign(one.inputs[i].data.size(), 0.0F);
  }
  nn::Execution execution(graph, {}, nn::Mode::kTraining);
  const int output = graph.outputs().front();
  Rng rng(99);
  const Tensor projection = random_tensor(execution.shape(output), rng);
  constexpr std::uint64_t kDropoutSeed = 5;

  (void)projected(execution, output, projection, kDropoutSeed);
  execution.zero_gradients();
  std::copy(projection.data.begin(), projection.data.end(), execution.gradient(output).begin());
  execution.backward();

  GradientError error;
  for (std::size_t i = 0; i < trainable; ++i) {
    auto& value = graph.values()[static_cast<std::size_t>(graph.find("x" + std::to_string(i)))];
    Tensor& x = std::get<Tensor>(*value.constant);
    for (std::size_t k = 0; k < x.data.size(); ++k) {
      const float middle = x.data[k];
      const auto difference = [&](double h) {
        x.data[k] = middle + static_cast<float>(h);
        const double up_at = static_cast<double>(x.data[k]);
        const double up = projected(execution, output, projection, kDropoutSeed);
        x.data[k] = middle - static_cast<float>(h);
        const double down_at = static_cast<double>(x.data[k]);
        const double down = projected(execution, output, projection, kDropoutSeed);
        x.data[k] = middle;
        return (up - down) / (up_at - down_at);
      };
      const double numeric = (4.0 * difference(kStep) - difference(2.0 * kStep)) / 3.0;
      error.worst = std::max(error.worst, std::abs(numeric - static_cast<double>(value.gradient[k])));
      error.largest = std::max(error.largest, std::abs(numeric));
    }
  }
  return error;
}

struct Case {
  const char* what;
  OneNode node;
  std::size_t trainable;
};

std::vector<Case> cases() {
  Rng rng(11);
  const auto any = [&](Shape shape) { return random_tensor(std::move(shape), rng); };
  const auto apart = [&](Shape shape) { return random_apart_from_zero(std::move(shape), rng); };
  const auto positive = [&](Shape shape) { return random_tensor(std::move(shape), rng, 0.5, 2.0); };
  const auto i64 = [](std::int64_t v) { return v; };
  std::vector<Case> out;
  for (const auto& [ta, tb] : {std::pair{0, 0}, {0, 1}, {1, 0}, {1, 1}}) {
    out.push_back({"Gemm",
                   {"Gemm",
                    {any(ta ? Shape{4, 3} : Shape{3, 4}), any(tb ? Shape{5, 4} : Shape{4, 5}), any({5})},
                    {{"transA", i64(ta)}, {"transB", i64(tb)}, {"alpha", 0.7F}, {"beta", 1.3F}}},
                   3});
  }
  out.push_back({"Gemm, column C", {"Gemm", {any({3, 4}), any({4, 5}), any({3, 1})}}, 3});
  out.push_back({"Gemm, one row", {"Gemm", {any({1, 4}), any({4, 5}), any({5})}}, 3});
  out.push_back({"Gemm, larger than a block", {"Gemm", {any({7, 40}), any({40, 9}), any({9})}}, 3});
  out.push_back({"MatMul", {"MatMul", {any({3, 4}), any({4, 5})}}, 2});
  out.push_back({"MatMul, batched", {"MatMul", {any({2, 3, 4}), any({2, 4, 5})}}, 2});
  out.push_back({"MatMul, one B for all", {"MatMul", {any({2, 3, 4}), any({4, 5})}}, 2});
  out.push_back({"MatMul, broadcast both ways", {"MatMul", {any({2, 1, 3, 4}), any({3, 4, 2})}}, 2});
  out.push_back({"MatMul, vectors", {"MatMul", {any({4}), any({4, 3})}}, 2});
  for (const char* op : {"Add", "Sub", "Mul"}) {
    out.push_back({op, {op, {any({2, 3, 4}), any({2, 3, 4})}}, 2});
    out.push_back({op, {op, {any({2, 3, 4}), any({4})}}, 2});
    out.push_back({op, {op, {any({3, 1}), any({2, 1, 4})}}, 2});
    out.push_back({op, {op, {any({}), any({2, 3})}}, 2});
  }
  out.push_back({"Div", {"Div", {any({2, 3}), positive({3})}}, 2});
  out.push_back({"Div", {"Div", {any({3, 1}), positive({3, 4})}}, 2});
  out.push_back({"Pow", {"Pow", {positive({2, 3}), any({3})}}, 2});
  out.push_back({"PRelu", {"PRelu", {apart({2, 3, 4}), positive({3, 1})}}, 2});
  for (const char* op : {"Relu", "LeakyRelu", "Elu"}) out.push_back({op, {op, {apart({2, 7})}}, 1});
  for (const char* op : {"Tanh", "Sigmoid", "Softplus", "Exp", "Neg"}) out.push_back({op, {op, {any({2, 7})}}, 1});
  for (const char* op : {"Sqrt", "Log"}) out.push_back({op, {op, {positive({2, 7})}}, 1});
  out.push_back({"HardSigmoid", {"HardSigmoid", {Tensor({4}, {-3.0F, -1.0F, 1.0F, 3.0F})}}, 1});
  out.push_back({"HardSwish", {"HardSwish", {Tensor({4}, {-4.0F, -1.0F, 1.0F, 4.0F})}}, 1});
  out.push_back(
      {"Clip",
       {"Clip", {Tensor({4}, {-1.0F, -0.3F, 0.3F, 1.0F})}, {}, {{1, Tensor({}, {-0.5F})}, {2, Tensor({}, {0.6F})}}},
       1});
  out.push_back({"Softmax", {"Softmax", {any({3, 5})}}, 1});
  out.push_back({"Softmax, middle axis", {"Softmax", {any({2, 4, 3})}, {{"axis", i64(1)}}}, 1});
  out.push_back({"Softmax, opset 11", {"Softmax", {any({2, 4, 3})}, {{"axis", i64(1)}}, {}, 11}, 1});
  out.push_back({"LogSoftmax", {"LogSoftmax", {any({3, 5})}}, 1});
  out.push_back({"LogSoftmax, opset 11", {"LogSoftmax", {any({2, 4, 3})}, {{"axis", i64(1)}}, {}, 11}, 1});
  out.push_back({"Flatten", {"Flatten", {any({2, 3, 4})}}, 1});
  out.push_back({"Reshape", {"Reshape", {any({2, 3, 4})}, {}, {{1, integers({0, -1})}}}, 1});
  out.push_back({"Transpose", {"Transpose", {any({2, 3, 4})}, {{"perm", std::vector<std::int64_t>{2, 0, 1}}}}, 1});
  out.push_back({"Squeeze", {"Squeeze", {any({2, 1, 4})}, {}, {{1, integers({1})}}}, 1});
  out.push_back({"Unsqueeze", {"Unsqueeze", {any({2, 4})}, {}, {{1, integers({0, -1})}}}, 1});
  out.push_back({"Identity", {"Identity", {any({2, 4})}}, 1});
  out.push_back({"Concat", {"Concat", {any({2, 3, 2}), any({2, 1, 2}), any({2, 2, 2})}, {{"axis", i64(1)}}}, 3});
  out.push_back({"Dropout", {"Dropout", {any({4, 9})}, {}, {{1, Tensor({}, {0.4F})}}}, 1});
  out.push_back({"BatchNormalization, dense",
                 {"BatchNormalization", {any({6, 3}), positive({3}), any({3}), any({3}), positive({3})}},
                 3});
  out.push_back({"BatchNormalization, positions",
                 {"BatchNormalization", {any({3, 2, 5}), positive({2}), any({2}), any({2}), positive({2})}},
                 3});
  for (const char* op : {"ReduceSum", "ReduceMean"}) {
    const bool input = std::string(op) == "ReduceSum";
    for (const std::int64_t keep : {0, 1}) {
      OneNode node{op, {any({2, 3, 4})}, {{"keepdims", keep}}};
      if (input) {
        node.settings = {{1, integers({0, 2})}};
      } else {
        node.attributes["axes"] = std::vector<std::int64_t>{0, -1};
      }
      out.push_back({op, node, 1});
    }
  }
  using Ints = std::vector<std::int64_t>;
  out.push_back(
      {"Conv, same", {"Conv", {any({2, 2, 5, 6}), any({3, 2, 3, 3}), any({3})}, {{"pads", Ints{1, 1, 1, 1}}}}, 3});
  out.push_back({"Conv, tiles with gaps", {"Conv", {any({1, 2, 7, 11}), any({5, 2, 2, 4}), any({5})}}, 3});
  out.push_back({"Conv, strides",
                 {"Conv",
                  {any({2, 3, 7, 9}), any({4, 3, 3, 2}), any({4})},
                  {{"strides", Ints{2, 3}}, {"pads", Ints{1, 0, 2, 1}}}},
                 3});
  out.push_back({"Conv, strides beyond the kernel",
                 {"Conv", {any({1, 2, 9, 8}), any({2, 2, 2, 1})}, {{"strides", Ints{4, 3}}}},
                 2});
  out.push_back(
      {"Conv, dilations",
       {"Conv", {any({1, 2, 9, 8}), any({3, 2, 3, 3})}, {{"dilations", Ints{2, 3}}, {"pads", Ints{2, 3, 2, 3}}}},
       2});
  out.push_back({"Conv, dilations and strides",
                 {"Conv",
                  {any({1, 2, 9, 8}), any({6, 2, 3, 3})},
                  {{"dilations", Ints{2, 3}}, {"strides", Ints{3, 2}}, {"auto_pad", std::string("SAME_UPPER")}}},
                 2});
  out.push_back({"Conv, groups",
                 {"Conv",
                  {any({2, 4, 5, 5}), any({6, 2, 3, 3}), any({6})},
                  {{"group", i64(2)}, {"auto_pad", std::string("SAME_LOWER")}}},
                 3});
  out.push_back(
      {"Conv, depthwise",
       {"Conv", {any({2, 3, 6, 7}), any({3, 1, 3, 3}), any({3})}, {{"group", i64(3)}, {"pads", Ints{1, 1, 1, 1}}}},
       3});
  out.push_back({"Conv, depthwise, stride 2",
                 {"Conv",
                  {any({2, 3, 6, 7}), any({6, 1, 3, 3})},
                  {{"group", i64(3)}, {"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}}},
                 2});
  out.push_back({"Conv, 1x1 without a copy", {"Conv", {any({2, 3, 4, 4}), any({5, 3, 1, 1}), any({5})}}, 3});
  out.push_back({"Conv, 1x1 with one", {"Conv", {any({2, 3, 3, 5}), any({5, 3, 1, 1})}}, 2});
  out.push_back({"Conv, one dimension",
                 {"Conv", {any({2, 3, 17}), any({4, 3, 4}), any({4})}, {{"strides", Ints{2}}, {"pads", Ints{1, 2}}}},
                 3});
  for (const char* direction : {"forward", "reverse", "bidirectional"}) {
    const std::int64_t d = std::string(direction) == "bidirectional" ? 2 : 1;
    const std::map<std::string, onnx::Attribute> attributes = {{"direction", std::string(direction)},
                                                               {"hidden_size", i64(3)}};
    out.push_back({"LSTM", {"LSTM", {any({4, 2, 3}), any({d, 12, 3}), any({d, 12, 3}), any({d, 24})}, attributes}, 4});
    for (const std::int64_t linear : {0, 1}) {
      auto with_reset = attributes;
      with_reset["linear_before_reset"] = linear;
      out.push_back({"GRU", {"GRU", {any({4, 2, 3}), any({d, 9, 3}), any({d, 9, 3}), any({d, 18})}, with_reset}, 4});
    }
  }
  out.push_back(
      {"LSTM, layout 1, no bias",
       {"LSTM", {any({3, 5, 2}), any({1, 16, 2}), any({1, 16, 4})}, {{"layout", i64(1)}, {"hidden_size", i64(4)}}},
       3});
  out.push_back(
      {"GRU, layout 1, no bias",
       {"GRU", {any({3, 5, 2}), any({1, 12, 2}), any({1, 12, 4})}, {{"layout", i64(1)}, {"hidden_size", i64(4)}}},
       3});
  OneNode lstm{"LSTM",
               {any({3, 5, 2}), any({2, 16, 2}), any({2, 16, 4}), any({2, 32}), any({2, 5, 4}), any({2, 5, 4})},
               {{"direction", std::string("bidirectional")}, {"hidden_size", i64(4)}}};
  lstm.positions = {0, 1, 2, 3, 5, 6};
  for (const std::size_t output : {0U, 1U, 2U}) {
    lstm.output = output;
    out.push_back({"LSTM, initial states", lstm, 6});
  }
  OneNode gru{"GRU",
              {any({3, 5, 2}), any({2, 12, 2}), any({2, 12, 4}), any({2, 24}), any({2, 5, 4})},
              {{"direction", std::string("bidirectional")}, {"hidden_size", i64(4)}}};
  gru.positions = {0, 1, 2, 3, 5};
  for (const std::size_t output : {0U, 1U}) {
    gru.output = output;
    out.push_back({"GRU, initial state", gru, 5});
  }
  out.push_back({"LayerNormalization", {"LayerNormalization", {any({3, 4, 5}), positive({5}), any({5})}}, 3});
  out.push_back({"LayerNormalization, two axes",
                 {"LayerNormalization", {any({3, 4, 5}), positive({4, 5})}, {{"axis", i64(1)}}},
                 2});
  out.push_back({"Cast", {"Cast", {any({2, 4})}, {{"to", i64(1)}}}, 1});
  for (const char* mode : {"constant", "edge", "reflect"}) {
    out.push_back(
        {"Pad", {"Pad", {any({2, 3, 4})}, {{"mode", std::string(mode)}}, {{1, integers({0, 1, 2, 1, 2, 3})}}}, 1});
  }
  out.push_back(
      {"Pad, cropping", {"Pad", {any({3, 4})}, {}, {{1, integers({-1, 1, 1, -2})}, {2, Tensor({}, {0.5F})}}}, 1});
  out.push_back({"Slice",
                 {"Slice",
                  {any({4, 6})},
                  {},
                  {{1, integers({3, 1})}, {2, integers({-9, 5})}, {3, integers({0, 1})}, {4, integers({-2, 2})}}},
                 1});
  out.push_back(
      {"Gather", {"Gather", {any({2, 4, 3})}, {{"axis", i64(1)}}, {{1, onnx::Int64Tensor{{2, 2}, {3, 0, -2, 3}}}}}, 1});
  const auto spread =
      [](Shape shape) {  // distinct values, further apart than the steps, so that a maximum stays where it is
        Tensor t(std::move(shape));
        const std::size_t n = t.data.size();
        for (std::size_t i = 0; i < n; ++i)
          t.data[i] = static_cast<float>((i * 37) % n) * 0.2F - 0.1F * static_cast<float>(n);
        return t;
      };
  out.push_back({"MaxPool, pairs",
                 {"MaxPool", {spread({2, 2, 4, 6})}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}},
                 1});
  out.push_back({"MaxPool, pairs, in vectors and what is left of a row",
                 {"MaxPool", {spread({1, 2, 5, 13})}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}},
                 1});
  out.push_back(
      {"MaxPool, overlapping, ceil",
       {"MaxPool",
        {spread({1, 2, 5, 6})},
        {{"kernel_shape", Ints{3, 2}}, {"strides", Ints{2, 1}}, {"pads", Ints{1, 0, 1, 1}}, {"ceil_mode", i64(1)}}},
       1});
  out.push_back({"MaxPool, dilated, one dimension",
                 {"MaxPool", {spread({2, 2, 11})}, {{"kernel_shape", Ints{3}}, {"dilations", Ints{2}}}},
                 1});
  for (const std::int64_t include : {0, 1}) {
    out.push_back({"AveragePool",
                   {"AveragePool",
                    {any({2, 2, 5, 6})},
                    {{"kernel_shape", Ints{3, 2}},
                     {"strides", Ints{2, 2}},
                     {"pads", Ints{1, 1, 1, 0}},
                     {"ceil_mode", i64(1)},
                     {"count_include_pad", include}}},
                   1});
  }
  out.push_back({"GlobalAveragePool", {"GlobalAveragePool", {any({2, 3, 3, 3})}}, 1});
  out.push_back({"GlobalMaxPool", {"GlobalMaxPool", {spread({2, 3, 7})}}, 1});
  // Values further apart than the steps, so that the maximum stays where it is.
  Tensor distinct({2, 3, 4});
  for (std::size_t i = 0; i < distinct.data.size(); ++i)
    distinct.data[i] = static_cast<float>((i * 7) % 24) * 0.2F - 2.0F;
  out.push_back({"ReduceMax", {"ReduceMax", {distinct}, {{"axes", std::vector<std::int64_t>{1}}}}, 1});
  return out;
}

}  // namespace

TEST_CASE("gradient: every operator's backward agrees with numeric differentiation") {
  for (const Case& c : cases()) {
    CAPTURE(std::string(c.what));
    const GradientError error = check_gradient(c.node, c.trainable);
    CHECK(error.largest > 1e-3);  // otherwise the check would pass for a backward that does nothing
    CHECK(error.worst <= kTolerance * std::max(1.0, error.largest));
  }
}

TEST_CASE("gradient: every registered operator has a case") {
  const std::vector<Case> all = cases();
  for (const nn::OperatorEntry& entry : nn::operators()) {
    CAPTURE(entry.op_type);
    CHECK(std::any_of(all.begin(), all.end(), [&](const Case& c) { return c.node.op_type == entry.op_type; }));
  }
}

TEST_CASE("gradient: a frozen batch normalisation differentiates through its running statistics") {
  Rng rng(3);
  OneNode node{"BatchNormalization",
               {random_tensor({6, 3}, rng), random_tensor({3}, rng, 0.5, 2.0), random_tensor({3}, rng),
                random_tensor({3}, rng), random_tensor({3}, rng, 0.5, 2.0)}};
  const GradientError error = check_gradient(node, 1);  // only x is trainable, so the scale is not
  CHECK(error.largest > 0.1);
  CHECK(error.worst <= kTolerance * error.largest);
}

TEST_CASE("gradient: of a maximum that occurs several times the first place has it, in rows of any length") {
  using Ints = std::vector<std::int64_t>;
  for (std::int64_t width = 2; width <= 21; ++width) {
    CAPTURE(width);
    const Tensor x({1, 1, 4, width});
    const onnx::Model model = model_of({"MaxPool", {x}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}}, true);
    nn::CompiledGraph graph(model);
    auto& value = graph.values()[static_cast<std::size_t>(graph.find("x0"))];
    value.variable = value.trainable = true;
    value.gradient.assign(x.data.size(), 0.0F);
    nn::Execution execution(graph, {}, nn::Mode::kTraining);
    execution.forward();
    execution.zero_gradients();
    const std::span<float> gradient = execution.gradient(graph.outputs().front());
    std::fill(gradient.begin(), gradient.end(), 1.0F);
    execution.backward();
    for (std::int64_t i = 0; i < 4 * width; ++i) {
      const std::int64_t row = i / width;
      const std::int64_t column = i % width;
      const bool first = row % 2 == 0 && column % 2 == 0 && column + 1 < width;
      CHECK(value.gradient[static_cast<std::size_t>(i)] == (first ? 1.0F : 0.0F));
    }
  }
}
