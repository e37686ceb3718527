#include "dsp/chroma.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace earshot::dsp {
namespace {

// log10(2): base 10 as in dsp/mel.cpp, for the same reason.
constexpr double kDecadesPerOctave = std::numbers::ln2 / std::numbers::ln10;

constexpr double kOctaveZeroHz = 440.0 / 16.0;  // A0: octaves are counted from here
constexpr double kCentreOctave = 5.0;           // weights form a Gaussian over octaves around this one ...
constexpr double kOctaveWidth = 2.0;            // ... of this half-width
constexpr int kSemitonesAToC = 3;

}  // namespace

std::vector<float> chroma_filters(int sample_rate, int n_fft, int n_chroma) {
  const std::size_t bins = static_cast<std::size_t>(n_fft / 2) + 1;
  const std::size_t classes = static_cast<std::size_t>(n_chroma);
  const double n = n_chroma;

  // Pitch of each bin in chroma steps above A0. Bin 0 has none and is put 1.5 octaves below bin 1.
  // One bin beyond the last gives the last its width.
  std::vector<double> pitch(bins + 1);
  for (std::size_t k = 1; k <= bins; ++k) {
    pitch[k] = n * (std::log10(static_cast<double>(k) * sample_rate / n_fft / kOctaveZeroHz) / kDecadesPerOctave);
  }
  pitch[0] = pitch[1] - 1.5 * n;

  const double half = std::nearbyint(n / 2.0);
  const std::size_t turn = static_cast<std::size_t>(kSemitonesAToC * (n_chroma / 12));
  std::vector<float> weights(classes * bins);
  std::vector<double> column(classes);
  for (std::size_t k = 0; k < bins; ++k) {
    // librosa gives the very last of its n_fft columns width 1; with n_fft = 2 that is bin 1.
    const bool is_last = k + 1 == static_cast<std::size_t>(n_fft);
    const double width = is_last ? 1.0 : std::max(pitch[k + 1] - pitch[k], 1.0);
    double squares = 0.0;
    for (std::size_t c = 0; c < classes; ++c) {
      // Distance on the circle of n steps, in [-half, n - half).
      const double shifted = pitch[k] - static_cast<double>(c) + half + 10.0 * n;
      const double distance = shifted - n * std::floor(shifted / n) - half;
      const double x = 2.0 * distance / width;
      column[c] = std::exp(-0.5 * x * x);
      squares += column[c] * column[c];
    }
    const double octave = (pitch[k] / n - kCentreOctave) / kOctaveWidth;
    const double scale = std::exp(-0.5 * octave * octave) / std::sqrt(squares);
    for (std::size_t c = 0; c < classes; ++c) {
      weights[((c + classes - turn) % classes) * bins + k] = static_cast<float>(column[c] * scale);
    }
  }
  return weights;
}

}  // namespace earshot::dsp
