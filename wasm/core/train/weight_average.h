// The mean of a network's weights over its training steps, the newest ones counting most (Polyak and Juditsky, 1992;
// the `use_ema` of Keras): steps jump about the minimum, their mean lies in it.
#pragma once

#include <cstdint>
#include <vector>

namespace earshot::train {

class WeightAverage {
 public:
  using Weights = std::vector<std::vector<float>>;

  // `decay` in [0, 1): what a step counts shrinks by it with each later step.
  explicit WeightAverage(float decay) : decay_(decay) {}

  // The weights after one more step, running statistics of normalisation among them.
  void add(const Weights& weights);
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  // sum_t decay^(T-t) w_t / sum_t decay^(T-t), so that the first steps are no mean with zeros; empty before them.
  [[nodiscard]] const Weights& weights() const { return mean_; }
  void restore(std::int64_t steps, Weights mean);

 private:
  float decay_;
  std::int64_t steps_ = 0;
  Weights mean_;
};

}  // namespace earshot::train
