#include "preprocess/augment.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace earshot::preprocess {
namespace {

double mean_square(std::span<const float> samples) {
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  return samples.empty() ? 0.0 : sum / static_cast<double>(samples.size());
}

// The factor for a noise of this power under a signal of that: 10 log10(signal / (factor^2 noise)) = snr.
double noise_gain(double signal, double noise, double snr_db) {
  return noise > 0.0 ? std::sqrt(signal / noise * std::pow(10.0, -snr_db / 10.0)) : 0.0;
}

bool is_range(const std::array<float, 2>& range, float off) { return range[0] != off || range[1] != off; }

void check_range(const std::array<float, 2>& range, float low, float high, const char* message) {
  require(range[0] >= low && range[1] <= high && range[0] <= range[1], ErrorCode::kInvalidConfig, message);
}

double draw(const std::array<float, 2>& range, Rng& rng) {
  return rng.uniform(static_cast<double>(range[0]), static_cast<double>(range[1]));
}

}  // namespace

bool WaveformAugmentConfig::any() const {
  return probability > 0.0F && (shift_s > 0.0F || is_range(speed, 1.0F) || is_range(pitch_semitones, 0.0F) ||
                                is_range(gain_db, 0.0F) || noise || background);
}

void WaveformAugmentConfig::validate() const {
  require(probability >= 0.0F && probability <= 1.0F, ErrorCode::kInvalidConfig,
          "augment.waveform.probability must lie between 0 and 1.");
  require(shift_s >= 0.0F && shift_s <= 60.0F, ErrorCode::kInvalidConfig,
          "augment.waveform.shift_s must lie between 0 and 60 seconds.");
  check_range(speed, 0.5F, 2.0F, "augment.waveform.speed must be factors between 0.5 and 2, the lower one first.");
  check_range(pitch_semitones, -12.0F, 12.0F,
              "augment.waveform.pitch_semitones must lie between -12 and 12, the lower one first.");
  check_range(gain_db, -60.0F, 60.0F, "augment.waveform.gain_db must lie between -60 and 60, the lower one first.");
  check_range(noise_snr_db, -40.0F, 120.0F,
              "augment.waveform.noise_snr_db must lie between -40 and 120, the lower one first.");
  check_range(background_snr_db, -40.0F, 120.0F,
              "augment.waveform.background_snr_db must lie between -40 and 120, the lower one first.");
}

WaveformAugmenter::WaveformAugmenter(const WaveformAugmentConfig& config, int sample_rate, int channels,
                                     std::span<const std::vector<float>> backgrounds)
    : config_(config), sample_rate_(sample_rate), channels_(channels), backgrounds_(backgrounds) {
  config.validate();
  require(channels >= 1 && sample_rate >= 1, ErrorCode::kInvalidArgument,
          "A waveform has a rate and at least one channel.");
  require(channels == 1 || !is_range(config.pitch_semitones, 0.0F), ErrorCode::kInvalidConfig,
          "augment.waveform.pitch_semitones works on one channel; use speed for two.");
  require(!config.background || !backgrounds.empty(), ErrorCode::kInvalidConfig,
          "augment.waveform.background_snr_db needs a folder of noise recordings.");
  for (const std::vector<float>& background : backgrounds) {
    require(!background.empty(), ErrorCode::kInvalidData, "A noise recording has no samples.");
  }
}

bool WaveformAugmenter::wants(bool enabled, Rng& rng) const {
  return enabled && rng.uniform() < static_cast<double>(config_.probability);
}

void WaveformAugmenter::apply(std::span<float> samples, Rng& rng) {
  if (samples.empty()) return;
  if (wants(is_range(config_.speed, 1.0F), rng)) change_speed(samples, draw(config_.speed, rng));
  if (wants(is_range(config_.pitch_semitones, 0.0F), rng)) change_pitch(samples, draw(config_.pitch_semitones, rng));
  if (wants(config_.shift_s > 0.0F, rng)) {
    const double most = static_cast<double>(config_.shift_s) * sample_rate_;
    shift(samples, std::llround(rng.uniform(-most, most)));
  }
  if (wants(config_.background, rng)) add_background(samples, draw(config_.background_snr_db, rng), rng);
  if (wants(config_.noise, rng)) add_noise(samples, draw(config_.noise_snr_db, rng), rng);
  if (wants(is_range(config_.gain_db, 0.0F), rng)) {
    const auto gain = static_cast<float>(std::pow(10.0, draw(config_.gain_db, rng) / 20.0));
    for (float& x : samples) x *= gain;
  }
}

void WaveformAugmenter::change_speed(std::span<float> samples, double factor) {
  const auto channels = static_cast<std::size_t>(channels_);
  const std::size_t n = samples.size() / channels;
  plane_.resize(n);
  changed_.resize(n);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < n; ++i) plane_[i] = samples[i * channels + c];
    play_faster(plane_, factor, changed_);
    for (std::size_t i = 0; i < n; ++i) samples[i * channels + c] = changed_[i];
  }
}

void WaveformAugmenter::change_pitch(std::span<float> samples, double semitones) {
  const double factor = std::pow(2.0, semitones / 12.0);
  plane_.assign(samples.begin(), samples.end());
  changed_.resize(static_cast<std::size_t>(std::llround(factor * static_cast<double>(samples.size()))) + 1);
  time_stretch(plane_, sample_rate_, changed_);
  play_faster(changed_, factor, samples);
}

void WaveformAugmenter::shift(std::span<float> samples, std::int64_t moments) {
  const auto distance = static_cast<std::size_t>(std::abs(moments) * channels_);
  if (distance >= samples.size()) return std::fill(samples.begin(), samples.end(), 0.0F);
  const auto d = static_cast<std::ptrdiff_t>(distance);
  if (moments >= 0) {
    std::copy_backward(samples.begin(), samples.end() - d, samples.end());
    std::fill_n(samples.begin(), d, 0.0F);
  } else {
    std::copy(samples.begin() + d, samples.end(), samples.begin());
    std::fill_n(samples.end() - d, d, 0.0F);
  }
}

void WaveformAugmenter::add_noise(std::span<float> samples, double snr_db, Rng& rng) {
  const double gain = noise_gain(mean_square(samples), 1.0, snr_db);
  for (float& x : samples) x += static_cast<float>(gain * rng.normal());
}

// Any stretch of any recording; one shorter than the segment is repeated.
void WaveformAugmenter::add_background(std::span<float> samples, double snr_db, Rng& rng) {
  const std::vector<float>& recording = backgrounds_[static_cast<std::size_t>(rng.below(backgrounds_.size()))];
  const std::size_t start = static_cast<std::size_t>(rng.below(recording.size()));
  const auto channels = static_cast<std::size_t>(channels_);
  noise_.resize(samples.size() / channels);
  for (std::size_t i = 0; i < noise_.size(); ++i) noise_[i] = recording[(start + i) % recording.size()];
  const auto gain = static_cast<float>(noise_gain(mean_square(samples), mean_square(noise_), snr_db));
  for (std::size_t i = 0; i < noise_.size() * channels; ++i) samples[i] += gain * noise_[i / channels];
}

}  // namespace earshot::preprocess
