// Mean of the channels, as librosa.to_mono.
#pragma once

#include <span>

#include "audio/pcm.h"

namespace earshot::audio {

// mono[i] = mean over channels of channels[c][i]. Every channel has at least mono.size() samples; no channels: zeros.
void mixdown(std::span<const std::span<const float>> channels, std::span<float> mono) noexcept;

[[nodiscard]] Waveform mixdown(const Pcm& pcm);
// A mono clip is moved, not copied.
[[nodiscard]] Waveform mixdown(Pcm&& pcm);

}  // namespace earshot::audio
