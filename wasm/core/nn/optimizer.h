// SGD with momentum, RMSprop, Adam, AdamW. State is kept by parameter index; time advances once a step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace earshot::nn {

enum class OptimizerKind { kSgd, kRmsprop, kAdam, kAdamW };

// Defaults as in Keras, whose recipes we reproduce; epsilon is added outside of the square root.
struct OptimizerConfig {
  OptimizerKind kind = OptimizerKind::kAdam;
  float learning_rate = 1e-3F;
  float momentum = 0.0F;  // SGD
  bool nesterov = false;  // SGD
  float rho = 0.9F;       // RMSprop
  float beta_1 = 0.9F, beta_2 = 0.999F;
  float epsilon = 1e-7F;
  float weight_decay = 0.0F;  // AdamW, decoupled (Loshchilov and Hutter, 2019)

  // Throws kInvalidConfig naming the field.
  void validate() const;
};

struct Parameter {
  std::span<float> values;
  std::span<const float> gradient;
  bool decay = true;  // AdamW leaves biases and normalisation alone
};

class Optimizer {
 public:
  Optimizer(const OptimizerConfig& config, std::span<const Parameter> parameters);

  // One update of all parameters, which must be those of the constructor, in the same order.
  void step(std::span<const Parameter> parameters, float learning_rate) noexcept;
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  void reset();

  // Time and moments, to go on from here later. Empty vectors where the kind keeps none.
  struct State {
    std::int64_t steps = 0;
    std::vector<std::vector<float>> first = {}, second = {};
  };
  [[nodiscard]] State state() const { return {steps_, first_, second_}; }
  // Throws kInvalidArgument for a state of other parameters.
  void restore(State state);

 private:
  void sgd(const Parameter& parameter, std::vector<float>& velocity, float rate) const noexcept;
  void rmsprop(const Parameter& parameter, std::vector<float>& square, float rate) const noexcept;
  void adam(const Parameter& parameter, std::vector<float>& mean, std::vector<float>& square,
            float rate) const noexcept;

  OptimizerConfig config_;
  std::int64_t steps_ = 0;
  std::vector<std::vector<float>> first_, second_;  // velocity or mean of gradients; mean of their squares
};

// Scales all gradients so that their joint Euclidean norm is at most `limit` (Pascanu et al., 2013). Returns the norm
// before.
double clip_gradient_norm(std::span<const std::span<float>> gradients, double limit) noexcept;

}  // namespace earshot::nn
