// Clips of a data set as features (and waveforms), on all cores, with a folder of features extracted before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "features/feature_config.h"

namespace earshot::cli {

struct LoadOptions {
  bool keep_segments = false;   // waveforms for augmentation
  std::filesystem::path cache;  // a folder for features extracted before; "": none
};

struct ExtractedClip {
  std::vector<Tensor> segments;
  std::vector<std::vector<float>> waveforms;  // of the segments, when asked for
  double length_s = 0.0;
  std::uint64_t content_hash = 0;
  std::string problem;  // a sentence when the clip cannot be used
};

// One for one with `files`; what cannot be used has its problem and no segments.
[[nodiscard]] std::vector<ExtractedClip> extract_clips(std::span<const std::filesystem::path> files,
                                                       const features::FeatureConfig& config, const LoadOptions& load);

}  // namespace earshot::cli
