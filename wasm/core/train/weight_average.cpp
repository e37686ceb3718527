#include "train/weight_average.h"

#include <cmath>
#include <utility>

namespace earshot::train {

// The newest weights' share of a mean over T steps is 1 / sum_t decay^t = (1 - decay) / (1 - decay^T).
void WeightAverage::add(const Weights& weights) {
  ++steps_;
  if (steps_ == 1) {
    mean_ = weights;
    return;
  }
  const auto decay = static_cast<double>(decay_);
  const auto share = static_cast<float>((1.0 - decay) / (1.0 - std::pow(decay, static_cast<double>(steps_))));
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    for (std::size_t k = 0; k < mean_[i].size(); ++k) mean_[i][k] += share * (weights[i][k] - mean_[i][k]);
  }
}

void WeightAverage::restore(std::int64_t steps, Weights mean) {
  steps_ = steps;
  mean_ = std::move(mean);
}

}  // namespace earshot::train
