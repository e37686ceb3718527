// train/fine_tune: a network trained for some labels learns others.
#include "train/fine_tune.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "train/trainer.h"

using namespace earshot;

namespace {

// Points on a grid of cells; `label_of` says what they are called.
template <class LabelOf>
train::Dataset grid(const std::vector<std::string>& labels, const LabelOf& label_of) {
  train::Dataset data{labels, {}};
  Rng rng(2);
  for (int i = 0; i < 300; ++i) {
    const auto x = static_cast<float>(rng.uniform(-1.0, 1.0));
    const auto y = static_cast<float>(rng.uniform(-1.0, 1.0));
    data.examples.push_back({Tensor({1, 2}, {x, y}), label_of(x, y), "", "", i});
  }
  return data;
}

// XOR of the signs: no single layer can tell.
train::Dataset quadrants() {
  return grid({"same", "different"}, [](float x, float y) { return (x > 0.0F) == (y > 0.0F) ? 0 : 1; });
}

train::Split split_of(const train::Dataset& data) {
  train::Split split;
  for (std::size_t i = 0; i < data.examples.size(); ++i) (i % 5 == 0 ? split.validation : split.train).push_back(i);
  return split;
}

const onnx::Model& trained_on_quadrants() {
  static const onnx::Model model = [] {
    const train::Recipe recipe = train::recipe_from_json(
        R"({"name":"t","network":{"layers":[{"type":"flatten"},{"type":"dense","units":32,"activation":"tanh"},{"type":"batch_norm"},{"type":"dense","units":16,"activation":"tanh"}]},
        "training":{"optimizer":{"learning_rate":0.02},"epochs":60}})");
    const train::Dataset data = quadrants();
    train::Trainer trainer(recipe, data, split_of(data), 1);
    while (trainer.step()) {
    }
    onnx::Model out = trainer.model();
    out.metadata = {{"earshot.labels", R"(["same","different"])"}, {"earshot.features", "{}"}, {"author", "us"}};
    return out;
  }();
  return model;
}

// Validation accuracy after a short training.
double accuracy_after(train::Network network, const train::Dataset& data, int epochs, onnx::Model* trained = nullptr) {
  train::TrainingConfig config;
  config.epochs = epochs;
  config.optimizer.learning_rate = 0.02F;
  train::Trainer trainer(std::move(network), config, data, split_of(data), 3);
  while (trainer.step()) {
  }
  if (trained != nullptr) *trained = trainer.model();
  return trainer.history().back().val_accuracy;
}

// Four labels out of the same hidden idea: the sign of x within each of the two old classes.
train::Dataset four_quadrants() {
  return grid({"++", "--", "+-", "-+"},
              [](float x, float y) { return ((x > 0.0F) == (y > 0.0F) ? 0 : 2) + (x > 0.0F ? 0 : 1); });
}

const std::vector<float>& weight(const onnx::Model& model, const char* name) {
  return std::get<Tensor>(*onnx::find_initializer(model.graph, name)).data;
}

}  // namespace

TEST_CASE("fine-tuning: a model learns four labels instead of two; the kept part stays as it was, to the bit") {
  Rng rng(1);
  onnx::Model after;
  const double accuracy =
      accuracy_after(train::fine_tune(trained_on_quadrants(), 4, {}, rng), four_quadrants(), 60, &after);
  CHECK(accuracy > 0.85);
  for (const char* name :
       {"dense_1.weight", "dense_2.weight", "batch_norm_1.scale", "batch_norm_1.mean", "standardize.mean"}) {
    CHECK(weight(after, name) == weight(trained_on_quadrants(), name));
  }
  CHECK(after.graph.outputs.size() == 1);
  CHECK(after.graph.outputs.front().shape == std::vector<std::int64_t>{-1, 4});
  CHECK(after.metadata == std::map<std::string, std::string>{{"author", "us"}, {"earshot.features", "{}"}});
  // And once more, for three.
  CHECK_NOTHROW((void)train::fine_tune(onnx::read_model(onnx::write_model(after)), 3, {}, rng));
}

TEST_CASE("fine-tuning: all of it learns on, but for what is frozen") {
  Rng rng(1);
  onnx::Model after;
  const double accuracy = accuracy_after(
      train::fine_tune(trained_on_quadrants(), 4, {.train = train::FineTune::kAll, .frozen = {"dense_1.*"}}, rng),
      four_quadrants(), 30, &after);
  CHECK(accuracy > 0.9);
  CHECK(weight(after, "dense_1.weight") == weight(trained_on_quadrants(), "dense_1.weight"));
  CHECK(weight(after, "dense_2.weight") != weight(trained_on_quadrants(), "dense_2.weight"));
}

TEST_CASE("fine-tuning: a foreign graph with a fixed batch, MatMul and Add, transposed weights, and no activation") {
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"scores", {1, 1, 2}, {}});  // a name we would like to use ourselves
  const Tensor hidden({8, 2}, {1, 0, -1, 0, 0, 1, 0, -1, 1, 1, -1, -1, 1, -1, -1, 1});
  g.initializers = {{"w1", hidden}, {"w2", Tensor({8, 5})}, {"b2", Tensor({5})}};
  g.nodes = {
      {"Flatten", "", {"scores"}, {"x"}, {}, ""}, {"Gemm", "", {"x", "w1"}, {"h"}, {{"transB", std::int64_t{1}}}, ""},
      {"Relu", "", {"h"}, {"r"}, {}, ""},         {"MatMul", "", {"r", "w2"}, {"p"}, {}, ""},
      {"Add", "", {"b2", "p"}, {"s"}, {}, ""},    {"Identity", "", {"s"}, {"out"}, {}, ""}};
  g.outputs.push_back({"out", {1, 5}, {}});
  Rng rng(1);
  const train::Dataset data = quadrants();
  onnx::Model after;
  CHECK(accuracy_after(train::fine_tune(model, 2, {}, rng), data, 60, &after) > 0.9);
  CHECK(weight(after, "w1") == hidden.data);
  CHECK(onnx::find_initializer(after.graph, "w2") == nullptr);
  CHECK(after.graph.inputs.front().shape.front() == -1);
  const Tensor scores = train::predict(after, data, split_of(data).validation);
  CHECK(scores.data[0] + scores.data[1] == doctest::Approx(1.0));
}

TEST_CASE("fine-tuning: what cannot be is said") {
  Rng rng(1);
  CHECK_THROWS_WITH_AS((void)train::fine_tune(trained_on_quadrants(), 1, {}, rng),
                       doctest::Contains("at least two labels"), Error);
  onnx::Model model;
  model.graph.inputs.push_back({"x", {-1, 3}, {}});
  model.graph.nodes = {{"Relu", "", {"x"}, {"y"}, {}, ""}, {"Softmax", "", {"y"}, {"z"}, {}, ""}};
  model.graph.outputs.push_back({"z", {-1, 3}, {}});
  CHECK_THROWS_WITH_AS((void)train::fine_tune(model, 2, {}, rng), doctest::Contains("its scores come from Relu"),
                       Error);
}
