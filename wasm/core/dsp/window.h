// Windows as scipy.signal.get_window(name, n, fftbins): periodic ones for spectra, symmetric ones for Kaldi.
#pragma once

#include <vector>

namespace earshot::dsp {

enum class Window { kHann, kHamming, kBlackman, kFlatTop, kBoxcar, kTriangular };

// n >= 1 values, computed in double. A periodic window is the symmetric one of n + 1 points without its last.
[[nodiscard]] std::vector<double> make_window(Window window, int n, bool symmetric = false);

}  // namespace earshot::dsp
