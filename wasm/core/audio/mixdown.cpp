#include "audio/mixdown.h"

#include <algorithm>
#include <utility>

namespace earshot::audio {

void mixdown(std::span<const std::span<const float>> channels, std::span<float> mono) noexcept {
  if (channels.empty()) {
    std::fill(mono.begin(), mono.end(), 0.0F);
    return;
  }
  std::copy_n(channels.front().begin(), mono.size(), mono.begin());
  if (channels.size() == 1) return;
  for (const auto& channel : channels.subspan(1)) {
    for (std::size_t i = 0; i < mono.size(); ++i) mono[i] += channel[i];
  }
  const auto count = static_cast<float>(channels.size());
  for (float& sample : mono) sample /= count;
}

Waveform mixdown(const Pcm& pcm) {
  Waveform out{pcm.sample_rate, std::vector<float>(pcm.num_frames())};
  const std::vector<std::span<const float>> channels(pcm.channels.begin(), pcm.channels.end());
  mixdown(channels, out.samples);
  return out;
}

Waveform mixdown(Pcm&& pcm) {
  if (pcm.num_channels() == 1) return {pcm.sample_rate, std::move(pcm.channels.front())};
  return mixdown(std::as_const(pcm));
}

}  // namespace earshot::audio
