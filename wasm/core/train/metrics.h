// What is said about a classifier: accuracy with its interval, confusion, precision and recall, log loss. All take
// plain numbers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/tensor.h"

namespace earshot::train {

struct Accuracy {
  std::int64_t n = 0, correct = 0;
  double value = 0.0;
  double low = 0.0,
         high = 1.0;  // 95 % interval (Wilson, 1927): honest for few clips and near 0 and 1, unlike value +- 1.96 sd
};
[[nodiscard]] Accuracy accuracy(std::int64_t correct, std::int64_t n);

// counts[truth * classes + predicted]
struct Confusion {
  int classes = 0;
  std::vector<std::int64_t> counts;
  [[nodiscard]] std::int64_t at(int truth, int predicted) const {
    return counts[static_cast<std::size_t>(truth * classes + predicted)];
  }
};
[[nodiscard]] Confusion confusion(std::span<const int> truth, std::span<const int> predicted, int classes);

struct ClassMetrics {
  std::int64_t support = 0;  // examples of the class
  double precision = 0.0, recall = 0.0,
         f1 = 0.0;  // 0 where undefined (nothing predicted, no examples), as scikit-learn has it
};
[[nodiscard]] std::vector<ClassMetrics> class_metrics(const Confusion& confusion);

struct Evaluation {
  Accuracy top1;
  Confusion matrix;
  std::vector<ClassMetrics> classes;
  double macro_f1 = 0.0;
  double log_loss = 0.0;  // mean of -ln(score of the true class), scores clipped to [1e-15, 1]
};
// scores: [n, classes].
[[nodiscard]] Evaluation evaluate(const Tensor& scores, std::span<const int> truth);

// Index of the largest score; the first of equals.
[[nodiscard]] int argmax(std::span<const float> scores);

}  // namespace earshot::train
