#include "onnx/round_weights.h"

#include <cmath>

#include "base/error.h"

namespace earshot::onnx {
namespace {

float rounded(float value, int bits) {
  int exponent = 0;
  const float mantissa = std::frexp(value, &exponent);  // in [0.5, 1)
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, bits)), exponent - bits);
}

}  // namespace

void round_weights(Model& model, int bits) {
  require(bits >= 2 && bits <= 24, ErrorCode::kInvalidArgument, "Weights are rounded to 2 to 24 significant bits.");
  for (auto& [name, constant] : model.graph.initializers) {
    auto* tensor = std::get_if<Tensor>(&constant);
    if (tensor == nullptr) continue;
    for (float& value : tensor->data) value = rounded(value, bits);
  }
}

}  // namespace earshot::onnx
