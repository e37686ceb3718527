#include "train/split.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>

#include "base/error.h"
#include "base/rng.h"
#include "train/group_folds.h"

namespace earshot::train {
namespace {

struct Unit {
  std::string group;
  int label = 0;  // the most frequent one
  std::vector<std::size_t> examples;
};

std::vector<Unit> make_units(const Dataset& dataset, SplitUnit unit) {
  // A map, not an unordered one: the order of units before shuffling must not depend on a hash.
  std::map<std::tuple<std::string, int, std::size_t>, Unit> units;
  for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
    const Example& example = dataset.examples[i];
    std::tuple<std::string, int, std::size_t> key;
    switch (unit) {
      case SplitUnit::kExample: key = {"", 0, i}; break;
      case SplitUnit::kClip: key = {"", example.clip, 0}; break;
      // Examples of unknown group stand for themselves: a clip each.
      case SplitUnit::kGroup: key = {example.group, example.group.empty() ? example.clip : 0, 0}; break;
    }
    Unit& entry = units[key];
    entry.group = example.group;
    entry.examples.push_back(i);
  }
  std::vector<Unit> out;
  for (auto& [key, entry] : units) {
    const std::vector<std::int64_t> counts = class_counts(dataset, entry.examples);
    entry.label = static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    out.push_back(std::move(entry));
  }
  return out;
}

// Shuffled, and in order of label when stratified: then any slice by position has each label's share.
std::vector<std::vector<Unit>> strata(std::vector<Unit> units, bool stratified, Rng& rng) {
  rng.shuffle(std::span(units));
  std::map<int, std::vector<Unit>> by_label;
  for (Unit& unit : units) by_label[stratified ? unit.label : 0].push_back(std::move(unit));
  std::vector<std::vector<Unit>> out;
  for (auto& [label, members] : by_label) out.push_back(std::move(members));
  return out;
}

void append(std::vector<std::size_t>& part, const Unit& unit) {
  part.insert(part.end(), unit.examples.begin(), unit.examples.end());
}

// The first units of each stratum go to the test part, the next to validation, the rest to training. A share above 0
// takes at least one unit when the stratum can spare it.
std::size_t share_of(std::size_t n, double share) {
  if (share <= 0.0) return 0;
  const auto rounded = static_cast<std::size_t>(static_cast<double>(n) * share + 0.5);
  return n >= 2 ? std::clamp<std::size_t>(rounded, 1, n - 1) : std::min(rounded, n);
}

void distribute(const std::vector<std::vector<Unit>>& strata, double validation, double test, Split& split) {
  for (const std::vector<Unit>& units : strata) {
    const std::size_t n_test = share_of(units.size(), test);
    const std::size_t n_validation = std::min(share_of(units.size(), validation), units.size() - n_test);
    for (std::size_t i = 0; i < units.size(); ++i) {
      append(i < n_test ? split.test : i < n_test + n_validation ? split.validation : split.train, units[i]);
    }
  }
}

void warn_missing(const Dataset& dataset, std::string_view part, const std::vector<std::size_t>& indices,
                  Split& split) {
  if (indices.empty()) return;
  const std::vector<std::int64_t> counts = class_counts(dataset, indices);
  constexpr std::size_t kNamed = 5;  // a data set may have hundreds of labels
  std::size_t missing = 0;
  std::string names;
  for (std::size_t label = 0; label < counts.size(); ++label) {
    if (counts[label] == 0 && missing++ < kNamed)
      names += (names.empty() ? "\"" : ", \"") + dataset.labels[label] + "\"";
  }
  if (missing > kNamed) names += " and " + std::to_string(missing - kNamed) + " more";
  if (missing > 0) split.warnings.push_back("The " + std::string(part) + " part has no example of " + names + ".");
}

void finish(const Dataset& dataset, Split& split) {
  for (auto* part : {&split.train, &split.validation, &split.test}) std::sort(part->begin(), part->end());
  if (split.train.empty())
    throw Error(ErrorCode::kInvalidData, "Too few clips: nothing is left to train on after the split.");
  warn_missing(dataset, "training", split.train, split);
  warn_missing(dataset, "validation", split.validation, split);
  warn_missing(dataset, "test", split.test, split);
}

// One split that tests on the units for which `is_test` holds.
template <class IsTest>
Split held_out(const Dataset& dataset, const std::vector<Unit>& units, const SplitConfig& config, std::string name,
               Rng& rng, IsTest is_test) {
  Split split;
  split.name = std::move(name);
  std::vector<Unit> rest;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (is_test(i)) {
      append(split.test, units[i]);
    } else {
      rest.push_back(units[i]);
    }
  }
  distribute(strata(std::move(rest), true, rng), config.validation, 0.0, split);
  finish(dataset, split);
  return split;
}

