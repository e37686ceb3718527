// Silence off both ends, as librosa.effects.trim(y, top_db, ref=max, frame_length, hop_length) 0.11.
#pragma once

#include <cstdint>
#include <span>

#include "preprocess/preprocess_config.h"

namespace earshot::preprocess {

// [start, end) in samples.
struct SampleRange {
  std::int64_t start = 0;
  std::int64_t end = 0;
};

// Frames are centred on multiples of hop_length, with zeros beyond the ends; a frame counts as sound when its power is
// above -top_db relative to the loudest frame (powers below 1e-10 count as 1e-10, so a clip below -100 dBFS
// throughout is equally loud throughout and stays whole, as in librosa: a silent clip still reaches the next stage).
// `config` as checked by validate(); `enabled` is the caller's business.
[[nodiscard]] SampleRange trim_range(std::span<const float> samples, const TrimConfig& config) noexcept;

}  // namespace earshot::preprocess
