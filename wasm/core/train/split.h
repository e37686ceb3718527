// Parts of a data set. What must not be torn apart (a clip's pieces, a speaker's clips) moves as one unit, so that
// nothing of a unit is ever on both sides. The same seed gives the same parts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/dataset.h"

namespace earshot::train {

enum class SplitKind {
  kRatio,             // shares of all units
  kStratified,        // shares of the units of each label
  kFolds,             // stratified k-fold: each fold is the test part once; whole groups with SplitUnit::kGroup
  kLeaveOneGroupOut,  // each group is the test part once
  kOfficialFolds,     // each of the data set's own folds is the test part once; or its own train, validation and test
};
enum class SplitUnit { kExample, kClip, kGroup };

struct SplitConfig {
  SplitKind kind = SplitKind::kStratified;
  SplitUnit unit = SplitUnit::kClip;
  // Shares of the units. With folds and groups, of what is left when the test part is taken away.
  double validation = 0.2;
  double test = 0.0;
  int folds = 5;
  // With official folds: the fold after the test fold is the validation part, instead of a share of the rest.
  bool validate_on_next_fold = false;

  // Throws kInvalidConfig naming the field.
  void validate() const;
};

struct Split {
  std::string name;                                  // "fold 2 of 5", "without george"
  std::vector<std::size_t> train, validation, test;  // ascending
  std::vector<std::string> warnings;                 // "The validation part has no example of \"cello\"."
};

// One split, or one per fold or group. Examples for training only are in the training part of each. Throws kInvalidData
// when there are too few units or the training part stays empty.
[[nodiscard]] std::vector<Split> make_splits(const Dataset& dataset, const SplitConfig& config, std::uint64_t seed);

}  // namespace earshot::train
