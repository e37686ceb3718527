#include "nn/optimizer.h"

#include <algorithm>
#include <cmath>

#include "base/block.h"
#include "base/error.h"

namespace earshot::nn {
void OptimizerConfig::validate() const {
  const auto check = [](bool ok, const char* sentence) { require(ok, ErrorCode::kInvalidConfig, sentence); };
  check(learning_rate > 0.0F && std::isfinite(learning_rate), "optimizer: learning_rate must be above 0.");
  check(momentum >= 0.0F && momentum < 1.0F, "optimizer: momentum must be at least 0 and below 1.");
  check(rho >= 0.0F && rho < 1.0F, "optimizer: rho must be at least 0 and below 1.");
  check(beta_1 >= 0.0F && beta_1 < 1.0F, "optimizer: beta_1 must be at least 0 and below 1.");
  check(beta_2 >= 0.0F && beta_2 < 1.0F, "optimizer: beta_2 must be at least 0 and below 1.");
  check(epsilon > 0.0F, "optimizer: epsilon must be above 0.");
  check(weight_decay >= 0.0F && std::isfinite(weight_decay), "optimizer: weight_decay must be at least 0.");
}

Optimizer::Optimizer(const OptimizerConfig& config, std::span<const Parameter> parameters) : config_(config) {
  config.validate();
  const bool uses_second = config.kind != OptimizerKind::kSgd;
  const bool uses_first = config.kind != OptimizerKind::kRmsprop;
  for (const Parameter& parameter : parameters) {
    first_.emplace_back(uses_first ? parameter.values.size() : 0);
    second_.emplace_back(uses_second ? parameter.values.size() : 0);
  }
}

void Optimizer::restore(State state) {
  const auto same_sizes = [](const auto& a, const auto& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.size() == y.size(); });
  };
  require(same_sizes(state.first, first_) && same_sizes(state.second, second_), ErrorCode::kInvalidArgument,
          "The optimizer's state is that of another network.");
  steps_ = state.steps;
  first_ = std::move(state.first);
  second_ = std::move(state.second);
}

void Optimizer::step(std::span<const Parameter> parameters, float learning_rate) noexcept {
  ++steps_;
  for (std::size_t i = 0; i < parameters.size() && i < first_.size(); ++i) {
    switch (config_.kind) {
      case OptimizerKind::kSgd: sgd(parameters[i], first_[i], learning_rate); break;
      case OptimizerKind::kRmsprop: rmsprop(parameters[i], second_[i], learning_rate); break;
      case OptimizerKind::kAdam:
      case OptimizerKind::kAdamW: adam(parameters[i], first_[i], second_[i], learning_rate); break;
    }
  }
}

// v = momentum v - rate g; w += v, or with Nesterov's look-ahead w += momentum v - rate g.
void Optimizer::sgd(const Parameter& parameter, std::vector<float>& velocity, float rate) const noexcept {
  const auto update = [&](ConstBlockMap g, BlockMap w, BlockMap v) {
    v = config_.momentum * v - rate * g;
    if (config_.nesterov) {
      w += config_.momentum * v - rate * g;
    } else {
      w += v;
    }
  };
  for_each_block(update, parameter.gradient, parameter.values, velocity);
}

// s = rho s + (1 - rho) g^2; w -= rate g / (sqrt(s) + eps).
void Optimizer::rmsprop(const Parameter& parameter, std::vector<float>& square, float rate) const noexcept {
  const auto update = [&](ConstBlockMap g, BlockMap w, BlockMap s) {
    s = config_.rho * s + (1.0F - config_.rho) * g.square();
    w -= rate * g / (s.sqrt() + config_.epsilon);
  };
  for_each_block(update, parameter.gradient, parameter.values, square);
}

// Kingma and Ba (2015), algorithm 1: m and s are running means of g and g^2, each divided by 1 - beta^t because they
// start at 0.
void Optimizer::adam(const Parameter& parameter, std::vector<float>& mean, std::vector<float>& square,
                     float rate) const noexcept {
  const auto t = static_cast<double>(steps_);
  const auto correct_m = static_cast<float>(1.0 / (1.0 - std::pow(static_cast<double>(config_.beta_1), t)));
  const auto correct_s = static_cast<float>(1.0 / (1.0 - std::pow(static_cast<double>(config_.beta_2), t)));
  const bool decays = config_.kind == OptimizerKind::kAdamW && parameter.decay;
  const float keep = decays ? 1.0F - rate * config_.weight_decay : 1.0F;
  const auto update = [&](ConstBlockMap g, BlockMap w, BlockMap m, BlockMap s) {
    w *= keep;
    m = config_.beta_1 * m + (1.0F - config_.beta_1) * g;
    s = config_.beta_2 * s + (1.0F - config_.beta_2) * g.square();
    w -= rate * (m * correct_m) / ((s * correct_s).sqrt() + config_.epsilon);
  };
  for_each_block(update, parameter.gradient, parameter.values, mean, square);
}

void Optimizer::reset() {
  steps_ = 0;
  for (auto& state : first_) std::fill(state.begin(), state.end(), 0.0F);
  for (auto& state : second_) std::fill(state.begin(), state.end(), 0.0F);
}

double clip_gradient_norm(std::span<const std::span<float>> gradients, double limit) noexcept {
  double square = 0.0;
  for (const std::span<float> gradient : gradients) {
    for (const float g : gradient) square += static_cast<double>(g) * static_cast<double>(g);
  }
  const double norm = std::sqrt(square);
  if (norm > limit) {
    const auto scale = static_cast<float>(limit / norm);
    for (const std::span<float> gradient : gradients) {
      for (float& g : gradient) g *= scale;
    }
  }
  return norm;
}

}  // namespace earshot::nn
