#include "preprocess/preprocessor.h"

#include "base/error.h"
#include "preprocess/level.h"
#include "preprocess/trim.h"

namespace earshot::preprocess {

Preprocessor::Preprocessor(const PreprocessConfig& config, int sample_rate, int channels)
    : config_(config), gate_(config.gate, sample_rate), segmenter_(config.segment, sample_rate, channels) {
  validate(config);
  require(channels == 1 || (!config.gate.enabled && !config.trim.enabled), ErrorCode::kInvalidConfig,
          "preprocess.gate and preprocess.trim work on one channel; turn them off for two.");
  if (config.level != LevelNormalization::kNone) {
    levelled_.reserve(static_cast<std::size_t>(channels * segment_length_samples(config.segment, sample_rate)));
  }
}

void Preprocessor::accept(std::span<const float> samples, SegmentSink sink) {
  num_accepted_ += static_cast<std::int64_t>(samples.size());
  const auto to_sink = [&](const Segment& segment) { deliver(segment, sink); };
  gate_.accept(samples, [&](std::int64_t source_start, std::span<const float> kept) {
    num_kept_ += static_cast<std::int64_t>(kept.size());
    segmenter_.accept(source_start, kept, to_sink);
  });
}

void Preprocessor::finish(SegmentSink sink) {
  const auto to_sink = [&](const Segment& segment) { deliver(segment, sink); };
  gate_.finish([&](std::int64_t source_start, std::span<const float> kept) {
    num_kept_ += static_cast<std::int64_t>(kept.size());
    segmenter_.accept(source_start, kept, to_sink);
  });
  segmenter_.finish(to_sink);
}

void Preprocessor::reset() noexcept {
  gate_.reset();
  segmenter_.reset();
  num_accepted_ = 0;
  num_kept_ = 0;
}

void Preprocessor::deliver(const Segment& segment, SegmentSink sink) {
  Segment ready = segment;
  if (config_.trim.enabled) {
    const SampleRange range = trim_range(ready.samples, config_.trim);
    ready.samples =
        ready.samples.subspan(static_cast<std::size_t>(range.start), static_cast<std::size_t>(range.end - range.start));
  }
  if (config_.level != LevelNormalization::kNone) {
    levelled_.assign(ready.samples.begin(), ready.samples.end());
    normalize_level(config_.level, levelled_);
    ready.samples = levelled_;
  }
  sink(ready);
}

void preprocess_clip(const PreprocessConfig& config, const audio::Waveform& waveform, SegmentSink sink) {
  Preprocessor preprocessor(config, waveform.sample_rate);
  preprocessor.accept(waveform.samples, sink);
  preprocessor.finish(sink);
}

}  // namespace earshot::preprocess
