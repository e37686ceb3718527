// train/split: official folds and folds of whole groups.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "train/group_folds.h"
#include "train/recipe.h"
#include "train/split.h"

using namespace earshot;
using namespace earshot::train;

namespace {

// 4 folds of 10 clips, two labels, 5 groups of 8 clips whose labels are mixed differently.
Dataset folded() {
  Dataset data{{"a", "b"}, {}};
  for (int i = 0; i < 40; ++i) {
    data.examples.push_back({Tensor({1, 1}), (i / 5) % 2, "clip" + std::to_string(i), "g" + std::to_string(i % 5), i,
                             std::to_string(1 + i / 10)});
  }
  return data;
}

std::set<std::string> folds_of(const Dataset& data, const std::vector<std::size_t>& part) {
  std::set<std::string> out;
  for (const std::size_t i : part) out.insert(data.examples[i].fold);
  return out;
}

}  // namespace

TEST_CASE("split: each official fold is the test part once, with the next fold for validation when asked") {
  const Dataset data = folded();
  const auto splits =
      make_splits(data, {.kind = SplitKind::kOfficialFolds, .validation = 0.0, .validate_on_next_fold = true}, 1);
  REQUIRE(splits.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(splits[k].name == "fold " + std::to_string(k + 1));
    CHECK(folds_of(data, splits[k].test) == std::set{std::to_string(k + 1)});
    CHECK(folds_of(data, splits[k].validation) == std::set{std::to_string(1 + (k + 1) % 4)});
    CHECK(splits[k].train.size() == 20);
  }
}

TEST_CASE("split: with official folds a share of the rest validates, in whole groups when the unit is the group") {
  const Dataset data = folded();
  for (const SplitUnit unit : {SplitUnit::kClip, SplitUnit::kGroup}) {
    for (const Split& split :
         make_splits(data, {.kind = SplitKind::kOfficialFolds, .unit = unit, .validation = 0.2}, 1)) {
      CHECK(split.test.size() == 10);
      CHECK(split.validation.size() == 6);
      CHECK(split.train.size() == 24);
      CHECK(folds_of(data, split.test).size() == 1);
    }
  }
}

TEST_CASE("split: official parts named train and test give one split, numbered folds sort as numbers") {
  Dataset data = folded();
  for (Example& example : data.examples) example.fold = example.clip < 30 ? "train" : "Test";
  const auto named = make_splits(data, {.kind = SplitKind::kOfficialFolds, .validation = 0.0}, 1);
  REQUIRE(named.size() == 1);
  CHECK(named[0].train.size() == 30);
  CHECK(named[0].test.size() == 10);
  for (Example& example : data.examples) example.fold = std::to_string(9 + example.clip / 20);
  const auto numbered = make_splits(data, {.kind = SplitKind::kOfficialFolds, .validation = 0.0}, 1);
  CHECK(numbered[0].name == "fold 9");
  CHECK(numbered[1].name == "fold 10");
}

TEST_CASE("split: official folds that are not there are an error that says so") {
  Dataset data = folded();
  data.examples[7].fold = "";
  CHECK_THROWS_WITH((void)make_splits(data, {.kind = SplitKind::kOfficialFolds}, 1),
                    "Official folds were asked for, but clip7 has none; only data sets such as ESC-50, or a CSV with a "
                    "fold column, have them.");
  for (Example& example : data.examples) example.fold = "1";
  CHECK_THROWS_AS((void)make_splits(data, {.kind = SplitKind::kOfficialFolds}, 1), Error);
}

TEST_CASE("split: folds of whole groups never tear a group and spread the labels as the groups permit") {
  // Six groups: three of 12 "a", three of 12 "b"; three folds must each get one of both.
  Dataset data{{"a", "b"}, {}};
  for (int i = 0; i < 72; ++i)
    data.examples.push_back({Tensor({1, 1}), i / 36, "clip" + std::to_string(i), "g" + std::to_string(i / 12), i});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto splits =
        make_splits(data, {.kind = SplitKind::kFolds, .unit = SplitUnit::kGroup, .validation = 0.0, .folds = 3}, seed);
    std::set<std::string> seen;
    for (const Split& split : splits) {
      CHECK(class_counts(data, split.test) == std::vector<std::int64_t>{12, 12});
      std::set<std::string> groups;
      for (const std::size_t i : split.test) groups.insert(data.examples[i].group);
      CHECK(groups.size() == 2);
      for (const std::size_t i : split.train) CHECK(groups.count(data.examples[i].group) == 0);
      seen.insert(groups.begin(), groups.end());
    }
    CHECK(seen.size() == 6);
  }
}

TEST_CASE("group folds: groups of unequal size fill every fold") {
  Rng rng(3);
  std::vector<std::vector<std::int64_t>> counts;
  for (int i = 0; i < 11; ++i) counts.push_back({1 + i, 11 - i});
  const auto fold_of = assign_group_folds(counts, 4, rng);
  std::map<std::size_t, std::int64_t> sizes;
  for (std::size_t i = 0; i < counts.size(); ++i) sizes[fold_of[i]] += counts[i][0] + counts[i][1];
  REQUIRE(sizes.size() == 4);
  // 132 examples in groups of 12: two folds' worth of three groups, one of two would be 24 to 36.
  for (const auto& [fold, size] : sizes) CHECK((size == 24 || size == 36));
}

TEST_CASE("recipe: official folds and their validation are read from JSON") {
  const Recipe recipe = recipe_from_json(
      R"({"name":"r","network":{"layers":[]},"split":{"type":"official_folds","validate_on_next_fold":true,"validation":0}})");
  CHECK(recipe.split.kind == SplitKind::kOfficialFolds);
  CHECK(recipe.split.validate_on_next_fold);
}
