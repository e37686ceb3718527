// Blocks of decoded audio -> segments ready for the feature extractor: mixdown, resampling and preprocessing as the
// FeatureConfig says (a model of two channels gets the clip's first two, interleaved; a mono clip gives both).
// Classification, training and the command line all take this path.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/pcm.h"
#include "audio/resampler.h"
#include "features/feature_config.h"
#include "preprocess/preprocessor.h"

namespace earshot::classify {

class FrontEnd {
 public:
  // `overlap` of neighbouring segments as a fraction of their length, 0 .. 0.95; negative: as the config says.
  // Throws kInvalidArgument for an impossible rate, channel count or overlap, and kInvalidConfig.
  FrontEnd(const features::FeatureConfig& config, int sample_rate, std::size_t num_channels, double overlap = -1.0);

  // One span per channel, all of one length. `sink` gets the segments that became complete; their source times are
  // seconds of the clip before gating. Throws kInvalidArgument when the channels do not match.
  void accept(std::span<const std::span<const float>> channels, preprocess::SegmentSink sink);
  void finish(preprocess::SegmentSink sink);

  // Samples per channel so far, at the source rate.
  [[nodiscard]] std::int64_t num_accepted() const { return num_accepted_; }
  [[nodiscard]] double duration_s() const { return static_cast<double>(num_accepted_) / sample_rate_; }

 private:
  void deliver_interleaved(preprocess::SegmentSink sink);

  int sample_rate_;
  std::size_t num_channels_;
  std::vector<float> mono_;
  audio::Resampler resampler_;
  std::vector<float> resampled_;
  // A model of two channels: the second one's way, and both as one stream (left, right, ...).
  bool stereo_;
  std::optional<audio::Resampler> right_resampler_;
  std::vector<float> right_resampled_, interleaved_;
  preprocess::Preprocessor preprocessor_;
  std::int64_t num_accepted_ = 0;
};

// The samples of each channel, as FrontEnd::accept takes them.
[[nodiscard]] std::vector<std::span<const float>> channel_spans(const audio::Pcm& pcm);

}  // namespace earshot::classify
