// Power spectra of four windowed frames at once: |librosa.stft|^2 for frames that framing.h has cut.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/lanes.h"
#include "dsp/fft.h"
#include "dsp/window.h"

namespace earshot::dsp {

using FramePointers = std::array<const float*, Lanes::kCount>;

// lanes[t] = the t-th sample of the four frames. lanes: [frame length].
void gather(const FramePointers& frames, std::span<Lanes> lanes);

class Stft {
 public:
  // The window of win_length <= n_fft samples stands in the middle of the frame.
  Stft(int n_fft, int win_length, Window window);

  [[nodiscard]] int num_bins() const { return fft_.num_bins(); }
  // frames: four times n_fft samples -> power: [num_bins]
  void power(const FramePointers& frames, std::span<Lanes> power);

 private:
  RealFft fft_;
  std::size_t window_begin_;     // outside the window the frame is 0 and stays so
  std::vector<float> window_;    // [win_length]
  std::vector<Lanes> windowed_;  // [n_fft]
};

}  // namespace earshot::dsp
