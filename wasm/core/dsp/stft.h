// Power spectra of four windowed frames at once: |librosa.stft|^2 for frames that framing.h has cut; with StftOptions,
// those of Kaldi's filter banks (torchaudio.compliance.kaldi.fbank) and of Hugging Face's spectrogram.
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

struct StftOptions {
  int n_fft = 1024;
  int win_length = 1024;  // <= n_fft
  Window window = Window::kHann;
  bool window_symmetric = false;
  // Frames are n_fft samples long with the window in their middle; else win_length samples, and zeros follow.
  bool whole_frames = true;
  bool remove_dc_offset = false;  // the mean of the samples under the window is taken off first
  float preemphasis = 0.0F;       // then x[t] becomes x[t] - preemphasis x[t - 1], x[-1] being x[0]
};

class Stft {
 public:
  explicit Stft(const StftOptions& options);

  [[nodiscard]] int num_bins() const { return fft_.num_bins(); }
  // frames: four times n_fft (or win_length) samples -> power: [num_bins]
  void power(const FramePointers& frames, std::span<Lanes> power);

 private:
  // What Kaldi does to a frame before the window.
  void condition(std::span<Lanes> frames) const;

  RealFft fft_;
  bool remove_dc_offset_;
  float preemphasis_;
  std::size_t window_begin_;     // outside the window the frame is 0 and stays so
  std::vector<float> window_;    // [win_length]
  std::vector<Lanes> windowed_;  // [n_fft]
};

}  // namespace earshot::dsp
