#include "feature_job.h"

#include <algorithm>
#include <utility>

#include "audio/mixdown.h"
#include "base/error.h"

namespace earshot::bindings {
namespace {

// Samples of a channel that go all the way before the next ones: what passes between the stages stays in the cache, and
// is not as large as the clip.
constexpr std::size_t kBlock = 1 << 15;

}  // namespace

FeatureJob::FeatureJob(const features::FeatureConfig& config, int channels, int sample_rate)
    : channels_(channels), resampler_(sample_rate, config.sample_rate), extractor_(config) {
  require(channels >= 1, ErrorCode::kInvalidArgument, "A clip has at least one channel.");
}

FeatureJob::FeatureJob(const features::FeatureConfig& config, audio::WavHeader header)
    : FeatureJob(config, header.channels, header.sample_rate) {
  wav_.emplace(std::move(header));
}

void FeatureJob::accept(Planar channels) {
  const std::size_t num_frames = channels.empty() ? 0 : channels.front().size();
  for (std::size_t begin = 0; begin < num_frames; begin += kBlock) {
    const std::size_t count = std::min(kBlock, num_frames - begin);
    block_.clear();
    for (const auto& channel : channels) block_.push_back(channel.subspan(begin, count));
    mono_.resize(count);
    audio::mixdown(block_, mono_);
    resampled_.clear();
    resampler_.accept(mono_, resampled_);
    extractor_.accept(resampled_);
  }
}

void FeatureJob::accept_bytes(std::span<const std::uint8_t> bytes) {
  require(wav_.has_value(), ErrorCode::kInvalidArgument, "This clip takes samples, not bytes.");
  accept(wav_->decode(bytes));
}

std::span<const float> FeatureJob::finish() {
  resampled_.clear();
  resampler_.finish(resampled_);
  extractor_.accept(resampled_);
  extractor_.finish();
  return extractor_.frames();
}

}  // namespace earshot::bindings
