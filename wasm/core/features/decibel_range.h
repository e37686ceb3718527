// The part of librosa.power_to_db that needs the whole clip, applied to decibel values:
//   ref = max:   subtract the largest value (10 log10 is monotone, so the maximum may be taken after it)
//   top_db >= 0: raise everything below maximum - top_db to that level
#pragma once

#include <cstddef>
#include <span>

#include "features/feature_config.h"

namespace earshot::features {

// Whether values stay open until the clip has ended.
[[nodiscard]] bool needs_whole_clip(const FeatureConfig& config);

// rows: `stride` values apart, the first `num_values` of each being decibels.
void apply_decibel_range(const FeatureConfig& config, std::span<float> rows, std::size_t num_values,
                         std::size_t stride);

}  // namespace earshot::features
