// nn: sessions run graphs without allocating, for any batch size, and explain what they cannot run.
#include "nn/session.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "base/error.h"
#include "nn/arena.h"
#include "nn/execution.h"
#include "nn/graphs.h"

using namespace earshot;
using namespace earshot::test;

namespace {

// features [batch, 3] -> Gemm -> Relu -> Gemm -> Softmax
onnx::Model small_network() {
  Rng rng(4);
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"features", {-1, 3}, {"batch", ""}});
  g.initializers = {{"w1", random_tensor({3, 5}, rng)},
                    {"b1", random_tensor({5}, rng)},
                    {"w2", random_tensor({5, 2}, rng)},
                    {"b2", random_tensor({2}, rng)}};
  g.nodes = {{"Gemm", "fc1", {"features", "w1", "b1"}, {"h"}, {}, ""},
             {"Relu", "act", {"h"}, {"r"}, {}, ""},
             {"Gemm", "fc2", {"r", "w2", "b2"}, {"logits"}, {}, ""},
             {"Softmax", "out", {"logits"}, {"scores"}, {{"axis", std::int64_t{-1}}}, ""}};
  g.outputs.push_back({"scores", {-1, 2}, {"batch", ""}});
  return model;
}

template <class Action>
std::string message_of(Action action, ErrorCode expected) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == expected);
    return error.what();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("session: a dense network equals the same sums written out") {
  const onnx::Model model = small_network();
  const auto at = [&](const char* name) { return std::get<Tensor>(*onnx::find_initializer(model.graph, name)).data; };
  const std::vector<float> x = {0.3F, -0.7F, 1.1F};
  double logits[2] = {at("b2")[0], at("b2")[1]};
  for (std::size_t j = 0; j < 5; ++j) {
    double h = at("b1")[j];
    for (std::size_t i = 0; i < 3; ++i) h += static_cast<double>(x[i]) * static_cast<double>(at("w1")[i * 5 + j]);
    for (std::size_t k = 0; k < 2; ++k) logits[k] += std::max(h, 0.0) * static_cast<double>(at("w2")[j * 2 + k]);
  }
  const double expected = 1.0 / (1.0 + std::exp(logits[1] - logits[0]));
  nn::Session session(model);
  const Tensor scores = session.run(Tensor({1, 3}, x));
  CHECK(static_cast<double>(scores.data[0]) == doctest::Approx(expected).epsilon(1e-6));
  CHECK(scores.data[0] + scores.data[1] == doctest::Approx(1.0));
}

TEST_CASE("session: the batch size is dynamic and a row's scores do not depend on its neighbours") {
  nn::Session session(small_network());
  CHECK(session.input_shape() == Shape{-1, 3});
  CHECK(session.output_shape() == Shape{-1, 2});
  Rng rng(8);
  const Tensor all = random_tensor({9, 3}, rng);
  const Tensor together = session.run(all);
  REQUIRE(together.shape == Shape{9, 2});
  for (std::size_t i = 0; i < 9; ++i) {
    const Tensor one = session.run(Tensor({1, 3}, {all.data[3 * i], all.data[3 * i + 1], all.data[3 * i + 2]}));
    CHECK(one.data[0] == doctest::Approx(together.data[2 * i]).epsilon(1e-5));
  }
}

TEST_CASE("session: running twice on the same input buffer gives the same output") {
  nn::Session session(small_network());
  session.prepare({2, 3});
  for (float& v : session.input()) v = 0.5F;
  session.run();
  const std::vector<float> first(session.output().begin(), session.output().end());
  session.run();
  CHECK(std::equal(first.begin(), first.end(), session.output().begin()));
}

TEST_CASE("session: an input that does not fit is an error with both shapes, and the session stays usable") {
  nn::Session session(small_network());
  const std::string message = message_of([&] { session.prepare({1, 4}); }, ErrorCode::kInvalidArgument);
  CHECK(message.find("[1, 4]") != std::string::npos);
  CHECK(message.find("[-1, 3]") != std::string::npos);
  CHECK(session.run(Tensor({1, 3})).shape == Shape{1, 2});
}

TEST_CASE("session: shapes that contradict each other name node, operator and both shapes") {
  onnx::Model model = small_network();
  std::get<Tensor>(*onnx::find_initializer(model.graph, "w2")) = Tensor({4, 2});
  const std::string message = message_of([&] { nn::Session session(model); }, ErrorCode::kInvalidModel);
  for (const char* part : {"fc2", "Gemm", "[1, 5]", "[4, 2]"}) CHECK(message.find(part) != std::string::npos);
}

