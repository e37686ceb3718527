// train: recipes, splits, metrics, and the trainer end to end on small problems.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>

#include "base/error.h"
#include "nn/session.h"
#include "train/metrics.h"
#include "train/recipe.h"
#include "train/schedule.h"
#include "train/split.h"
#include "train/trainer.h"

using namespace earshot;

namespace {

// Two interleaved spirals, each as [frames 1, coefficients 2], shifted and scaled so that standardisation matters.
train::Dataset spirals(int per_class) {
  train::Dataset data{{"left", "right"}, {}};
  Rng rng(17);
  for (int i = 0; i < per_class; ++i) {
    for (int label = 0; label < 2; ++label) {
      const double t = 0.25 + 0.75 * (i + rng.uniform()) / per_class;
      const double angle = 6.0 * t + 3.14159265 * label;
      const auto x = static_cast<float>(100.0 + 30.0 * t * std::cos(angle));
      const auto y = static_cast<float>(-5.0 + 0.3 * t * std::sin(angle));
      data.examples.push_back({Tensor({1, 2}, {x, y}), label, "clip" + std::to_string(data.examples.size()),
                               "speaker" + std::to_string(i % 5), static_cast<int>(data.examples.size())});
    }
  }
  return data;
}

std::string recipe_text(const std::string& layers, const std::string& training) {
  return R"({"name":"test","network":{"layers":[)" + layers + R"(]},"training":)" + training + "}";
}

const std::string kLayers =
    R"({"type":"flatten"},{"type":"dense","units":32,"activation":"tanh"},{"type":"dense","units":32,"activation":"relu"})";
const std::string kTraining = R"({"optimizer":{"type":"adam","learning_rate":0.01},"batch_size":16,"epochs":60})";

void run(train::Trainer& trainer) {
  while (trainer.step()) {
  }
}

std::string config_error(const std::string& json) {
  try {
    const train::Recipe recipe = train::recipe_from_json(json);
    Rng rng(1);
    (void)train::build_network(recipe, {4, 3}, 2, std::nullopt, rng);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidConfig);
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("recipe: unknown layers, keys and values are named") {
  CHECK(contains(config_error(recipe_text(R"({"type":"denze","units":3})", "{}")), "\"denze\" is not a layer"));
  CHECK(contains(config_error(recipe_text(R"({"type":"flatten"},{"type":"dense","units":3,"actvation":"relu"})", "{}")),
                 "layer 2 (dense): \"actvation\""));
  CHECK(contains(config_error(recipe_text(R"({"type":"flatten"},{"type":"dense"})", "{}")), "units is missing"));
  CHECK(
      contains(config_error(recipe_text(R"({"type":"flatten"},{"type":"dense","units":2,"activation":"rely"})", "{}")),
               "\"rely\""));
  CHECK(contains(config_error(recipe_text("", R"({"epochs":0})")), "epochs must be a whole number from 1"));
  CHECK(contains(config_error(recipe_text("", R"({"optimizer":{"type":"adagrad"}})")), "sgd, rmsprop, adam, adamw"));
  CHECK(contains(config_error(recipe_text(R"({"type":"dropout","rate":"half"})", "{}")), "rate must be a number"));
  CHECK(contains(config_error(recipe_text("", "{}")), "add a flatten layer"));
  CHECK(contains(config_error("{"), "not valid JSON"));
}

TEST_CASE("recipe: layers, optimizer, schedule, split and penalties arrive where they belong") {
  const train::Recipe recipe = train::recipe_from_json(
      R"({"name":"n","features":{"kind":"mfcc"},"network":{"layers":[{"type":"dense","units":5,"activation":"relu","l2":0.5,"activity_l2":0.25},{"type":"batch_norm"},
      {"type":"activation","activation":"leaky_relu","alpha":0.2},{"type":"flatten"},{"type":"dropout","rate":0.3}]},"output":"sigmoid","standardize":"none",
      "training":{"optimizer":{"type":"adamw","weight_decay":0.1},"l2":0.125,"lr_schedule":{"type":"one_cycle"},"early_stopping":{"metric":"val_accuracy","patience":7}},
      "split":{"type":"folds","folds":4,"unit":"group"}})");
  CHECK(recipe.features_json == R"({"kind":"mfcc"})");
  CHECK(recipe.training.optimizer.kind == nn::OptimizerKind::kAdamW);
  CHECK(recipe.training.schedule.kind == train::ScheduleKind::kOneCycle);
  CHECK(recipe.training.metric == train::Metric::kValAccuracy);
  CHECK(recipe.training.patience == 7);
  CHECK(recipe.split.folds == 4);
  CHECK(recipe.split.unit == train::SplitUnit::kGroup);
  Rng rng(1);
  const train::Network network = train::build_network(recipe, {4, 3}, 2, std::nullopt, rng);
  std::vector<std::string> ops;
  for (const onnx::Node& node : network.model.graph.nodes) ops.push_back(node.op_type);
  CHECK(ops == std::vector<std::string>{"MatMul", "Add", "Relu", "Transpose", "BatchNormalization", "Transpose",
                                        "LeakyRelu", "Flatten", "Dropout", "Gemm", "Sigmoid"});
  CHECK(network.training.weight_l2 == std::vector<std::pair<std::string, float>>{{"dense_1.weight", 0.5F},
                                                                                 {"dense_1.weight", 0.125F},
                                                                                 {"output.weight", 0.125F}});
  CHECK(network.training.activity_l2 == std::vector<std::pair<std::string, float>>{{"dense_1.relu", 0.25F}});
  nn::Session session(network.model);
  CHECK(session.output_shape() == Shape{-1, 2});
  nn::TrainingSession training(network.model, network.training);
  CHECK(training.parameter_names() == std::vector<std::string>{"dense_1.weight", "dense_1.bias", "batch_norm_1.scale",
                                                               "batch_norm_1.bias", "output.weight", "output.bias"});
}

