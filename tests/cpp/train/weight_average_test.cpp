// train: the moving average of the weights, by its definition and through the trainer.
#include "train/weight_average.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>

#include "base/error.h"
#include "train/blobs.h"
#include "train/trainer.h"

using namespace earshot;
using test::parts;

namespace {

constexpr double kDecay = 0.8;
// The recursion rounds to float once a step: some tens of units in the last place after as many steps.
constexpr double kRounding = 1e-5;

train::Dataset blobs(int per_class) { return test::blobs(per_class, 0.7, 23); }

// Batch normalisation, whose statistics are averaged too; dropout and mixup, which draw random numbers.
train::Recipe recipe(const std::string& more) {
  return train::recipe_from_json(
      R"({"name":"t","network":{"layers":[{"type":"conv1d","filters":5,"kernel":3,"padding":"same"},
      {"type":"batch_norm","momentum":0.9},{"type":"activation"},{"type":"dropout","rate":0.2},{"type":"global_average_pool"}]},
      "augment":{"mixup":0.2},"training":{"optimizer":{"type":"adam","learning_rate":0.02},"batch_size":8,"epochs":4)" +
      more + "}}");
}

const std::string kAveraged = R"(,"weight_average":{"decay":0.8})";

using Sums = std::vector<std::vector<double>>;

void add_scaled(const onnx::Model& model, double weight, Sums& sums) {
  sums.resize(model.graph.initializers.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto* tensor = std::get_if<Tensor>(&model.graph.initializers[i].second);
    if (tensor == nullptr) continue;
    sums[i].resize(tensor->data.size());
    for (std::size_t k = 0; k < sums[i].size(); ++k) sums[i][k] += weight * static_cast<double>(tensor->data[k]);
  }
}

double largest_difference(const onnx::Model& model, const Sums& expected) {
  double out = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto* tensor = std::get_if<Tensor>(&model.graph.initializers[i].second);
    for (std::size_t k = 0; k < expected[i].size(); ++k)
      out = std::max(out, std::abs(static_cast<double>(tensor->data[k]) - expected[i][k]));
  }
  return out;
}

}  // namespace

TEST_CASE("weight average: every step counts decay times what the next one does") {
  Rng rng(3);
  train::WeightAverage average(static_cast<float>(kDecay));
  CHECK(average.weights().empty());
  std::vector<std::vector<float>> seen;
  for (int step = 1; step <= 30; ++step) {
    seen.push_back({static_cast<float>(rng.normal()), static_cast<float>(rng.normal())});
    average.add({{seen.back()[0]}, {seen.back()[1]}});
    double total = 0.0;
    std::array<double, 2> sum = {0.0, 0.0};
    for (int t = 1; t <= step; ++t) {
      const double weight = std::pow(kDecay, step - t);
      total += weight;
      for (std::size_t i = 0; i < 2; ++i)
        sum[i] += weight * static_cast<double>(seen[static_cast<std::size_t>(t - 1)][i]);
    }
    for (std::size_t i = 0; i < 2; ++i)
      CHECK(std::abs(static_cast<double>(average.weights()[i][0]) - sum[i] / total) < kRounding);
  }
  CHECK(average.steps() == 30);
}

TEST_CASE("weight average: the trainer keeps the mean of the steps it would have made without") {
  const train::Dataset data = blobs(14);
  const train::Split split = parts(data);
  train::Trainer plain(recipe(R"(,"keep":"last")"), data, split, 7);
  train::Trainer averaged(recipe(R"(,"keep":"last")" + kAveraged), data, split, 7);
  CHECK(onnx::write_model(plain.model()) == onnx::write_model(averaged.model()));

  // 30 examples in batches of 8: four steps, then two batches of validation, which is no step.
  constexpr int kSteps = 4;
  constexpr int kValidation = 2;
  std::vector<onnx::Model> trained;
  while (!plain.progress().finished) {
    for (int i = 0; i < kSteps + kValidation; ++i) {
      REQUIRE(plain.step());
      REQUIRE(averaged.step());
      if (i < kSteps) trained.push_back(plain.model());
    }
  }
  REQUIRE(averaged.progress().finished);
  REQUIRE(trained.size() == 16);
  double total = 0.0;
  for (std::size_t t = 0; t < trained.size(); ++t) total += std::pow(kDecay, static_cast<double>(t));
  Sums expected;
  for (std::size_t t = 0; t < trained.size(); ++t)
    add_scaled(trained[t], std::pow(kDecay, static_cast<double>(trained.size() - 1 - t)) / total, expected);
  CHECK(largest_difference(averaged.model(), expected) < kRounding);
  CHECK(largest_difference(plain.model(), expected) > 100 * kRounding);
}

