// A trained network as the file that is kept: labels, features, card and self-test inside, and proof that it loads.
#pragma once

#include <cstdint>
#include <vector>

#include "classify/model_card.h"
#include "onnx/model.h"

namespace earshot::classify {

// `card`: without its self-test, which is made here. Throws what loading throws.
[[nodiscard]] std::vector<std::uint8_t> finished_model(onnx::Model model, ModelCard card);

}  // namespace earshot::classify
