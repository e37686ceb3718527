// A whole clip as mono at another rate: noise to mix in, and what cleaning begins with.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "audio/mixdown.h"
#include "audio/resampler.h"
#include "base/error.h"
#include "wav_blocks.h"

namespace earshot::bindings {

// Also what cleaning begins with: a whole clip, mixed down and resampled.
class MonoIntake {
 public:
  MonoIntake(int target_rate, int sample_rate, int channels)
      : channels_(channels), resampler_(sample_rate, target_rate) {
    require(channels >= 1, ErrorCode::kInvalidArgument, "A clip has at least one channel.");
  }
  MonoIntake(int target_rate, audio::WavHeader header) : MonoIntake(target_rate, header.sample_rate, header.channels) {
    wav_.emplace(std::move(header));
  }

  [[nodiscard]] int channels() const { return channels_; }
  void accept(Planar channels) {
    mono_.resize(channels.empty() ? 0 : channels.front().size());
    audio::mixdown(channels, mono_);
    resampler_.accept(mono_, samples_);
  }
  void accept_bytes(std::span<const std::uint8_t> bytes) {
    require(wav_.has_value(), ErrorCode::kInvalidArgument, "This clip takes samples, not bytes.");
    accept(wav_->decode(bytes));
  }
  // Throws kEmptyClip.
  [[nodiscard]] std::vector<float> finish() {
    resampler_.finish(samples_);
    require(!samples_.empty(), ErrorCode::kEmptyClip, "The clip holds no sound (0 samples).");
    return std::move(samples_);
  }
  [[nodiscard]] std::string warning() const { return wav_ ? wav_->info().warning : std::string(); }

 private:
  int channels_;
  audio::Resampler resampler_;
  std::optional<WavBlocks> wav_;
  std::vector<float> mono_, samples_;
};

}  // namespace earshot::bindings
