#include "nn/initializers.h"

#include <cmath>
#include <numeric>
#include <vector>

namespace earshot::nn {
namespace {

void uniform_within(std::span<float> weights, double limit, Rng& rng) {
  for (float& w : weights) w = static_cast<float>(rng.uniform(-limit, limit));
}

}  // namespace

void glorot_uniform(std::span<float> weights, Fans fans, Rng& rng) {
  uniform_within(weights, std::sqrt(6.0 / static_cast<double>(fans.in + fans.out)), rng);
}

void he_normal(std::span<float> weights, Fans fans, Rng& rng) {
  const double deviation = std::sqrt(2.0 / static_cast<double>(fans.in));
  for (float& w : weights) w = static_cast<float>(deviation * rng.normal());
}

void he_uniform(std::span<float> weights, Fans fans, Rng& rng) {
  uniform_within(weights, std::sqrt(6.0 / static_cast<double>(fans.in)), rng);
}

void orthogonal(std::span<float> weights, std::int64_t rows, std::int64_t columns, Rng& rng) {
  // Gram and Schmidt on normal vectors, each taken out twice: once leaves a rest of the order of the cancellation.
  const bool wide = columns >= rows;
  const auto count = static_cast<std::size_t>(wide ? rows : columns);
  const auto length = static_cast<std::size_t>(wide ? columns : rows);
  std::vector<std::vector<double>> basis;
  while (basis.size() < count) {
    std::vector<double> v(length);
    for (double& x : v) x = rng.normal();
    for (int pass = 0; pass < 2; ++pass) {
      for (const std::vector<double>& b : basis) {
        const double along = std::inner_product(v.begin(), v.end(), b.begin(), 0.0);
        for (std::size_t i = 0; i < length; ++i) v[i] -= along * b[i];
      }
    }
    const double norm = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
    for (double& x : v) x /= norm;
    basis.push_back(std::move(v));
  }
  for (std::size_t b = 0; b < count; ++b) {
    for (std::size_t i = 0; i < length; ++i) {
      weights[wide ? b * length + i : i * count + b] = static_cast<float>(basis[b][i]);
    }
  }
}

}  // namespace earshot::nn
