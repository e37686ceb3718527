#include "classify/self_test.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

#include "base/decimal.h"
#include "base/error.h"
#include "classify/classifier.h"

namespace earshot::classify {
namespace {

// Whole-clip models are tested on one second. With two channels the signal's values are taken as interleaved.
std::size_t test_length(const features::FeatureConfig& config) {
  const double seconds = config.preprocess.segment.length_s > 0.0 ? config.preprocess.segment.length_s : 1.0;
  return static_cast<std::size_t>(config.channels) *
         static_cast<std::size_t>(std::lround(seconds * config.sample_rate));
}

std::span<const float> scores_of(Classifier& classifier, std::string_view signal) {
  const auto& config = classifier.card().features;
  return classifier.classify_segment(self_test_signal(signal, config.sample_rate, test_length(config)));
}

}  // namespace

std::vector<float> self_test_signal(std::string_view name, int sample_rate, std::size_t num_samples) {
  if (name != kSelfTestSignal) {
    throw Error(ErrorCode::kInvalidModel, "The model's self-test uses the signal " + std::string(name) +
                                              ", which this version of Earshot does not know. Update Earshot.");
  }
  std::vector<float> samples(num_samples);
  const double rate = sample_rate;
  const double duration = static_cast<double>(num_samples) / rate;
  const double low_hz = 50.0;
  const double high_hz = 0.45 * rate;
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < num_samples; ++i) {
    const double t = static_cast<double>(i) / rate;
    // Linear sweep: phase is the integral of low + (high - low) t / duration.
    const double phase = 2.0 * std::numbers::pi * (low_hz * t + 0.5 * (high_hz - low_hz) * t * t / duration);
    noise = noise * 1664525U + 1013904223U;  // Numerical Recipes' constants
    const double white = static_cast<double>(noise) / 2147483648.0 - 1.0;
    samples[i] = static_cast<float>(0.5 * std::sin(phase) + 0.05 * white);
  }
  return samples;
}

SelfTest make_self_test(Classifier& classifier) {
  const std::span<const float> scores = scores_of(classifier, kSelfTestSignal);
  return {std::string(kSelfTestSignal), {scores.begin(), scores.end()}};
}

void run_self_test(Classifier& classifier, const SelfTest& test) {
  const std::span<const float> scores = scores_of(classifier, test.signal);
  float worst = 0.0F;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const float difference = std::abs(scores[i] - test.scores[i]);
    // The negated comparison also catches NaN.
    if (!(difference <= worst)) worst = difference;
  }
  if (!(worst <= kSelfTestTolerance)) {
    throw Error(ErrorCode::kSelfTestFailed, "The model does not give the scores stored inside it (largest difference " +
                                                decimal_text(worst) +
                                                "), so its results cannot be trusted. Export or download it again.");
  }
}

}  // namespace earshot::classify