TEST_CASE(
    "trainer: spirals on unscaled features are learnt, and predictions of the model written agree with its accuracy") {
  const train::Dataset data = spirals(80);
  const train::Recipe recipe = train::recipe_from_json(recipe_text(kLayers, kTraining));
  const train::Split split = train::make_splits(data, recipe.split, 1).front();
  train::Trainer trainer(recipe, data, split, 3);
  run(trainer);
  REQUIRE(trainer.history().size() == 60);
  CHECK(trainer.progress().finished);
  CHECK(trainer.progress().fraction == 1.0);
  CHECK(trainer.history().back().loss < 0.1);
  const onnx::Model model = onnx::read_model(onnx::write_model(trainer.model()));
  std::vector<int> truth;
  for (const std::size_t i : split.validation) truth.push_back(data.examples[i].label);
  const train::Evaluation result = train::evaluate(train::predict(model, data, split.validation, 7), truth);
  const train::HistoryRow& best = trainer.history()[static_cast<std::size_t>(trainer.progress().best_epoch - 1)];
  CHECK(result.top1.value == doctest::Approx(best.val_accuracy));
  CHECK(result.log_loss == doctest::Approx(best.val_loss).epsilon(1e-3));
  CHECK(result.top1.value > 0.9);
}

// Not a claim by itself: leaves a trained model of every recipe layer for tests/reference/onnx_checker.py.
TEST_CASE("trainer: a model with every layer is written where EARSHOT_WRITE_MODEL says") {
  const char* path = std::getenv("EARSHOT_WRITE_MODEL");
  if (path == nullptr) return;
  const train::Dataset data = spirals(20);
  const train::Recipe recipe = train::recipe_from_json(recipe_text(
      R"({"type":"dense","units":4,"activation":"elu"},{"type":"batch_norm"},{"type":"activation","activation":"leaky_relu","alpha":0.1},)"
      R"({"type":"flatten"},{"type":"dropout","rate":0.2},{"type":"dense","units":8},{"type":"batch_norm"},{"type":"activation","activation":"hard_swish"})",
      R"({"epochs":2})"));
  train::Trainer trainer(recipe, data, train::make_splits(data, recipe.split, 1).front(), 1);
  run(trainer);
  onnx::Model model = trainer.model();
  model.metadata["earshot.labels"] = R"(["left","right"])";
  const auto bytes = onnx::write_model(model);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  CHECK(file.good());
}

TEST_CASE("trainer: the same seed gives the same weights bit for bit, another seed others") {
  const train::Dataset data = spirals(20);
  const train::Recipe recipe = train::recipe_from_json(
      recipe_text(kLayers + R"(,{"type":"batch_norm"},{"type":"dropout","rate":0.2})",
                  R"({"batch_size":7,"epochs":3,"label_smoothing":0.1,"class_weights":"balanced","clip_norm":1})"));
  const train::Split split = train::make_splits(data, recipe.split, 1).front();
  const auto weights = [&](std::uint64_t seed) {
    train::Trainer trainer(recipe, data, split, seed);
    run(trainer);
    return onnx::write_model(trainer.model());
  };
  const auto first = weights(5);
  CHECK(weights(5) == first);
  CHECK(weights(6) != first);
}

