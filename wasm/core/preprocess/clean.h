// The cleaning of systems.md D for a whole clip: mono, resampled, gated by the envelope, cut into pieces.
#pragma once

#include <vector>

#include "audio/pcm.h"
#include "preprocess/preprocess_config.h"

namespace earshot::preprocess {

struct CleanedClip {
  std::vector<std::vector<float>> pieces;  // at the rate asked for, all of one length
  double length_s = 0.0;
  double kept_s = 0.0;  // above the threshold; the tail that fills no piece included
};

// `config`: gate and segments; trim and level act as they do everywhere. Throws kInvalidConfig, kInvalidArgument.
[[nodiscard]] CleanedClip clean_clip(audio::Pcm clip, int sample_rate, const PreprocessConfig& config);

}  // namespace earshot::preprocess
