// The clips a classifier got wrong, the most confident first: wrong labels in the data are found among them.
#pragma once

#include <span>
#include <vector>

#include "base/tensor.h"

namespace earshot::train {

struct Mistake {
  std::size_t clip = 0;  // row of the scores
  int truth = 0, predicted = 0;
  double score = 0.0;           // of what was predicted
  double score_of_truth = 0.0;  // of what it should have been
};
// scores: [n, classes]; at most `most` mistakes.
[[nodiscard]] std::vector<Mistake> most_confident_mistakes(const Tensor& scores, std::span<const int> truth,
                                                           std::size_t most);

}  // namespace earshot::train
