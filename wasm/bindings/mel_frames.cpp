#include "mel_frames.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace earshot::bindings {
namespace {

// Enough rows at once for the extractor's four lanes, few enough to stay in cache.
constexpr std::size_t kRowsAtOnce = 64;
constexpr int kBands = 96;

}  // namespace

int display_n_fft(int sample_rate) {
  if (sample_rate <= 24000) return 1024;
  return sample_rate <= 48000 ? 2048 : 4096;
}

features::FeatureConfig display_config(int sample_rate, int hop_length) {
  features::FeatureConfig config;
  config.sample_rate = sample_rate;
  config.kind = features::Kind::kMel;
  config.n_fft = display_n_fft(sample_rate);
  config.hop_length = hop_length;
  config.center = false;
  config.n_mels = kBands;
  return config;
}

MelFrames::MelFrames(int sample_rate, int hop_length, Sink sink)
    : extractor_(display_config(sample_rate, hop_length)),
      n_fft_(static_cast<std::size_t>(display_n_fft(sample_rate))),
      hop_(static_cast<std::size_t>(hop_length)),
      sink_(std::move(sink)),
      // Half a frame of silence before the first sample centres frame i on sample i * hop.
      pending_(n_fft_ / 2) {}

void MelFrames::accept(std::span<const float> mono) {
  const std::size_t skipped = std::min(skip_, mono.size());
  skip_ -= skipped;
  const auto kept = mono.subspan(skipped);
  pending_.insert(pending_.end(), kept.begin(), kept.end());
  drain();
}

void MelFrames::finish() {
  const std::vector<float> silence(n_fft_ / 2);
  accept(silence);
  pending_.assign(n_fft_ / 2, 0.0F);
  skip_ = 0;
}

void MelFrames::drain() {
  std::size_t start = 0;
  while (start < pending_.size() && pending_.size() - start >= n_fft_) {
    const std::size_t whole = (pending_.size() - start - n_fft_) / hop_ + 1;
    const std::size_t rows = std::min(whole, kRowsAtOnce);
    extractor_.accept(std::span<const float>(pending_).subspan(start, (rows - 1) * hop_ + n_fft_));
    extractor_.finish();
    sink_(extractor_.frames());
    extractor_.reset();
    start += rows * hop_;
  }
  if (start > pending_.size()) {
    skip_ += start - pending_.size();
    start = pending_.size();
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(start));
}

float decibels(float power, float reference, float floor_db) {
  if (!(power > 0.0F) || !(reference > 0.0F)) return floor_db;
  return std::max(floor_db, 10.0F * std::log10(power / reference));
}

}  // namespace earshot::bindings
