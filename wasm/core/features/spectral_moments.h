// Centre of gravity of a magnitude spectrum, shared by centroid and bandwidth.
#pragma once

#include <cstddef>
#include <span>

#include "base/lanes.h"

namespace earshot::features {

struct SpectralCentre {
  Lanes total;  // sum of magnitudes
  Lanes hz;     // 0 for a silent frame
};

// magnitude: [n_fft / 2 + 1], bins `bin_hz` apart.
[[nodiscard]] inline SpectralCentre spectral_centre(std::span<const Lanes> magnitude, float bin_hz) {
  Lanes total = 0.0F;
  Lanes moment = 0.0F;
  for (std::size_t k = 0; k < magnitude.size(); ++k) {
    total += magnitude[k];
    moment += static_cast<float>(k) * magnitude[k];
  }
  const Lanes safe = select(total.v > 0.0F, total, 1.0F);
  return {total, moment / safe * bin_hz};
}

}  // namespace earshot::features