TEST_CASE("weight average: validation judges the average, and the best epoch is one of it") {
  const train::Dataset data = blobs(14);
  const train::Split split = parts(data);
  train::Trainer trainer(recipe(kAveraged), data, split, 7);
  std::vector<onnx::Model> best;
  while (trainer.step()) {
    if (!trainer.between_epochs()) continue;
    const train::HistoryRow& row = trainer.history().back();
    if (trainer.progress().best_epoch == row.epoch) best.push_back(trainer.model());
  }
  REQUIRE_FALSE(best.empty());
  CHECK(onnx::write_model(trainer.model()) == onnx::write_model(best.back()));
  const Tensor scores = train::predict(trainer.model(), data, split.validation);
  double loss = 0.0;
  for (std::size_t i = 0; i < split.validation.size(); ++i) {
    const auto label = static_cast<std::size_t>(data.examples[split.validation[i]].label);
    loss -= std::log(static_cast<double>(scores.data[3 * i + label])) / static_cast<double>(split.validation.size());
  }
  const train::HistoryRow& row = trainer.history()[static_cast<std::size_t>(trainer.progress().best_epoch - 1)];
  CHECK(row.val_loss == doctest::Approx(loss).epsilon(1e-5));
}

TEST_CASE("weight average: a stored run goes on with its average, bit for bit, and not without") {
  const train::Dataset data = blobs(14);
  const train::Split split = parts(data);
  const train::Recipe plan = recipe(kAveraged);
  train::Trainer first(plan, data, split, 5);
  while (first.progress().epoch < 2) REQUIRE(first.step());
  const std::vector<std::uint8_t> state = first.state();
  train::Trainer second(plan, data, split, 5);
  second.restore(state);
  CHECK(second.state() == state);
  while (first.step()) REQUIRE(second.step());
  CHECK(second.progress().finished);
  CHECK(onnx::write_model(second.model()) == onnx::write_model(first.model()));

  train::Trainer without(recipe(""), data, split, 5);
  CHECK_THROWS_AS(without.restore(state), Error);
}

TEST_CASE("weight average: a decay of 0 is the weights themselves, 1 and unknown keys are refused") {
  CHECK(recipe("").training.weight_average_decay == 0.0F);
  CHECK(recipe(R"(,"weight_average":{})").training.weight_average_decay == 0.0F);
  CHECK(recipe(kAveraged).training.weight_average_decay == 0.8F);
  const train::Dataset data = blobs(8);
  const train::Split split = parts(data);
  train::Trainer plain(recipe(""), data, split, 2);
  train::Trainer zero(recipe(R"(,"weight_average":{"decay":0})"), data, split, 2);
  while (plain.step()) REQUIRE(zero.step());
  CHECK(onnx::write_model(plain.model()) == onnx::write_model(zero.model()));
  CHECK_THROWS_WITH_AS((void)recipe(R"(,"weight_average":{"decay":1})"),
                       "recipe: training.weight_average: decay must be a number from 0 to 0.999999.", Error);
  CHECK_THROWS_WITH_AS((void)recipe(R"(,"weight_average":{"start":1})"),
                       R"(recipe: training.weight_average: "start" is not a setting it knows.)", Error);
}