TEST_CASE("session: unknown operators are listed by name, other domains with theirs") {
  onnx::Model model = small_network();
  model.graph.nodes[1].op_type = "Mish";
  CHECK(message_of([&] { nn::Session session(model); }, ErrorCode::kUnsupportedModel).find("Mish") !=
        std::string::npos);
  model.graph.nodes[1].op_type = "FusedRelu";
  model.graph.nodes[1].domain = "com.microsoft";
  CHECK(message_of([&] { nn::Session session(model); }, ErrorCode::kUnsupportedModel).find("com.microsoft.FusedRelu") !=
        std::string::npos);
}

TEST_CASE("session: graphs that refer to nothing, twice or out of order are invalid") {
  onnx::Model missing = small_network();
  missing.graph.nodes[2].inputs[0] = "nowhere";
  CHECK(message_of([&] { nn::Session session(missing); }, ErrorCode::kInvalidModel).find("nowhere") !=
        std::string::npos);
  onnx::Model twice = small_network();
  twice.graph.nodes[1].outputs[0] = "h";
  CHECK_THROWS_AS(nn::Session{twice}, Error);
  onnx::Model reversed = small_network();
  std::swap(reversed.graph.nodes[0], reversed.graph.nodes[1]);
  CHECK_THROWS_AS(nn::Session{reversed}, Error);
  onnx::Model huge = small_network();
  huge.graph.nodes[1] = {"Reshape", "r", {"h", "shape"}, {"r"}, {}, ""};
  huge.graph.initializers.emplace_back("shape", integers({std::int64_t{1} << 40, std::int64_t{1} << 40}));
  CHECK_THROWS_AS(nn::Session{huge}, Error);
}

TEST_CASE("session: a shape computed in the graph (Shape, Gather, Concat, Reshape) follows the batch") {
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"x", {-1, 2, 3}, {"batch", "", ""}});
  g.initializers = {{"zero", onnx::Int64Tensor{{}, {0}}}, {"axes", integers({0})}, {"rest", integers({-1})}};
  g.nodes = {{"Shape", "", {"x"}, {"s"}, {}, ""},
             {"Gather", "", {"s", "zero"}, {"n"}, {{"axis", std::int64_t{0}}}, ""},
             {"Unsqueeze", "", {"n", "axes"}, {"n1"}, {}, ""},
             {"Concat", "", {"n1", "rest"}, {"target"}, {{"axis", std::int64_t{0}}}, ""},
             {"Reshape", "", {"x", "target"}, {"y"}, {}, ""}};
  g.outputs.push_back({"y", {-1, 6}, {"batch", ""}});
  nn::Session session(model);
  CHECK(session.output_shape() == Shape{-1, 6});
  Rng rng(1);
  const Tensor x = random_tensor({4, 2, 3}, rng);
  const Tensor y = session.run(x);
  CHECK(y.shape == Shape{4, 6});
  CHECK(y.data == x.data);
}

TEST_CASE("session: 5,000 mutations of a model file load and run, or are an Error, never a crash") {
  onnx::Model model = small_network();
  // Operators with axes, target shapes and settings to mutate.
  onnx::Graph& g = model.graph;
  g.initializers.emplace_back("target", integers({0, 1, -1}));
  g.initializers.emplace_back("ratio", Tensor({}, {0.5F}));
  g.nodes.insert(
      g.nodes.begin() + 2,
      {{"Dropout", "", {"r", "ratio"}, {"r1"}, {}, ""},
       {"Reshape", "", {"r1", "target"}, {"r2"}, {}, ""},
       {"Transpose", "", {"r2"}, {"r3"}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}}, ""},
       {"ReduceMean", "", {"r3"}, {"r4"}, {{"axes", std::vector<std::int64_t>{2}}, {"keepdims", std::int64_t{0}}}, ""},
       {"Concat", "", {"r4", "r4"}, {"r5"}, {{"axis", std::int64_t{0}}}, ""}});
  g.nodes[7].inputs[0] = "r5";
  const std::vector<std::uint8_t> bytes = onnx::write_model(model);
  REQUIRE(nn::Session(onnx::read_model(bytes)).output_shape().size() == 2);
  Rng rng(77);
  int ran = 0;
  for (int round = 0; round < 5000; ++round) {
    auto mutated = bytes;
    const std::uint64_t edits = 1 + rng.below(3);
    for (std::uint64_t e = 0; e < edits; ++e)
      mutated[static_cast<std::size_t>(rng.below(mutated.size()))] = static_cast<std::uint8_t>(rng.below(256));
    try {
      nn::Session session(onnx::read_model(mutated));
      session.run();
      ++ran;
    } catch (const Error&) {
    }
  }
  CHECK(ran > 500);  // many mutations hit weights or names only
  CHECK(ran < 4500);
}

