#include "preprocess/preprocess_config.h"

#include <cmath>

#include "base/error.h"

namespace earshot::preprocess {

void validate(const PreprocessConfig& config) {
  constexpr ErrorCode kCode = ErrorCode::kInvalidConfig;
  // An hour bounds every length in samples far below overflow at any rate.
  constexpr double kLongest = 3600.0;
  const auto in_range = [](double value, double low, double high) { return value >= low && value <= high; };

  require(std::isfinite(config.gate.threshold) && config.gate.threshold >= 0.0F, kCode,
          "preprocess.gate.threshold must be a number of at least 0 (full scale is 1).");
  require(in_range(config.gate.window_s, 1e-6, 60.0), kCode,
          "preprocess.gate.window_s must lie between 0.000001 and 60 seconds.");
  require(in_range(config.segment.length_s, 0.0, kLongest), kCode,
          "preprocess.segment.length_s must lie between 0 (the whole clip) and 3600 seconds.");
  require(in_range(config.segment.hop_s, 0.0, kLongest), kCode,
          "preprocess.segment.hop_s must lie between 0 (equal to length_s) and 3600 seconds.");
  require(in_range(config.segment.start_s, 0.0, kLongest), kCode,
          "preprocess.segment.start_s must lie between 0 and 3600 seconds.");
  require(config.segment.max_segments >= 0, kCode,
          "preprocess.segment.max_segments must be at least 0 (as many as there are).");
  require(std::isfinite(config.trim.top_db) && config.trim.top_db > 0.0F, kCode,
          "preprocess.trim.top_db must be a number above 0 dB.");
  require(config.trim.frame_length >= 1 && config.trim.frame_length <= 1 << 20, kCode,
          "preprocess.trim.frame_length must lie between 1 and 1048576 samples.");
  require(config.trim.hop_length >= 1 && config.trim.hop_length <= 1 << 20, kCode,
          "preprocess.trim.hop_length must lie between 1 and 1048576 samples.");
}

}  // namespace earshot::preprocess
