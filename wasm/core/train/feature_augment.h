// Changes to features [frames, coefficients] in training: SpecAugment (Park et al., 2019), warps of both axes, shifts
// in time and of the level, filters, noise. All off by default; what is drawn comes from the Rng handed in.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.h"

namespace earshot::train {

struct FeatureAugmentConfig {
  // So many stripes, each of a width up to this share of the axis, become the example's mean: nothing is to be seen
  // there.
  int time_masks = 0;
  float time_mask = 0.15F;
  int frequency_masks = 0;
  float frequency_mask = 0.15F;
  // A point in the middle half of the axis moves by up to this share of it, and the two sides stretch and shrink with
  // it; the ends stay. Along frequency that is what another throat or another size of an instrument does.
  float time_warp = 0.0F;
  float frequency_warp = 0.0F;
  // All frames move by up to this share of the axis, either way; what leaves at one end enters at the other.
  float time_shift = 0.0F;
  // Up to this share of the axis is cut off at either end, and what is left stretched over all of it: a word whose
  // first or last sound was too faint to be kept.
  float time_crop = 0.0F;
  // Up to so much, either way, is added to every cell: of features in decibels, that makes the sound louder or softer.
  float level = 0.0F;
  // FilterAugment (Nam, Kim and Park, 2022): what another microphone or another room makes of the sound. The frequency
  // axis is cut into three to five parts; at each of their ends up to so much, either way, is added to all frames, and
  // in between what lies on a straight line. For features in decibels.
  float filter = 0.0F;
  // An even noise is heard as well, so many decibels below the mean power of the example. For features in decibels.
  bool noise = false;
  std::array<float, 2> noise_snr_db = {10, 40};

  [[nodiscard]] bool any() const {
    return time_masks > 0 || frequency_masks > 0 || time_warp > 0.0F || frequency_warp > 0.0F || time_shift > 0.0F ||
           time_crop > 0.0F || level > 0.0F || filter > 0.0F || noise;
  }
};

// `scratch` is grown when needed and kept between calls.
void augment_features(const FeatureAugmentConfig& config, std::int64_t frames, std::int64_t coefficients,
                      std::span<float> features, std::vector<float>& scratch, Rng& rng);

}  // namespace earshot::train
