// Cuts the (gated) waveform into segments of equal length: what is classified at once.
//
// Segment k starts at start + k * hop. A clip too short for its first segment gives its last `length` samples instead;
// a clip shorter than one segment is filled up with zeros or with itself, or stays as short as it is; what remains
// after the last whole segment is dropped or becomes one more segment, filled up with zeros or not. No samples, no
// segments.
//
// With two channels samples come interleaved (left, right, left, ...) and segments are so too; positions and times
// still count moments, not values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "preprocess/function_ref.h"
#include "preprocess/preprocess_config.h"
#include "preprocess/source_map.h"

namespace earshot::preprocess {

// Positions count samples of the gated waveform; `source` positions those of the clip before the gate, where results
// are drawn. Ends are exclusive. Padding is not counted.
struct Segment {
  std::int64_t start_sample = 0;
  std::int64_t end_sample = 0;
  double start_s = 0.0;
  double end_s = 0.0;
  std::int64_t source_start_sample = 0;
  std::int64_t source_end_sample = 0;
  double source_start_s = 0.0;
  double source_end_s = 0.0;
  std::span<const float> samples;  // with padding; valid during the callback only
};

using SegmentSink = FunctionRef<void(const Segment&)>;

class Segmenter {
 public:
  // Throws kInvalidConfig.
  Segmenter(const SegmentConfig& config, int sample_rate, int channels = 1);

  // The next values of the gated waveform, consecutive in the clip from value `source_start` on. Calls `sink` for every
  // segment they complete. Allocates only when the whole clip is one segment, whose length cannot be known.
  // Non-finite samples count as 0.
  void accept(std::int64_t source_start, std::span<const float> samples, SegmentSink sink);
  // No more samples: the short clip, the tail, or the whole clip. Call reset() before the next clip.
  void finish(SegmentSink sink);
  void reset() noexcept;

 private:
  [[nodiscard]] bool is_done() const noexcept {
    return config_.max_segments > 0 && num_segments_ == config_.max_segments;
  }
  // The first segment of a later start is the latest `length` values once the start has passed, or when the clip ends
  // before.
  [[nodiscard]] bool awaits_start() const noexcept { return start_ > 0 && num_segments_ == 0; }
  [[nodiscard]] std::int64_t keep_latest(std::span<const float> samples) noexcept;
  void begin_with_latest(std::int64_t count) noexcept;
  void emit_short_or_tail(SegmentSink sink);
  // The first `length` values of the buffer, `num_real` of which are the clip's.
  void emit(std::int64_t num_real, std::int64_t length, SegmentSink sink);

  // All positions and lengths count values: moments times channels.
  SegmentConfig config_;
  int sample_rate_;
  std::int64_t channels_;
  std::int64_t length_;  // 0: the whole clip
  std::int64_t hop_;
  std::int64_t start_;
  SourceMap source_;
  std::vector<float> buffer_;  // values next_start_ .. position_ - 1; while awaiting the start, the latest ones
  std::int64_t filled_ = 0;
  std::int64_t position_ = 0;    // values accepted
  std::int64_t next_start_ = 0;  // of the next segment
  std::int64_t num_segments_ = 0;
};

// [start, end) of a segment of one channel in the gated waveform, padding not counted.
struct SegmentBounds {
  std::int64_t start_sample = 0;
  std::int64_t end_sample = 0;
};

// What Segmenter would give for a waveform of so many samples.
[[nodiscard]] std::vector<SegmentBounds> segment_bounds(std::int64_t num_samples, int sample_rate,
                                                        const SegmentConfig& config);

// Lengths in samples, rounded to nearest, at least 1; the length is 0 when the whole clip is one segment.
[[nodiscard]] std::int64_t segment_length_samples(const SegmentConfig& config, int sample_rate);
[[nodiscard]] std::int64_t segment_hop_samples(const SegmentConfig& config, int sample_rate);
[[nodiscard]] std::int64_t segment_start_samples(const SegmentConfig& config, int sample_rate);

}  // namespace earshot::preprocess
