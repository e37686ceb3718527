#include "classify/clip_features.h"

#include "base/error.h"
#include "classify/front_end.h"

namespace earshot::classify {

ClipFeatures::ClipFeatures(const features::FeatureConfig& config) : config_(config), extractor_(config) {}

std::vector<Tensor> ClipFeatures::extract(const audio::Pcm& clip) {
  require(clip.num_frames() > 0, ErrorCode::kEmptyClip, "The clip holds no sound (0 samples).");
  std::vector<Tensor> result;
  const auto collect = [&](const preprocess::Segment& segment) {
    extractor_.reset();
    extractor_.accept(segment.samples);
    extractor_.finish();
    const std::span<const float> frames = extractor_.frames();
    result.emplace_back(Shape{extractor_.frames_ready(), extractor_.num_coefficients()},
                        std::vector<float>(frames.begin(), frames.end()));
  };
  FrontEnd front_end(config_, clip.sample_rate, clip.num_channels());
  front_end.accept(channel_spans(clip), collect);
  front_end.finish(collect);
  return result;
}

}  // namespace earshot::classify
