// The envelope gate for the eye: what it keeps and why, over a whole clip.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "preprocess/preprocess_config.h"

namespace earshot::preprocess {

struct EnvelopePreview {
  std::vector<float> envelope;     // one value a sample
  std::vector<std::uint8_t> mask;  // 1: envelope > threshold (all 1 when the gate is disabled)
  std::vector<float> kept;         // the samples with mask 1
};

// Throws kInvalidConfig. Non-finite samples count as 0.
[[nodiscard]] EnvelopePreview preview_envelope(std::span<const float> samples, int sample_rate,
                                               const GateConfig& config);

// The same for drawing: column c of n stands for samples [c * length / n, (c + 1) * length / n).
struct EnvelopeColumns {
  std::vector<float> min, max;  // of the samples
  std::vector<float> envelope;  // its largest value
  std::vector<float> kept;      // kept share of the samples, 0 .. 1
  std::int64_t num_kept = 0;    // samples of the whole clip
};

// A clip shorter than num_columns has one column a sample. Memory does not grow with the clip.
[[nodiscard]] EnvelopeColumns preview_envelope_columns(std::span<const float> samples, int sample_rate,
                                                       const GateConfig& config, std::size_t num_columns);

}  // namespace earshot::preprocess
