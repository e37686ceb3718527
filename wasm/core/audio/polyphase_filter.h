// The resampler's low-pass filter: a Kaiser-windowed sinc, tabulated by phase.
//
// Specification, in units of the lower of the two Nyquist frequencies: pass-band to 0.9 within 0.05 dB, stop-band from
// 1.0 at -90 dB. With the stop-band edge at 1.0 nothing above the lower Nyquist frequency can fold anywhere into the
// band, and no image of what lies below it survives. Kaiser's formula for 96 dB (6 dB of margin) and a transition of
// 0.1 gives 123 periods of the lower rate.
#pragma once

#include <cstdint>
#include <vector>

namespace earshot::audio {

class PolyphaseFilter {
 public:
  // Output sample n lies at input position n * down / up; up and down have no common factor.
  PolyphaseFilter(std::int64_t up, std::int64_t down);

  // Input samples under the filter: a multiple of 16, half of them before the output's position.
  [[nodiscard]] std::int64_t num_taps() const { return num_taps_; }

  // Value at the position between tap num_taps/2 - 1 (phase 0) and num_taps/2 (phase `up`), where x[0] is the first
  // tap; phase in 0 .. up-1. The order of summation is fixed: the same natively and in WebAssembly.
  [[nodiscard]] float apply(const float* x, std::int64_t phase) const noexcept;

 private:
  std::int64_t up_;
  std::int64_t num_taps_ = 0;
  // One row for each phase 0 .. up-1. With too many phases for that: rows at `num_rows_` equal steps of phase and one
  // more at the end, interpolated linearly.
  std::int64_t num_rows_ = 0;
  bool interpolated_ = false;
  std::vector<float> rows_;
};

}  // namespace earshot::audio
