// Losses fused with their output activation, taken from the logits: log-sum-exp instead of a logarithm of a
// probability.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace earshot::nn {

enum class Loss {
  kSoftmaxCrossEntropy,        // one of the classes (targets sum to 1 a row)
  kSigmoidBinaryCrossEntropy,  // each class by itself; the mean over the classes, as Keras has it
};

struct LossBatch {
  std::int64_t examples = 0, classes = 0;
  std::span<const float> logits;          // [examples, classes]
  std::span<const float> targets;         // [examples, classes], smoothed already where wanted
  std::span<const float> sample_weights;  // [examples]; empty: all 1
};

// The mean over the examples of weight * loss. The divisor is the number of examples, not the sum of the weights
// (Keras). gradient: [examples, classes], overwritten with d(mean) / d(logits); empty: not wanted.
double loss_and_gradient(Loss loss, const LossBatch& batch, std::span<float> gradient) noexcept;

// Row of targets for one class: 1 - smoothing + smoothing / classes at `label`, smoothing / classes elsewhere (Szegedy
// et al., 2016). For kSigmoidBinaryCrossEntropy every element moves towards 1/2: t (1 - smoothing) + smoothing / 2.
void one_hot(Loss loss, int label, float smoothing, std::span<float> row) noexcept;

// n / (classes * count) for every class, so that each class weighs the same in all; 0 for a class without examples.
[[nodiscard]] std::vector<float> balanced_class_weights(std::span<const std::int64_t> counts);

}  // namespace earshot::nn