// Moves a share of the training part to validation, in whole units.
void take_validation(const Dataset& dataset, const SplitConfig& config, Rng& rng, Split& split) {
  if (config.validation <= 0.0) return;
  Dataset rest{dataset.labels, {}};
  for (const std::size_t i : split.train) {
    const Example& example = dataset.examples[i];
    rest.examples.push_back({{}, example.label, {}, example.group, example.clip});
  }
  Split inner;
  distribute(strata(make_units(rest, config.unit), true, rng), config.validation, 0.0, inner);
  const std::vector<std::size_t> candidates = std::move(split.train);
  split.train.clear();
  for (const std::size_t i : inner.train) split.train.push_back(candidates[i]);
  for (const std::size_t i : inner.validation) split.validation.push_back(candidates[i]);
}

std::vector<Split> group_folds(const Dataset& dataset, const std::vector<Unit>& units, const SplitConfig& config,
                               Rng& rng) {
  std::vector<std::vector<std::int64_t>> counts;
  for (const Unit& unit : units) counts.push_back(class_counts(dataset, unit.examples));
  const auto folds = static_cast<std::size_t>(config.folds);
  const std::vector<std::size_t> fold_of = assign_group_folds(counts, folds, rng);
  std::vector<Split> out;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    out.push_back(held_out(dataset, units, config, "fold " + std::to_string(fold + 1) + " of " + std::to_string(folds),
                           rng, [&](std::size_t i) { return fold_of[i] == fold; }));
  }
  return out;
}

enum class Part { kTrain, kValidation, kTest, kNone };

// Data sets that name parts instead of numbering folds.
Part part_named(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name == "train" || name == "training") return Part::kTrain;
  if (name == "validation" || name == "valid" || name == "val" || name == "dev") return Part::kValidation;
  if (name == "test" || name == "testing" || name == "eval" || name == "evaluation") return Part::kTest;
  return Part::kNone;
}

Split named_parts(const Dataset& dataset, const SplitConfig& config, Rng& rng) {
  Split split;
  split.name = "official parts";
  for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
    const Part part = part_named(dataset.examples[i].fold);
    (part == Part::kTrain ? split.train : part == Part::kTest ? split.test : split.validation).push_back(i);
  }
  if (split.validation.empty()) take_validation(dataset, config, rng, split);
  finish(dataset, split);
  return split;
}

// "2" before "10".
bool fold_before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::vector<Split> official_folds(const Dataset& dataset, const SplitConfig& config, Rng& rng) {
  std::vector<std::string> folds;
  for (const Example& example : dataset.examples) {
    if (example.fold.empty()) {
      throw Error(ErrorCode::kInvalidData,
                  "Official folds were asked for, but " + example.id +
                      " has none; only data sets such as ESC-50, or a CSV with a fold column, have them.");
    }
    if (std::find(folds.begin(), folds.end(), example.fold) == folds.end()) folds.push_back(example.fold);
  }
  if (std::all_of(folds.begin(), folds.end(),
                  [](const std::string& fold) { return part_named(fold) != Part::kNone; })) {
    return {named_parts(dataset, config, rng)};
  }
  std::sort(folds.begin(), folds.end(), fold_before);
  const std::size_t least = config.validate_on_next_fold ? 3 : 2;
  if (folds.size() < least) {
    throw Error(ErrorCode::kInvalidData, "There must be at least " + std::to_string(least) +
                                             " official folds; there is only " + folds.front() +
                                             (folds.size() > 1 ? " and " + folds.back() : "") + ".");
  }
  std::vector<Split> out;
  for (std::size_t fold = 0; fold < folds.size(); ++fold) {
    const std::string& next = folds[(fold + 1) % folds.size()];
    Split split;
    split.name = "fold " + folds[fold];
    for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
      const std::string& own = dataset.examples[i].fold;
      const bool validation = config.validate_on_next_fold && own == next;
      (own == folds[fold] ? split.test : validation ? split.validation : split.train).push_back(i);
    }
    if (!config.validate_on_next_fold) take_validation(dataset, config, rng, split);
    finish(dataset, split);
    out.push_back(std::move(split));
  }
  return out;
}

}  // namespace

