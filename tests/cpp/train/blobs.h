// A small set for tests of training: three classes of six frames, and its two parts.
#pragma once

#include <string>
#include <utility>

#include "base/rng.h"
#include "train/dataset.h"
#include "train/split.h"

namespace earshot::test {

// `apart`: how far the means of neighbouring classes lie from each other, in standard deviations.
inline train::Dataset blobs(int per_class, double apart, std::uint64_t seed) {
  train::Dataset data{{"a", "b", "c"}, {}};
  Rng rng(seed);
  for (int i = 0; i < 3 * per_class; ++i) {
    Tensor features({6, 4});
    for (float& x : features.data) x = static_cast<float>(rng.normal() + apart * (i % 3));
    data.examples.push_back({std::move(features), i % 3, "clip" + std::to_string(i), "", i});
  }
  return data;
}

// The first twelve for validation, the others to train on.
inline train::Split parts(const train::Dataset& data) {
  train::Split split;
  for (std::size_t i = 0; i < data.examples.size(); ++i) (i < 12 ? split.validation : split.train).push_back(i);
  return split;
}

}  // namespace earshot::test