TEST_CASE("trainer: early stopping ends the run and the best epoch's weights are kept") {
  const train::Dataset data = spirals(10);
  const train::Recipe recipe = train::recipe_from_json(recipe_text(
      kLayers,
      R"({"optimizer":{"learning_rate":0.3},"epochs":500,"early_stopping":{"metric":"val_loss","patience":4}})"));
  const train::Split split = train::make_splits(data, recipe.split, 2).front();
  train::Trainer trainer(recipe, data, split, 1);
  run(trainer);
  REQUIRE(trainer.progress().stopped_early);
  CHECK(static_cast<int>(trainer.history().size()) == trainer.progress().best_epoch + 4);
  double least = 1e9;
  for (const train::HistoryRow& row : trainer.history()) least = std::min(least, row.val_loss);
  CHECK(trainer.history()[static_cast<std::size_t>(trainer.progress().best_epoch - 1)].val_loss == least);
}

TEST_CASE("trainer: a feature source sees every training example once an epoch and never the validation part") {
  struct Counting final : train::FeatureSource {
    std::vector<int> seen = std::vector<int>(200, 0);
    void fill(const Request& request, Rng&, std::span<float> out) override {
      ++seen[request.index];
      const auto& values = request.dataset.examples[request.index].features.data;
      std::copy(values.begin(), values.end(), out.begin());
    }
  };
  const train::Dataset data = spirals(20);
  const train::Recipe recipe = train::recipe_from_json(recipe_text(kLayers, R"({"epochs":3,"batch_size":9})"));
  const train::Split split = train::make_splits(data, recipe.split, 2).front();
  Counting source;
  train::Trainer trainer(recipe, data, split, 1, &source);
  run(trainer);
  for (const std::size_t i : split.train) CHECK(source.seen[i] == 3);
  for (const std::size_t i : split.validation) CHECK(source.seen[i] == 0);
}

TEST_CASE("trainer: data that cannot be trained on is named") {
  train::Dataset data = spirals(5);
  data.examples[3].features = Tensor({2, 2});
  const train::Recipe recipe = train::recipe_from_json(recipe_text(kLayers, "{}"));
  train::Split split;
  split.train = train::all_indices(data);
  CHECK_THROWS_WITH_AS(train::Trainer(recipe, data, split, 1), doctest::Contains("clip3 has features of shape [2, 2]"),
                       Error);
}

TEST_CASE("standardisation: training values get mean 0 and deviation 1, constant coefficients stay finite") {
  train::Dataset data{{"a", "b"}, {}};
  for (int i = 0; i < 4; ++i)
    data.examples.push_back(
        {Tensor({2, 2}, {static_cast<float>(i), 7.0F, static_cast<float>(i + 1), 7.0F}), i % 2, "", "", i});
  const auto indices = train::all_indices(data);
  const auto columns = train::fit_standardization(data, indices, train::Standardize::kPerCoefficient);
  CHECK(columns->mean.data == std::vector<float>{2.0F, 7.0F});
  CHECK(columns->deviation.data[1] == 1.0F);
  CHECK(train::fit_standardization(data, indices, train::Standardize::kPerElement)->mean.data ==
        std::vector<float>{1.5F, 7.0F, 2.5F, 7.0F});
  CHECK_FALSE(train::fit_standardization(data, indices, train::Standardize::kNone));
}

TEST_CASE("split: groups are never on both sides, for every kind of split") {
  const train::Dataset data = spirals(25);
  for (const train::SplitKind kind : {train::SplitKind::kRatio, train::SplitKind::kStratified, train::SplitKind::kFolds,
                                      train::SplitKind::kLeaveOneGroupOut}) {
    const auto splits = train::make_splits(
        data, {.kind = kind, .unit = train::SplitUnit::kGroup, .validation = 0.25, .test = 0.25, .folds = 3}, 4);
    for (const train::Split& split : splits) {
      std::vector<std::set<std::string>> groups;
      for (const auto* part : {&split.train, &split.validation, &split.test}) {
        std::set<std::string> names;
        for (const std::size_t i : *part) names.insert(data.examples[i].group);
        for (const auto& other : groups) {
          for (const std::string& name : names) CHECK(other.count(name) == 0);
        }
        groups.push_back(names);
      }
      CHECK(split.train.size() + split.validation.size() + split.test.size() == data.examples.size());
    }
  }
}

