// Derivative over time by a local polynomial fit, as librosa.feature.delta: savgol_filter with
// polyorder = deriv = order. The fit has no higher power than the derivative asks for, so its
// derivative is one number per window, and the first and last width/2 frames share that of the first and
// last whole window (mode "interp").
#pragma once

#include <span>

namespace earshot::dsp {

// Weights w with sum_i w[i] x[i] = the `order`-th derivative (1 or 2) of the least-squares polynomial of
// degree `order` through x[0 .. w.size()-1], per frame. All 0 when there are too few points (size <= order).
void delta_weights(int order, std::span<float> weights);

}  // namespace earshot::dsp
