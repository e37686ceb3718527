// Waveform -> gate -> segments -> trim -> level: what happens between decoding and features, for files, the
// microphone, the command line and training alike.
//
//   Preprocessor preprocessor(config, sample_rate);
//   preprocessor.accept(samples, [&](const Segment& segment) { ... segment.samples ... });  // any number of times
//   preprocessor.finish(...);
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/pcm.h"
#include "preprocess/envelope_gate.h"
#include "preprocess/preprocess_config.h"
#include "preprocess/segmenter.h"

namespace earshot::preprocess {

class Preprocessor {
 public:
  // With two channels (interleaved, see Segmenter) the gate and the trim must be off. Throws kInvalidConfig.
  Preprocessor(const PreprocessConfig& config, int sample_rate, int channels = 1);

  // Samples at the rate given; calls `sink` for every segment they complete. With trim, segment.samples is
  // shorter than the segment; its times stay those of the whole segment.
  void accept(std::span<const float> samples, SegmentSink sink);
  void finish(SegmentSink sink);
  // Ready for the next clip; keeps all allocations.
  void reset() noexcept;

  // Samples so far, and those of them that the gate kept. Zero kept after finish(): the clip was below the threshold
  // throughout and gave no segment.
  [[nodiscard]] std::int64_t num_accepted() const { return num_accepted_; }
  [[nodiscard]] std::int64_t num_kept() const { return num_kept_; }

 private:
  void deliver(const Segment& segment, SegmentSink sink);

  PreprocessConfig config_;
  EnvelopeGate gate_;
  Segmenter segmenter_;
  std::vector<float> levelled_;  // a segment's own copy: neighbours share samples, level changes them
  std::int64_t num_accepted_ = 0;
  std::int64_t num_kept_ = 0;
};

// A whole clip at once.
void preprocess_clip(const PreprocessConfig& config, const audio::Waveform& waveform, SegmentSink sink);

}  // namespace earshot::preprocess