void SplitConfig::validate() const {
  const auto check = [](bool ok, const char* sentence) { require(ok, ErrorCode::kInvalidConfig, sentence); };
  check(validation >= 0.0 && validation < 1.0, "split: validation must be at least 0 and below 1.");
  check(test >= 0.0 && test < 1.0, "split: test must be at least 0 and below 1.");
  check(validation + test < 1.0, "split: validation and test must leave something to train on.");
  check(folds >= 2 && folds <= 1000, "split: folds must be from 2 to 1000.");
}

namespace {

std::vector<Split> split_all(const Dataset& dataset, const SplitConfig& config, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Unit> units =
      make_units(dataset, config.kind == SplitKind::kLeaveOneGroupOut ? SplitUnit::kGroup : config.unit);
  std::vector<Split> out;
  switch (config.kind) {
    case SplitKind::kRatio:
    case SplitKind::kStratified: {
      Split split;
      distribute(strata(std::move(units), config.kind == SplitKind::kStratified, rng), config.validation, config.test,
                 split);
      finish(dataset, split);
      out.push_back(std::move(split));
      break;
    }
    case SplitKind::kFolds: {
      const auto folds = static_cast<std::size_t>(config.folds);
      if (units.size() < folds) {
        throw Error(ErrorCode::kInvalidData, "There are " + std::to_string(units.size()) +
                                                 " clips or groups, too few for " + std::to_string(folds) + " folds.");
      }
      if (config.unit == SplitUnit::kGroup) {
        out = group_folds(dataset, units, config, rng);
        break;
      }
      // Dealing out the stratified order like cards gives each fold its share of every label.
      std::vector<Unit> ordered;
      for (std::vector<Unit>& stratum : strata(std::move(units), true, rng))
        std::move(stratum.begin(), stratum.end(), std::back_inserter(ordered));
      for (std::size_t fold = 0; fold < folds; ++fold) {
        out.push_back(held_out(dataset, ordered, config,
                               "fold " + std::to_string(fold + 1) + " of " + std::to_string(folds), rng,
                               [&](std::size_t i) { return i % folds == fold; }));
      }
      break;
    }
    case SplitKind::kLeaveOneGroupOut: {
      for (const Unit& unit : units) {
        if (unit.group.empty())
          throw Error(ErrorCode::kInvalidData,
                      "Leave one group out needs a group (speaker, recording) for every clip.");
      }
      if (units.size() < 2) throw Error(ErrorCode::kInvalidData, "Leave one group out needs at least two groups.");
      for (std::size_t group = 0; group < units.size(); ++group) {
        // Validation clips come from the other groups, whole groups when the unit is the group and single clips
        // otherwise.
        Split split = held_out(dataset, units, {.validation = 0.0}, "without " + units[group].group, rng,
                               [&](std::size_t i) { return i == group; });
        if (config.validation > 0.0) {
          take_validation(dataset, config, rng, split);
          split.warnings.clear();
          finish(dataset, split);
        }
        out.push_back(std::move(split));
      }
      break;
    }
    case SplitKind::kOfficialFolds: out = official_folds(dataset, config, rng); break;
  }
  return out;
}

}  // namespace

std::vector<Split> make_splits(const Dataset& dataset, const SplitConfig& config, std::uint64_t seed) {
  config.validate();
  // What decides about the split, without the features and without what is for training only.
  Dataset candidates{dataset.labels, {}};
  std::vector<std::size_t> index_of, training_only;
  for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
    const Example& example = dataset.examples[i];
    if (example.training_only) {
      training_only.push_back(i);
      continue;
    }
    index_of.push_back(i);
    candidates.examples.push_back({{}, example.label, example.id, example.group, example.clip, example.fold});
  }
  std::vector<Split> splits = split_all(candidates, config, seed);
  for (Split& split : splits) {
    for (auto* part : {&split.train, &split.validation, &split.test})
      for (std::size_t& index : *part) index = index_of[index];
    split.train.insert(split.train.end(), training_only.begin(), training_only.end());
    std::sort(split.train.begin(), split.train.end());
  }
  return splits;
}

}  // namespace earshot::train
