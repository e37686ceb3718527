// Weights from FFT bins to pitch classes, as librosa.filters.chroma with tuning 0, ctroct 5, octwidth 2,
// norm 2, base_c: row 0 is C when n_chroma is a multiple of 12.
#pragma once

#include <vector>

namespace earshot::dsp {

// [n_chroma, n_fft / 2 + 1], row-major.
[[nodiscard]] std::vector<float> chroma_filters(int sample_rate, int n_fft, int n_chroma);

}  // namespace earshot::dsp
