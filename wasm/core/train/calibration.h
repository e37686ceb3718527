// Are scores probabilities? Reliability bins and the expected calibration error of the best score (Guo et al., "On
// Calibration of Modern Neural Networks", 2017), and temperature scaling, which mends it with one number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/tensor.h"
#include "train/recipe.h"

namespace earshot::train {

struct ReliabilityBin {
  double low = 0.0, high = 0.0;  // best scores in (low, high]; the first bin includes 0
  std::int64_t n = 0;
  double mean_score = 0.0, accuracy = 0.0;  // 0 for an empty bin
};

struct Calibration {
  std::vector<ReliabilityBin> bins;  // of equal width
  double expected_error = 0.0;       // ECE: mean |accuracy - mean score|, weighted by n
  double largest_error = 0.0;        // MCE
  double log_loss = 0.0;
  double brier = 0.0;  // mean squared distance to the one-hot truth
};
// scores: [n, classes].
[[nodiscard]] Calibration calibration(const Tensor& scores, std::span<const int> truth, int num_bins = 10);

// The temperature T that minimises the log loss of softmax(ln(score) / T), or of sigmoid(logit(score) / T). From 0.05
// to 20: beyond, the scores say nothing about the truth or never err. 1 without clips.
[[nodiscard]] double fit_temperature(const Tensor& scores, std::span<const int> truth, Output output);
[[nodiscard]] Tensor apply_temperature(const Tensor& scores, double temperature, Output output);

// Scores scaled by temperatures that never saw them: the temperature for the clips of one part is fitted on all other
// parts. `part`: for each clip, any number; with a single part the scores stay as they are.
struct CrossFitted {
  Tensor scores;
  double mean_temperature = 1.0;
};
[[nodiscard]] CrossFitted cross_fit_temperature(const Tensor& scores, std::span<const int> truth,
                                                std::span<const int> part, Output output);

}  // namespace earshot::train
