// Features of a clip by themselves: mixdown, resampling to the configuration's rate, extraction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/resampler.h"
#include "base/tensor.h"
#include "features/feature_extractor.h"
#include "wav_blocks.h"

namespace earshot::bindings {

class FeatureJob {
 public:
  FeatureJob(const features::FeatureConfig& config, int channels, int sample_rate);
  FeatureJob(const features::FeatureConfig& config, audio::WavHeader header);

  [[nodiscard]] int channels() const { return channels_; }

  void accept(Planar channels);
  void accept_bytes(std::span<const std::uint8_t> bytes);
  // [frames, coefficients]; valid until the job ends.
  [[nodiscard]] std::span<const float> finish();

  [[nodiscard]] int num_frames() const { return extractor_.frames_ready(); }
  [[nodiscard]] int num_coefficients() const { return extractor_.num_coefficients(); }

 private:
  int channels_;
  audio::Resampler resampler_;
  features::FeatureExtractor extractor_;
  std::optional<WavBlocks> wav_;
  std::vector<std::span<const float>> block_;  // of each channel
  std::vector<float> mono_;
  std::vector<float> resampled_;
};

}  // namespace earshot::bindings
