// Classes made equally large by leaving examples out.
#pragma once

#include <span>
#include <vector>

#include "base/rng.h"
#include "train/dataset.h"

namespace earshot::train {

// As many of each label as the rarest label among `indices` has, drawn at random; ascending. Labels without an example
// are left aside.
[[nodiscard]] std::vector<std::size_t> undersample(const Dataset& dataset, std::span<const std::size_t> indices,
                                                   Rng& rng);

}  // namespace earshot::train