TEST_CASE("execution: gradients that never live at the same time share memory, and executions share a workspace") {
  onnx::Model model;
  onnx::Graph& g = model.graph;
  constexpr int kLayers = 20;
  g.inputs.push_back({"x0", {-1, 1000}, {"", ""}});
  g.initializers = {{"w", Tensor({1000}, std::vector<float>(1000, 1.1F))}};
  for (int i = 0; i < kLayers; ++i)
    g.nodes.push_back({"Mul", "", {"x" + std::to_string(i), "w"}, {"x" + std::to_string(i + 1)}, {}, ""});
  g.outputs.push_back(value_info("x" + std::to_string(kLayers), {-1, 1000}));
  nn::CompiledGraph graph(model);
  auto& w = graph.values()[static_cast<std::size_t>(graph.find("w"))];
  w.variable = w.trainable = true;
  w.gradient.assign(1000, 0.0F);

  nn::Workspace workspace;
  const std::array<Shape, 2> shapes = {Shape{4, 1000}, Shape{2, 1000}};
  nn::Execution four(graph, std::span(shapes).first(1), nn::Mode::kTraining, &workspace);
  // Every value is kept for backward; of the gradients two are in use at a time. Scratch is the rest.
  CHECK(four.num_bytes() >= (kLayers + 1) * 4000 * sizeof(float));
  CHECK(four.num_bytes() <= (kLayers + 5) * 4096 * sizeof(float));
  nn::Execution two(graph, std::span(shapes).last(1), nn::Mode::kTraining, &workspace);
  nn::Execution alone(graph, std::span(shapes).first(1), nn::Mode::kTraining);
  CHECK(two.value(graph.inputs()[0]).data() == four.value(graph.inputs()[0]).data());
  CHECK(alone.value(graph.inputs()[0]).data() != four.value(graph.inputs()[0]).data());

  // One after the other they give what one with memory of its own gives: of sum(x w^20), 20 x w^19 in each column.
  for (nn::Execution* execution : {&four, &two, &alone, &four}) {
    CAPTURE(execution);
    std::fill(w.gradient.begin(), w.gradient.end(), 0.0F);
    for (float& x : execution->value(graph.inputs()[0])) x = 0.5F;
    execution->forward();
    execution->zero_gradients();
    for (float& gradient : execution->gradient(graph.outputs()[0])) gradient = 1.0F;
    execution->backward();
    const double rows = static_cast<double>(execution->shape(graph.inputs()[0])[0]);
    CHECK(w.gradient.front() == doctest::Approx(rows * 0.5 * kLayers * std::pow(1.1, kLayers - 1)).epsilon(1e-5));
    CHECK(w.gradient.back() == w.gradient.front());
  }
}

TEST_CASE("execution: constant branches are folded and dead buffers are reused in inference") {
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"x0", {1, 1000}, {"", ""}});
  g.initializers = {{"c", Tensor({1}, {2.0F})}};
  g.nodes.push_back({"Exp", "", {"c"}, {"k"}, {}, ""});
  for (int i = 0; i < 10; ++i)
    g.nodes.push_back({"Mul", "", {"x" + std::to_string(i), "k"}, {"x" + std::to_string(i + 1)}, {}, ""});
  g.outputs.push_back(value_info("x10", {1, 1000}));
  nn::CompiledGraph graph(model);
  const Shape shape = {1, 1000};
  nn::Execution execution(graph, std::span(&shape, 1), nn::Mode::kInference);
  CHECK(execution.num_steps() == 10);                        // Exp has run already
  CHECK(execution.num_bytes() <= 3 * 1024 * sizeof(float));  // input, output, and one for all between
  for (float& v : execution.value(graph.inputs()[0])) v = 1.0F;
  execution.forward();
  CHECK(execution.value(graph.outputs()[0])[999] == doctest::Approx(std::exp(20.0)).epsilon(1e-5));
}

TEST_CASE("arena: buffers alive at the same time never overlap, and the arena is no larger than their sum") {
  Rng rng(12);
  std::vector<nn::Lifetime> buffers(40);
  std::size_t sum = 0;
  for (nn::Lifetime& b : buffers) {
    b.size = static_cast<std::size_t>(rng.below(300));
    b.first = static_cast<std::size_t>(rng.below(20));
    b.last = b.first + static_cast<std::size_t>(rng.below(5));
    sum += (b.size + 15) / 16 * 16;
  }
  const std::size_t total = nn::place_buffers(buffers);
  CHECK(total < sum);
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    CHECK(buffers[i].offset % 16 == 0);
    CHECK(buffers[i].offset + buffers[i].size <= total);
    for (std::size_t j = 0; j < i; ++j) {
      const auto& a = buffers[i];
      const auto& b = buffers[j];
      if (a.last < b.first || b.last < a.first || a.size == 0 || b.size == 0) continue;
      CHECK((a.offset + a.size <= b.offset || b.offset + b.size <= a.offset));
    }
  }
}
