// What every feature family implements: four frames in, their coefficients out. A new family is one file here
// with its maker, one line in frame_feature.cpp, a Kind, and a test.
//
// Shapes: input [frame length or n_fft / 2 + 1] lanes, values [num_values] lanes; lane l is frame l.
// Lanes from `count` on hold a copy of a real frame and their values are not used.
#pragma once

#include <memory>
#include <span>

#include "base/lanes.h"
#include "features/feature_config.h"

namespace earshot::features {

enum class FrameInput {
  kSamples,    // the samples of the frame, no window
  kPower,      // |STFT|^2
  kMagnitude,  // |STFT|
};

class FrameFeature {
 public:
  virtual ~FrameFeature() = default;
  [[nodiscard]] virtual FrameInput input() const { return FrameInput::kPower; }
  [[nodiscard]] virtual int num_values() const = 0;
  // Neither throws nor allocates. Only PCEN keeps state from frame to frame.
  virtual void compute(std::span<const Lanes> input, int count, std::span<Lanes> values) = 0;
  virtual void reset() {}
};

// The family of config.kind (for MFCC the log-mel values before the cosine transform). Not for kWaveform.
[[nodiscard]] std::unique_ptr<FrameFeature> make_frame_feature(const FeatureConfig& config);

// One maker per family file.
std::unique_ptr<FrameFeature> make_spectrum(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_power(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_mel(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_log_mel(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_pcen(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_rms(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_zero_crossing_rate(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_centroid(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_bandwidth(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_rolloff(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_flatness(const FeatureConfig& config);
std::unique_ptr<FrameFeature> make_chroma(const FeatureConfig& config);

}  // namespace earshot::features
