#include "classify/streaming_classifier.h"

#include <algorithm>

#include "audio/clip_info.h"
#include "audio/resampler.h"
#include "base/error.h"
#include "classify/detector.h"
#include "preprocess/preprocessor.h"
#include "preprocess/segmenter.h"

namespace earshot::classify {
namespace {

constexpr double kWholeClipWindow_s = 1.0;  // for models that take clips of any length
constexpr float kDefaultThreshold = 0.5F;

StreamOptions completed(StreamOptions options, const ModelCard& card) {
  const double segment_s = card.features.preprocess.segment.length_s;
  if (options.window_s <= 0.0) options.window_s = segment_s > 0.0 ? segment_s : kWholeClipWindow_s;
  if (options.threshold < 0.0F) options.threshold = card.threshold > 0.0F ? card.threshold : kDefaultThreshold;
  const auto check = [](bool holds, const char* message) { require(holds, ErrorCode::kInvalidArgument, message); };
  check(options.window_s <= 60.0, "window_s must be at most 60 s.");
  check(options.hop_s >= 0.01 && options.hop_s <= 60.0, "hop_s must lie between 0.01 and 60 s.");
  check(options.smoothing_s >= 0.0 && options.smoothing_s <= 60.0, "smoothing_s must lie between 0 and 60 s.");
  check(options.threshold <= 1.0F, "threshold must lie between 0 and 1.");
  check(options.min_duration_s >= 0.0 && options.min_duration_s <= 60.0, "min_duration_s must lie between 0 and 60 s.");
  return options;
}

}  // namespace

struct StreamingClassifier::Impl {
  Impl(Classifier& model, int sample_rate, const StreamOptions& stream_options, Callback callback)
      : classifier(model),
        options(stream_options),
        on_update(std::move(callback)),
        resampler(sample_rate, model.card().features.sample_rate),
        windows({.length_s = options.window_s, .hop_s = options.hop_s}, model.card().features.sample_rate),
        preprocessor(model.card().features.preprocess, model.card().features.sample_rate,
                     model.card().features.channels),
        detector({options.hop_s, options.smoothing_s, options.threshold, options.min_duration_s},
                 model.card().labels.size()),
        scores(model.card().labels.size(), 0.0F) {}

  // A window is a small clip of its own: the same gate, segments, trim and level as a file of that length gets.
  void classify(const preprocess::Segment& window) {
    int num_segments = 0;
    std::fill(scores.begin(), scores.end(), 0.0F);
    const auto add = [&](const preprocess::Segment& segment) {
      const std::span<const float> segment_scores = classifier.classify_segment(segment.samples);
      for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += segment_scores[i];
      ++num_segments;
    };
    preprocessor.reset();
    preprocessor.accept(classifier.card().features.channels == 2 ? both_channels(window.samples) : window.samples, add);
    preprocessor.finish(add);
    for (float& score : scores) score /= static_cast<float>(std::max(num_segments, 1));

    const Detector::State state =
        detector.update(num_segments > 0 ? std::span<const float>(scores) : std::span<const float>());
    audio::LevelMeter meter;
    meter.accept(window.samples);
    on_update({.start_s = window.start_s,
               .end_s = window.end_s,
               .scores = scores,
               .smoothed = detector.smoothed(),
               .top = state.top,
               .detected = state.detected,
               .started = state.started,
               .level_dbfs = static_cast<float>(meter.dbfs())});
  }

  // The microphone is mono: a model of two channels hears it on both.
  std::span<const float> both_channels(std::span<const float> mono) {
    interleaved.clear();
    for (const float sample : mono) {
      interleaved.push_back(sample);
      interleaved.push_back(sample);
    }
    return interleaved;
  }

  Classifier& classifier;
  StreamOptions options;
  Callback on_update;
  audio::Resampler resampler;
  preprocess::Segmenter windows;
  preprocess::Preprocessor preprocessor;
  Detector detector;
  std::vector<float> resampled, interleaved;
  std::vector<float> scores;
  std::int64_t position = 0;  // samples at the model's rate
};

StreamingClassifier::StreamingClassifier(Classifier& classifier, int sample_rate, const StreamOptions& options,
                                         Callback on_update)
    : impl_(std::make_unique<Impl>(classifier, sample_rate, completed(options, classifier.card()),
                                   std::move(on_update))) {}
StreamingClassifier::~StreamingClassifier() = default;
StreamingClassifier::StreamingClassifier(StreamingClassifier&&) noexcept = default;
StreamingClassifier& StreamingClassifier::operator=(StreamingClassifier&&) noexcept = default;

void StreamingClassifier::accept(std::span<const float> samples) {
  Impl& impl = *impl_;
  impl.resampled.clear();
  impl.resampler.accept(samples, impl.resampled);
  impl.windows.accept(impl.position, impl.resampled,
                      [&impl](const preprocess::Segment& window) { impl.classify(window); });
  impl.position += static_cast<std::int64_t>(impl.resampled.size());
}

void StreamingClassifier::reset() {
  impl_->resampler.reset();
  impl_->windows.reset();
  impl_->detector.reset();
  impl_->position = 0;
}

}  // namespace earshot::classify
