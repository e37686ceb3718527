// The features a clip gives, segment by segment: what training learns from is what classification sees.
#pragma once

#include <vector>

#include "audio/pcm.h"
#include "base/tensor.h"
#include "features/feature_config.h"
#include "features/feature_extractor.h"

namespace earshot::classify {

// One extractor for many clips; its plans and buffers are kept.
class ClipFeatures {
 public:
  // Throws kInvalidConfig.
  explicit ClipFeatures(const features::FeatureConfig& config);

  // One tensor [frames, coefficients] a segment; none when the gate kept nothing. Throws kEmptyClip for a clip
  // without samples and kInvalidArgument for an impossible rate.
  [[nodiscard]] std::vector<Tensor> extract(const audio::Pcm& clip);

 private:
  features::FeatureConfig config_;
  features::FeatureExtractor extractor_;
};

}  // namespace earshot::classify
