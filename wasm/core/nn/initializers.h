// First values of weights. fan_in and fan_out count what feeds one output and what one input feeds (kernel size
// included).
#pragma once

#include <cstdint>
#include <span>

#include "base/rng.h"

namespace earshot::nn {

struct Fans {
  std::int64_t in = 1, out = 1;
};

// Glorot and Bengio (2010): uniform within sqrt(6 / (in + out)). Keras' default for kernels.
void glorot_uniform(std::span<float> weights, Fans fans, Rng& rng);
// He et al. (2015): normal with variance 2 / in, for ReLU networks.
void he_normal(std::span<float> weights, Fans fans, Rng& rng);
// The same variance, uniform within sqrt(6 / in).
void he_uniform(std::span<float> weights, Fans fans, Rng& rng);

// A random matrix [rows, columns] with orthonormal rows (columns, when there are more rows), uniform over all such
// matrices (Saxe et al., 2014). Keras' default for recurrent kernels.
void orthogonal(std::span<float> weights, std::int64_t rows, std::int64_t columns, Rng& rng);

}  // namespace earshot::nn
