#include "classify/detector.h"

#include <algorithm>
#include <cmath>

namespace earshot::classify {

Detector::Detector(const Options& options, std::size_t num_labels)
    : options_(options),
      // First-order low-pass sampled every hop: exp(-hop / tau).
      keep_(options.smoothing_s > 0.0 ? static_cast<float>(std::exp(-options.hop_s / options.smoothing_s)) : 0.0F),
      smoothed_(num_labels, 0.0F) {}

Detector::State Detector::update(std::span<const float> scores) noexcept {
  // The first window starts the mean, so that a sound at the very beginning is not held back.
  const float keep = first_ ? 0.0F : keep_;
  first_ = false;
  for (std::size_t i = 0; i < smoothed_.size(); ++i) {
    const float score = scores.empty() ? 0.0F : scores[i];
    smoothed_[i] = keep * smoothed_[i] + (1.0F - keep) * score;
  }
  const auto best = std::max_element(smoothed_.begin(), smoothed_.end());
  State state;
  if (best == smoothed_.end() || !(*best > 0.0F)) {
    candidate_ = -1;
    detected_ = false;
    return state;
  }
  state.top = static_cast<int>(best - smoothed_.begin());
  if (*best < options_.threshold) {
    candidate_ = -1;
    detected_ = false;
    return state;
  }
  if (candidate_ != state.top) {
    candidate_ = state.top;
    hops_above_ = 0;
    detected_ = false;
  } else {
    ++hops_above_;
  }
  // Half a hop of slack keeps 0.1 + 0.1 + 0.1 >= 0.3 true.
  const bool long_enough = (hops_above_ + 0.5) * options_.hop_s >= options_.min_duration_s;
  state.detected = long_enough;
  state.started = long_enough && !detected_;
  detected_ = long_enough;
  return state;
}

void Detector::reset() noexcept {
  std::fill(smoothed_.begin(), smoothed_.end(), 0.0F);
  first_ = true;
  candidate_ = -1;
  hops_above_ = 0;
  detected_ = false;
}

}  // namespace earshot::classify
