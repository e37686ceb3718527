// Folds of whole groups with labels as evenly spread as the groups permit: the greedy assignment of scikit-learn's
// StratifiedGroupKFold, which puts the most uneven groups first, each where it leaves the labels most even.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.h"

namespace earshot::train {

// `counts`: for each unit, its examples of each label. Gives the fold (0 .. folds - 1) of each unit.
[[nodiscard]] std::vector<std::size_t> assign_group_folds(std::span<const std::vector<std::int64_t>> counts,
                                                          std::size_t folds, Rng& rng);

}  // namespace earshot::train
