// Level normalisation of a segment.
#pragma once

#include <span>

#include "preprocess/preprocess_config.h"

namespace earshot::preprocess {

// kRms brings the RMS to -20 dBFS: the usual level of speech and music, 20 dB below full scale for peaks.
inline constexpr float kTargetRms = 0.1F;

// kPeak scales the largest magnitude to 1, kRms the RMS to kTargetRms (peaks may then pass 1; nothing is clipped).
// Silence (nothing above 2^-24, half a step of 24 bits) stays as it is. Non-finite samples become 0.
void normalize_level(LevelNormalization normalization, std::span<float> samples) noexcept;

}  // namespace earshot::preprocess
