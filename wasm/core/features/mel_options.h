// The part of a FeatureConfig that decides the mel filters.
#pragma once

#include "dsp/mel.h"
#include "features/feature_config.h"
#include "features/frame_feature.h"

namespace earshot::features {

[[nodiscard]] inline dsp::MelOptions mel_options(const FeatureConfig& config) {
  return {.sample_rate = config.sample_rate,
          .n_fft = config.n_fft,
          .n_mels = config.n_mels,
          .f_min_hz = config.f_min_hz,
          .f_max_hz = config.effective_f_max_hz(),
          .scale = config.mel_scale,
          .norm = config.mel_norm,
          .triangles = config.mel_triangles};
}

// librosa.feature.melspectrogram's `power`.
[[nodiscard]] inline FrameInput mel_input(const FeatureConfig& config) {
  return config.power == 1 ? FrameInput::kMagnitude : FrameInput::kPower;
}

}  // namespace earshot::features
