// Triangular mel filters, as librosa.filters.mel: computed in double, stored sparse.
#pragma once

#include <span>
#include <vector>

#include "base/lanes.h"

namespace earshot::dsp {

// kSlaney: linear below 1 kHz, logarithmic above (Auditory Toolbox). kHtk: 2595 log10(1 + f / 700).
enum class MelScale { kSlaney, kHtk };
// kSlaney: each filter has unit area over Hz. kNone: each filter peaks at 1.
enum class MelNorm { kSlaney, kNone };
// Where a filter's sides are straight: over Hz (librosa), or over mel (Kaldi).
enum class MelTriangles { kHz, kMel };

[[nodiscard]] double hz_to_mel(double hz, MelScale scale);
[[nodiscard]] double mel_to_hz(double mel, MelScale scale);

struct MelOptions {
  int sample_rate = 16000;
  int n_fft = 1024;
  int n_mels = 64;
  double f_min_hz = 0.0;
  double f_max_hz = 8000.0;
  MelScale scale = MelScale::kSlaney;
  MelNorm norm = MelNorm::kSlaney;
  MelTriangles triangles = MelTriangles::kHz;
};

class MelFilterbank {
 public:
  explicit MelFilterbank(const MelOptions& options);

  [[nodiscard]] int num_mels() const { return static_cast<int>(filters_.size()); }
  // Filters narrower than the distance of two bins that fall between them: their output is always 0.
  // librosa warns about these; here the caller may ask.
  [[nodiscard]] int num_empty() const;
  // [n_mels, n_fft / 2 + 1] with the zeros written out.
  [[nodiscard]] std::vector<float> dense() const;

  // power: [n_fft / 2 + 1] -> mel: [n_mels], four frames at once.
  void apply(std::span<const Lanes> power, std::span<Lanes> mel) const;

 private:
  struct Filter {
    int first_bin = 0;
    int num_bins = 0;
    int first_weight = 0;
  };
  int num_fft_bins_;
  std::vector<Filter> filters_;
  std::vector<float> weights_;
};

}  // namespace earshot::dsp