TEST_CASE("split: folds and left-out groups test every example once; the same seed gives the same parts") {
  const train::Dataset data = spirals(25);
  for (const train::SplitKind kind : {train::SplitKind::kFolds, train::SplitKind::kLeaveOneGroupOut}) {
    const train::SplitConfig config{.kind = kind, .validation = 0.1};
    const auto splits = train::make_splits(data, config, 9);
    const auto again = train::make_splits(data, config, 9);
    CHECK(splits.size() == 5);
    std::vector<int> tested(data.examples.size(), 0);
    for (std::size_t s = 0; s < splits.size(); ++s) {
      for (const std::size_t i : splits[s].test) ++tested[i];
      CHECK(splits[s].train == again[s].train);
      CHECK(splits[s].validation.size() >= 4);
    }
    CHECK(std::all_of(tested.begin(), tested.end(), [](int n) { return n == 1; }));
  }
}

TEST_CASE("split: stratified parts have each label's share, and a label missing from a part is reported") {
  train::Dataset data = spirals(50);
  const train::Split split = train::make_splits(data, {.validation = 0.2, .test = 0.1}, 3).front();
  CHECK(train::class_counts(data, split.validation) == std::vector<std::int64_t>{10, 10});
  CHECK(train::class_counts(data, split.test) == std::vector<std::int64_t>{5, 5});
  CHECK(split.warnings.empty());
  data.labels.push_back("once");
  data.examples[0].label = 2;
  const train::Split poor = train::make_splits(data, {.validation = 0.2}, 3).front();
  REQUIRE(poor.warnings.size() == 1);
  CHECK(poor.warnings[0] == "The validation part has no example of \"once\".");
}

TEST_CASE("split: pieces of one clip stay together unless pieces are the unit") {
  train::Dataset data = spirals(20);
  for (std::size_t i = 0; i < data.examples.size(); ++i) data.examples[i].clip = static_cast<int>(i / 4);
  const train::Split split = train::make_splits(data, {.kind = train::SplitKind::kRatio, .validation = 0.3}, 3).front();
  std::set<int> clips;
  for (const std::size_t i : split.train) clips.insert(data.examples[i].clip);
  for (const std::size_t i : split.validation) CHECK(clips.count(data.examples[i].clip) == 0);
}

TEST_CASE("metrics: accuracy's interval is Wilson's") {
  const train::Accuracy a = train::accuracy(8, 10);
  CHECK(a.value == doctest::Approx(0.8));
  CHECK(a.low == doctest::Approx(0.4901625).epsilon(1e-6));
  CHECK(a.high == doctest::Approx(0.9433178).epsilon(1e-6));
  CHECK(train::accuracy(0, 0).high == 1.0);
  CHECK(train::accuracy(10, 10).low > 0.7);
}

TEST_CASE("metrics: confusion, precision, recall, F1 and log loss of a small case worked by hand") {
  const Tensor scores({4, 2}, {0.9F, 0.1F, 0.4F, 0.6F, 0.2F, 0.8F, 0.3F, 0.7F});
  const std::vector<int> truth = {0, 0, 1, 1};
  const train::Evaluation e = train::evaluate(scores, truth);
  CHECK(e.matrix.counts == std::vector<std::int64_t>{1, 1, 0, 2});
  CHECK(e.top1.correct == 3);
  CHECK(e.classes[0].precision == doctest::Approx(1.0));
  CHECK(e.classes[0].recall == doctest::Approx(0.5));
  CHECK(e.classes[1].precision == doctest::Approx(2.0 / 3.0));
  CHECK(e.classes[1].f1 == doctest::Approx(0.8));
  CHECK(e.log_loss == doctest::Approx(-(std::log(0.9) + std::log(0.4) + std::log(0.8) + std::log(0.7)) / 4.0));
}

TEST_CASE("schedule: rates at the start, the peak and the end are those of the definition") {
  using enum train::ScheduleKind;
  const auto rate = [](train::ScheduleConfig c, std::int64_t step) {
    return train::learning_rate(c, 1.0F, step, 10, 101);
  };
  CHECK(rate({.kind = kConstant}, 57) == 1.0F);
  CHECK(rate({.kind = kStep, .every_epochs = 2, .factor = 0.5F}, 45) == doctest::Approx(0.25));
  CHECK(rate({.kind = kCosine}, 50) == doctest::Approx(0.5));
  CHECK(rate({.kind = kCosine, .final_fraction = 0.1F}, 100) == doctest::Approx(0.1));
  CHECK(rate({.kind = kOneCycle}, 0) == doctest::Approx(0.04));
  CHECK(rate({.kind = kOneCycle}, 30) == doctest::Approx(1.0));
  CHECK(rate({.kind = kOneCycle}, 100) == doctest::Approx(0.0));
}
