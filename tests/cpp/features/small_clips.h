// Settings and samples for tests of features: small, so that everything can be compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/rng.h"
#include "features/feature_config.h"

namespace earshot::test {

// Small frames of unequal window, so that short clips still have several.
inline features::FeatureConfig small_config(features::Kind kind) {
  return {.kind = kind, .n_fft = 256, .win_length = 200, .hop_length = 80, .n_mels = 24, .n_mfcc = 12};
}

inline std::vector<float> noise(std::size_t n, std::uint64_t seed = 1) {
  Rng rng(seed);
  std::vector<float> samples(n);
  for (float& x : samples) x = static_cast<float>(rng.uniform(-0.5, 0.5));
  return samples;
}

}  // namespace earshot::test
