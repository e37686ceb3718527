#include "nn/loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace earshot::nn {
namespace {

// loss = sum_k t_k (lse(z) - z_k), d/dz_k = softmax(z)_k sum(t) - t_k.
double softmax_row(std::int64_t n, const float* z, const float* t, float scale, float* gradient) {
  const float largest = *std::max_element(z, z + n);
  double sum = 0.0;
  for (std::int64_t k = 0; k < n; ++k) sum += std::exp(static_cast<double>(z[k] - largest));
  const double log_sum = std::log(sum);
  double loss = 0.0;
  double mass = 0.0;
  for (std::int64_t k = 0; k < n; ++k) {
    loss += static_cast<double>(t[k]) * (log_sum - static_cast<double>(z[k] - largest));
    mass += static_cast<double>(t[k]);
  }
  if (gradient == nullptr) return loss;
  for (std::int64_t k = 0; k < n; ++k) {
    const double p = std::exp(static_cast<double>(z[k] - largest)) / sum;
    gradient[k] = scale * static_cast<float>(p * mass - static_cast<double>(t[k]));
  }
  return loss;
}

// loss = mean_k (softplus(z_k) - t_k z_k), d/dz_k = (sigmoid(z_k) - t_k) / n.
double sigmoid_row(std::int64_t n, const float* z, const float* t, float scale, float* gradient) {
  double loss = 0.0;
  for (std::int64_t k = 0; k < n; ++k) {
    const double x = static_cast<double>(z[k]);
    const double small = std::exp(-std::abs(x));
    loss += std::max(x, 0.0) + std::log1p(small) - static_cast<double>(t[k]) * x;
    if (gradient == nullptr) continue;
    const double p = x >= 0.0 ? 1.0 / (1.0 + small) : small / (1.0 + small);
    gradient[k] = scale * static_cast<float>((p - static_cast<double>(t[k])) / static_cast<double>(n));
  }
  return loss / static_cast<double>(n);
}

}  // namespace

double loss_and_gradient(Loss loss, const LossBatch& batch, std::span<float> gradient) noexcept {
  double total = 0.0;
  const float share = 1.0F / static_cast<float>(std::max<std::int64_t>(1, batch.examples));
  for (std::int64_t i = 0; i < batch.examples; ++i) {
    const std::int64_t at = i * batch.classes;
    const float weight = batch.sample_weights.empty() ? 1.0F : batch.sample_weights[static_cast<std::size_t>(i)];
    float* row = gradient.empty() ? nullptr : gradient.data() + at;
    const auto of_row = loss == Loss::kSoftmaxCrossEntropy ? softmax_row : sigmoid_row;
    total += static_cast<double>(weight) *
             of_row(batch.classes, batch.logits.data() + at, batch.targets.data() + at, weight * share, row);
  }
  return total / static_cast<double>(std::max<std::int64_t>(1, batch.examples));
}

void one_hot(Loss loss, int label, float smoothing, std::span<float> row) noexcept {
  const float rest = loss == Loss::kSoftmaxCrossEntropy ? smoothing / static_cast<float>(row.size()) : smoothing / 2.0F;
  std::fill(row.begin(), row.end(), rest);
  if (label >= 0 && static_cast<std::size_t>(label) < row.size())
    row[static_cast<std::size_t>(label)] = 1.0F - smoothing + rest;
}

std::vector<float> balanced_class_weights(std::span<const std::int64_t> counts) {
  const auto n = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  std::vector<float> out;
  for (const std::int64_t count : counts) {
    out.push_back(
        count == 0 ? 0.0F : static_cast<float>(n / (static_cast<double>(counts.size()) * static_cast<double>(count))));
  }
  return out;
}

}  // namespace earshot::nn
