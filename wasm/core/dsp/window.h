// Periodic windows, as scipy.signal.get_window(name, n, fftbins=True).
#pragma once

#include <vector>

namespace earshot::dsp {

enum class Window { kHann, kHamming, kBlackman, kFlatTop, kBoxcar, kTriangular };

// n >= 1 values, computed in double.
[[nodiscard]] std::vector<double> make_window(Window window, int n);

}  // namespace earshot::dsp
