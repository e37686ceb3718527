#include "training/clip_intake.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace earshot::bindings {
namespace {

// FNV-1a over the samples' bits: clips that sound the same to the last bit are copies.
constexpr std::uint64_t kHashStart = 14695981039346656037ULL;
constexpr std::uint64_t kHashPrime = 1099511628211ULL;

}  // namespace

ClipIntake::ClipIntake(train::CollectedClip clip, std::shared_ptr<features::FeatureExtractor> extractor,
                       bool keep_waveforms, int sample_rate, int channels)
    : clip_(std::move(clip)),
      extractor_(std::move(extractor)),
      keep_waveforms_(keep_waveforms),
      channels_(channels),
      sample_rate_(sample_rate),
      front_end_(extractor_->config(), sample_rate, static_cast<std::size_t>(channels)),
      hash_((kHashStart ^ static_cast<std::uint64_t>(sample_rate)) * kHashPrime) {}

ClipIntake::ClipIntake(train::CollectedClip clip, std::shared_ptr<features::FeatureExtractor> extractor,
                       bool keep_waveforms, audio::WavHeader header)
    : ClipIntake(std::move(clip), std::move(extractor), keep_waveforms, header.sample_rate, header.channels) {
  wav_.emplace(std::move(header));
}

void ClipIntake::accept(Planar channels) {
  for (const auto& channel : channels) {
    level_.accept(channel);
    for (const float sample : channel) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, &sample, sizeof bits);
      hash_ = (hash_ ^ bits) * kHashPrime;
      peak_ = std::max(peak_, std::abs(sample));  // of a NaN the peak so far
    }
  }
  front_end_.accept(channels, [this](const preprocess::Segment& segment) { collect(segment); });
}

void ClipIntake::accept_bytes(std::span<const std::uint8_t> bytes) {
  require(wav_.has_value(), ErrorCode::kInvalidArgument, "This clip takes samples, not bytes.");
  accept(wav_->decode(bytes));
}

void ClipIntake::collect(const preprocess::Segment& segment) {
  extractor_->reset();
  extractor_->accept(segment.samples);
  extractor_->finish();
  const std::span<const float> frames = extractor_->frames();
  clip_.pieces.emplace_back(Shape{extractor_->frames_ready(), extractor_->num_coefficients()},
                            std::vector<float>(frames.begin(), frames.end()));
  if (keep_waveforms_) clip_.waveforms.add(segment.samples);
}

ClipIntake::Result ClipIntake::finish() {
  Result result;
  if (front_end_.num_accepted() == 0) {
    result.problem = "The clip holds no sound (0 samples).";
  } else {
    front_end_.finish([this](const preprocess::Segment& segment) { collect(segment); });
    if (clip_.pieces.empty()) result.problem = "Nothing is above the gate's threshold. Lower it, or check the level.";
  }
  clip_.length_s = front_end_.duration_s();
  clip_.content_hash = hash_ == 0 ? 1 : hash_;
  if (!result.problem.empty()) clip_.problem = clip_.id + ": " + result.problem;
  if (wav_) {
    result.warning = wav_->info().warning;
    result.sample_width_bytes = wav_->info().sample_width_bytes;
  }
  result.channels = channels_;
  result.sample_rate = sample_rate_;
  result.dbfs = level_.dbfs();
  result.peak = peak_;
  result.clip = std::move(clip_);
  return result;
}

}  // namespace earshot::bindings
