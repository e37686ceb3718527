#include "classify/clip_classifier.h"

#include <algorithm>

#include "base/error.h"
#include "classify/aggregate.h"
#include "classify/front_end.h"

namespace earshot::classify {

struct ClipClassifier::Impl {
  Impl(Classifier& model, int sample_rate, std::size_t num_channels, double overlap)
      : classifier(model), front_end(model.card().features, sample_rate, num_channels, overlap) {}

  void score(const preprocess::Segment& segment) {
    const std::span<const float> scores = classifier.classify_segment(segment.samples);
    segments.push_back({segment.source_start_s, segment.source_end_s, {scores.begin(), scores.end()}});
  }

  Classifier& classifier;
  FrontEnd front_end;
  std::vector<SegmentPrediction> segments;
};

ClipClassifier::ClipClassifier(Classifier& classifier, int sample_rate, std::size_t num_channels,
                               const ClipOptions& options)
    : impl_(std::make_unique<Impl>(classifier, sample_rate, num_channels, options.overlap)) {}
ClipClassifier::~ClipClassifier() = default;
ClipClassifier::ClipClassifier(ClipClassifier&&) noexcept = default;
ClipClassifier& ClipClassifier::operator=(ClipClassifier&&) noexcept = default;

void ClipClassifier::accept(std::span<const std::span<const float>> channels) {
  impl_->front_end.accept(channels, [this](const preprocess::Segment& segment) { impl_->score(segment); });
}

void ClipClassifier::accept(const audio::Pcm& pcm) { accept(channel_spans(pcm)); }

const std::vector<SegmentPrediction>& ClipClassifier::segments() const { return impl_->segments; }

ClipPrediction ClipClassifier::finish() {
  require(impl_->front_end.num_accepted() > 0, ErrorCode::kEmptyClip,
          "The clip holds no sound (0 samples). Choose another file.");
  impl_->front_end.finish([this](const preprocess::Segment& segment) { impl_->score(segment); });
  ClipPrediction prediction;
  prediction.duration_s = impl_->front_end.duration_s();
  prediction.segments = std::move(impl_->segments);
  // Resampling rounds the clip's length up to a whole sample of the model's rate.
  for (SegmentPrediction& segment : prediction.segments) segment.end_s = std::min(segment.end_s, prediction.duration_s);
  prediction.scores = mean_scores(prediction.segments);
  return prediction;
}

}  // namespace earshot::classify
