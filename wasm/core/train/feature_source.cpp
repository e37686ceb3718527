#include "train/feature_source.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "features/feature_extractor.h"
#include "preprocess/level.h"

namespace earshot::train {
namespace {

// [frames, coefficients] of an example's features; more dimensions count as coefficients.
void mask_and_warp(const FeatureAugmentConfig& config, const Shape& shape, std::span<float> values,
                   std::vector<float>& scratch, Rng& rng) {
  if (!config.any() || shape.empty()) return;
  const std::int64_t frames = std::max<std::int64_t>(1, shape.front());
  augment_features(config, frames, static_cast<std::int64_t>(values.size()) / frames, values, scratch, rng);
}

}  // namespace

void AugmentedFeatures::fill(const Request& request, Rng& rng, std::span<float> out) {
  const Tensor& features = request.dataset.examples[request.index].features;
  std::copy(features.data.begin(), features.data.end(), out.begin());
  mask_and_warp(config_, features.shape, out, scratch_[request.slot], rng);
}

void SegmentStore::add(std::span<const float> samples) {
  Stored& stored = segments_.emplace_back();
  float peak = 0.0F;
  for (const float x : samples) peak = std::max(peak, std::abs(x));
  constexpr float kSteps = std::numeric_limits<std::int16_t>::max();
  stored.step = peak / kSteps;
  stored.samples.reserve(samples.size());
  for (const float x : samples)
    stored.samples.push_back(peak > 0.0F ? static_cast<std::int16_t>(std::lround(x / stored.step)) : std::int16_t{0});
}

void SegmentStore::load(std::size_t i, std::span<float> out) const {
  const Stored& stored = segments_[i];
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = stored.step * static_cast<float>(stored.samples[k]);
}

void SegmentStore::take(SegmentStore&& other) {
  segments_.insert(segments_.end(), std::make_move_iterator(other.segments_.begin()),
                   std::make_move_iterator(other.segments_.end()));
  other.segments_.clear();
}

void SegmentStore::copy(const SegmentStore& other, std::size_t i) { segments_.push_back(other.segments_[i]); }

// What one thread works with.
struct WaveformSource::Slot {
  Slot(const features::FeatureConfig& config, const WaveformSourceOptions& options)
      : extractor(config), augmenter(options.waveform, config.sample_rate, config.channels, options.backgrounds) {}

  features::FeatureExtractor extractor;
  preprocess::WaveformAugmenter augmenter;
  std::vector<float> samples, scratch;
};

WaveformSource::WaveformSource(const features::FeatureConfig& config, SegmentStore segments,
                               WaveformSourceOptions options)
    : WaveformSource(config, std::make_shared<const SegmentStore>(std::move(segments)), std::move(options)) {}

WaveformSource::WaveformSource(const features::FeatureConfig& config, std::shared_ptr<const SegmentStore> segments,
                               WaveformSourceOptions options)
    : config_(config), segments_(std::move(segments)), options_(std::move(options)) {
  prepare(1);
}

WaveformSource::~WaveformSource() = default;

void WaveformSource::prepare(std::size_t num_slots) {
  while (slots_.size() < num_slots) slots_.push_back(std::make_unique<Slot>(config_, options_));
}

void WaveformSource::fill(const Request& request, Rng& rng, std::span<float> out) {
  Slot& slot = *slots_[request.slot];
  slot.samples.resize(segments_->num_samples(request.index));
  segments_->load(request.index, slot.samples);
  slot.augmenter.apply(slot.samples, rng);
  preprocess::normalize_level(config_.preprocess.level, slot.samples);
  slot.extractor.reset();
  slot.extractor.accept(slot.samples);
  slot.extractor.finish();
  const std::span<const float> frames = slot.extractor.frames();
  std::copy_n(frames.begin(), std::min(frames.size(), out.size()), out.begin());
  mask_and_warp(options_.features, request.dataset.feature_shape(), out, slot.scratch, rng);
}

}  // namespace earshot::train
