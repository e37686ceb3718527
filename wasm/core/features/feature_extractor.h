// Waveform segment -> features. Streaming is the only implementation: offline is accept everything,
// then finish. Any chunking gives bit-identical frames.
//
//   FeatureExtractor extractor(config);
//   extractor.accept(samples);            // as often as samples arrive
//   extractor.finish();
//   use(extractor.frames());              // [frames_ready, num_coefficients]
//   extractor.reset();
#pragma once

#include <memory>
#include <span>

#include "base/tensor.h"
#include "features/feature_config.h"

namespace earshot::features {

class FeatureExtractor {
 public:
  // Validates and allocates tables and plans. Throws kInvalidConfig.
  explicit FeatureExtractor(const FeatureConfig& config);
  ~FeatureExtractor();
  FeatureExtractor(FeatureExtractor&&) noexcept;
  FeatureExtractor& operator=(FeatureExtractor&&) noexcept;

  // Room for segments of this length, so that accept() and finish() never allocate. Without it the frame
  // buffer grows while the first segment passes; reset() keeps what it has grown to.
  void reserve_seconds(double seconds);

  // Samples at config.sample_rate, interleaved when there are two channels; any number at a time. Non-finite samples
  // count as 0. Ignored between finish() and reset().
  void accept(std::span<const float> samples);
  // No more samples: the last frames (centre padding, deltas, maxima over the clip) become ready.
  // Without a single sample there are no frames, pooled or not.
  void finish();
  // Frames (rows) that are final. With pooling, and for log-mel and MFCC in dB with db_ref max or top_db >= 0, all
  // wait for finish(); with deltas the last delta_width / 2.
  [[nodiscard]] int frames_ready() const;
  // Columns of a row: config.num_columns().
  [[nodiscard]] int num_coefficients() const;
  // Rows 0 .. frames_ready()-1, row-major [frames, coefficients]; valid until the next accept, finish or reset.
  [[nodiscard]] std::span<const float> frames() const;
  // Ready for the next segment; keeps all allocations.
  void reset();

  [[nodiscard]] const FeatureConfig& config() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One segment at once: [frames, coefficients]. Throws kInvalidConfig, and kEmptyClip when there are no samples.
[[nodiscard]] Tensor extract(const FeatureConfig& config, std::span<const float> samples);

}  // namespace earshot::features
