// onnx/round_weights: the bound on the change, and what must not change.
#include "onnx/round_weights.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "base/rng.h"

using namespace earshot;

namespace {

onnx::Model with_weights(std::vector<float> values) {
  onnx::Model model;
  const auto n = static_cast<std::int64_t>(values.size());
  model.graph.initializers.emplace_back("w", Tensor({n}, std::move(values)));
  model.graph.initializers.emplace_back("shape", onnx::Int64Tensor{{1}, {123456789}});
  return model;
}

const std::vector<float>& weights(const onnx::Model& model) {
  return std::get<Tensor>(model.graph.initializers[0].second).data;
}

}  // namespace

TEST_CASE("round_weights: no weight moves by more than half a unit of its last bit, and the low bits are clear") {
  Rng rng(5);
  std::vector<float> values(1000);
  for (float& value : values) value = static_cast<float>(rng.normal() * std::pow(10.0, rng.uniform(-20, 20)));
  for (const int bits : {2, 8, 12, 23}) {
    onnx::Model model = with_weights(values);
    onnx::round_weights(model, bits);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float after = weights(model)[i];
      CHECK(std::abs(after - values[i]) <= std::abs(values[i]) * std::ldexp(1.0F, -bits));
      int exponent = 0;
      const float scaled = std::ldexp(std::frexp(after, &exponent), bits);
      CHECK(scaled == std::nearbyint(scaled));
    }
  }
}

TEST_CASE("round_weights: 24 bits, zeros, infinities and integers stay as they are") {
  const std::vector<float> values = {0.0F, -0.0F, 1.0F / 3.0F, INFINITY, -INFINITY, 1e-42F};
  onnx::Model model = with_weights(values);
  onnx::round_weights(model, 24);
  CHECK(weights(model) == values);
  CHECK(std::get<onnx::Int64Tensor>(model.graph.initializers[1].second).data[0] == 123456789);
  CHECK_THROWS_AS(onnx::round_weights(model, 1), Error);
  CHECK_THROWS_AS(onnx::round_weights(model, 25), Error);
}
