#include "classify/front_end.h"

#include <algorithm>
#include <string>

#include "audio/mixdown.h"
#include "base/error.h"
#include "base/set_up.h"

namespace earshot::classify {
namespace {

// Blocks are worked on in pieces of this many samples, so that a long file needs no long buffers.
constexpr std::size_t kPiece = 1 << 16;
constexpr double kMaxOverlap = 0.95;

int checked_rate(int sample_rate) {
  if (sample_rate < 1) {
    throw Error(ErrorCode::kInvalidArgument, "A sample rate of " + std::to_string(sample_rate) + " Hz is impossible.");
  }
  return sample_rate;
}

preprocess::PreprocessConfig with_overlap(preprocess::PreprocessConfig config, double overlap) {
  if (overlap < 0.0) return config;
  if (!(overlap <= kMaxOverlap)) {
    throw Error(ErrorCode::kInvalidArgument, "overlap must lie between 0 and 0.95.");
  }
  config.segment.hop_s = config.segment.length_s * (1.0 - overlap);
  return config;
}

}  // namespace

EARSHOT_SET_UP FrontEnd::FrontEnd(const features::FeatureConfig& config, int sample_rate, std::size_t num_channels,
                                  double overlap)
    : sample_rate_(checked_rate(sample_rate)),
      num_channels_(num_channels),
      resampler_(sample_rate, config.sample_rate),
      stereo_(config.channels == 2),
      preprocessor_(with_overlap(config.preprocess, overlap), config.sample_rate, config.channels) {
  require(num_channels >= 1, ErrorCode::kInvalidArgument, "A clip needs at least one channel.");
  mono_.resize(kPiece);
  resampled_.reserve(resampler_.max_output(kPiece));
  if (!stereo_) return;
  if (num_channels > 1) right_resampler_.emplace(sample_rate, config.sample_rate);
  right_resampled_.reserve(resampled_.capacity());
  interleaved_.reserve(2 * resampled_.capacity());
}

void FrontEnd::accept(std::span<const std::span<const float>> channels, preprocess::SegmentSink sink) {
  require(channels.size() == num_channels_, ErrorCode::kInvalidArgument,
          "The block has another number of channels than the clip.");
  const std::size_t length = channels.front().size();
  for (const auto& channel : channels) {
    require(channel.size() == length, ErrorCode::kInvalidArgument, "The channels of a block differ in length.");
  }
  std::vector<std::span<const float>> piece(num_channels_);
  for (std::size_t begin = 0; begin < length; begin += kPiece) {
    const std::size_t n = std::min(kPiece, length - begin);
    if (stereo_) {
      resampled_.clear();
      resampler_.accept(channels[0].subspan(begin, n), resampled_);
      right_resampled_.clear();
      if (right_resampler_) right_resampler_->accept(channels[1].subspan(begin, n), right_resampled_);
      deliver_interleaved(sink);
      continue;
    }
    for (std::size_t c = 0; c < num_channels_; ++c) piece[c] = channels[c].subspan(begin, n);
    audio::mixdown(piece, std::span(mono_).first(n));
    resampled_.clear();
    resampler_.accept(std::span<const float>(mono_).first(n), resampled_);
    preprocessor_.accept(resampled_, sink);
  }
  num_accepted_ += static_cast<std::int64_t>(length);
}

void FrontEnd::finish(preprocess::SegmentSink sink) {
  resampled_.clear();
  resampler_.finish(resampled_);
  if (stereo_) {
    right_resampled_.clear();
    if (right_resampler_) right_resampler_->finish(right_resampled_);
    deliver_interleaved(sink);
  } else {
    preprocessor_.accept(resampled_, sink);
  }
  preprocessor_.finish(sink);
}

// Both resamplers have seen as many samples and so give as many.
void FrontEnd::deliver_interleaved(preprocess::SegmentSink sink) {
  const std::vector<float>& right = right_resampler_ ? right_resampled_ : resampled_;
  interleaved_.clear();
  for (std::size_t i = 0; i < resampled_.size(); ++i) {
    interleaved_.push_back(resampled_[i]);
    interleaved_.push_back(right[i]);
  }
  preprocessor_.accept(interleaved_, sink);
}

std::vector<std::span<const float>> channel_spans(const audio::Pcm& pcm) {
  return {pcm.channels.begin(), pcm.channels.end()};
}

}  // namespace earshot::classify
