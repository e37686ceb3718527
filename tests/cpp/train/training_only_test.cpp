// Examples that are only ever trained on: more data of the same labels, and sounds that are none of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "train/loader.h"
#include "train/split.h"
#include "train/trainer.h"

using namespace earshot;
using namespace earshot::train;

namespace {

// Two classes on a line, -1 and +1 with noise, and outliers around 0.
Dataset with_outliers(int per_class, int outliers) {
  Dataset data{{"left", "right"}, {}};
  Rng rng(3);
  const auto add = [&](double centre, int label, bool training_only) {
    const auto n = static_cast<int>(data.examples.size());
    data.examples.push_back({Tensor({1, 1}, {static_cast<float>(centre + 0.15 * rng.normal())}), label,
                             "clip" + std::to_string(n), "g" + std::to_string(n % 4), n,
                             training_only ? "" : std::to_string(1 + n % 3), training_only});
  };
  for (int i = 0; i < per_class; ++i) {
    add(-1.0, 0, false);
    add(1.0, 1, false);
  }
  for (int i = 0; i < outliers; ++i) add(0.0, kNoLabel, true);
  return data;
}

const char* const kRecipe =
    R"({"name":"line","network":{"layers":[{"type":"flatten"},{"type":"dense","units":16,"activation":"tanh"}]},
        "training":{"optimizer":{"type":"adam","learning_rate":0.02},"batch_size":16,"epochs":60,"outlier_share":SHARE}})";

double best_score_at(float x, const char* share) {
  std::string text = kRecipe;
  text.replace(text.find("SHARE"), 5, share);
  const Dataset data = with_outliers(60, 60);
  const Recipe recipe = recipe_from_json(text);
  Trainer trainer(recipe, data, make_splits(data, recipe.split, 1).front(), 1);
  while (trainer.step()) {
  }
  CHECK(trainer.history().back().accuracy > 0.95);  // outliers have no right answer and do not count
  Dataset probe{data.labels, {{Tensor({1, 1}, {x}), 0, "probe", "", 0}}};
  const Tensor scores = predict(trainer.model(), probe, all_indices(probe));
  return static_cast<double>(std::max(scores.data[0], scores.data[1]));
}

}  // namespace

TEST_CASE("split: what is for training only is in the training part of every split of every kind, and in no other") {
  const Dataset data = with_outliers(12, 5);
  for (const SplitKind kind : {SplitKind::kRatio, SplitKind::kStratified, SplitKind::kFolds, SplitKind::kOfficialFolds,
                               SplitKind::kLeaveOneGroupOut}) {
    for (const Split& split : make_splits(data, {.kind = kind, .validation = 0.2, .test = 0.2, .folds = 3}, 9)) {
      CAPTURE(split.name);
      std::set<std::size_t> seen(split.train.begin(), split.train.end());
      for (std::size_t i = 24; i < 29; ++i) CHECK(seen.contains(i));
      for (const auto* part : {&split.validation, &split.test}) {
        for (const std::size_t i : *part) {
          CHECK_FALSE(data.examples[i].training_only);
          CHECK(seen.insert(i).second);
        }
      }
      CHECK(seen.size() == data.examples.size());
      CHECK(std::is_sorted(split.train.begin(), split.train.end()));
    }
  }
}

TEST_CASE("split: more data for training changes nothing about the other parts") {
  const SplitConfig config{.kind = SplitKind::kStratified, .validation = 0.25, .test = 0.25};
  const Split without = make_splits(with_outliers(12, 0), config, 4).front();
  const Split with = make_splits(with_outliers(12, 7), config, 4).front();
  CHECK(with.test == without.test);
  CHECK(with.validation == without.validation);
}

TEST_CASE("data set: an example without a label is accepted for training only") {
  Dataset data = with_outliers(2, 1);
  CHECK_NOTHROW(data.validate());
  data.examples.back().training_only = false;
  CHECK_THROWS_AS(data.validate(), Error);
}

TEST_CASE("loader: of the occasional examples each epoch draws as many as asked for, others each time") {
  const std::vector<std::size_t> always = {0, 1, 2, 3};
  const std::vector<std::size_t> sometimes = {10, 11, 12, 13, 14, 15, 16, 17};
  DataLoader loader(always, 4, sometimes, 3);
  CHECK(loader.batches_per_epoch() == 2);
  Rng rng(5);
  std::set<std::size_t> drawn;
  for (int epoch = 0; epoch < 20; ++epoch) {
    loader.start_epoch(&rng);
    std::set<std::size_t> epoch_examples;
    while (loader.next_size() > 0)
      for (const std::size_t i : loader.next()) epoch_examples.insert(i);
    CHECK(epoch_examples.size() == 7);
    for (const std::size_t i : always) CHECK(epoch_examples.contains(i));
    for (const std::size_t i : epoch_examples)
      if (i >= 10) drawn.insert(i);
  }
  CHECK(drawn.size() == sometimes.size());
}

TEST_CASE("trainer: sounds that are none of the labels are taught to get equal scores") {
  // In the middle the network is unsure either way, so the probe is on one side, where outliers still reach.
  const double without = best_score_at(-0.2F, "0");
  const double with = best_score_at(-0.2F, "1");
  CHECK(without > 0.85);
  CHECK(with < 0.75);
  CHECK(best_score_at(-1.0F, "1") > 0.9);
}
