// One clip, fed by blocks of any size at its own rate and channel count: mixdown, resampling,
// preprocessing, segments, scores, and their mean over the clip.
#pragma once

#include <memory>
#include <span>

#include "audio/pcm.h"
#include "classify/classifier.h"
#include "classify/prediction.h"

namespace earshot::classify {

struct ClipOptions {
  // Overlap of neighbouring segments as a fraction of their length, 0 .. 0.95; negative: the model's own hop.
  double overlap = -1.0;
};

class ClipClassifier {
 public:
  // `classifier` must outlive this. Throws kInvalidArgument for an impossible rate or channel count.
  ClipClassifier(Classifier& classifier, int sample_rate, std::size_t num_channels, const ClipOptions& options = {});
  ~ClipClassifier();
  ClipClassifier(ClipClassifier&&) noexcept;
  ClipClassifier& operator=(ClipClassifier&&) noexcept;

  // One span per channel, all of one length.
  void accept(std::span<const std::span<const float>> channels);
  void accept(const audio::Pcm& pcm);
  // Segments done so far, for progress and partial results.
  [[nodiscard]] const std::vector<SegmentPrediction>& segments() const;
  // Throws kEmptyClip when no sample was accepted.
  [[nodiscard]] ClipPrediction finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace earshot::classify
