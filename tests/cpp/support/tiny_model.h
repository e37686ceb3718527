// A hand-made model for tests: band energies in, two labels out. "low" wins when the energy lies below a quarter of
// the band, "high" otherwise: the answer is known without training.
#pragma once

#include "classify/model_card.h"
#include "onnx/model.h"

namespace earshot::testing {

// 16 kHz, mean log-mel of 8 bands -> Flatten -> Gemm -> Softmax. `segment_s` 0: whole clips.
[[nodiscard]] onnx::Model tiny_model(double segment_s = 0.0);
[[nodiscard]] classify::ModelCard tiny_card(double segment_s = 0.0);

// A sine of amplitude 0.5.
[[nodiscard]] std::vector<float> sine(double frequency_hz, double seconds, int sample_rate);

}  // namespace earshot::testing
