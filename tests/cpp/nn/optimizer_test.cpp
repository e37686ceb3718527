// nn::Optimizer: what a step gives does not depend on where in memory the numbers lie.
#include "nn/optimizer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/rng.h"

using namespace earshot;

namespace {

constexpr std::size_t kValues = 37;  // whole vectors and a rest

// Parameters after ten steps, with values and gradients that begin `shift` floats behind a cache line, and moments
// where the heap happens to have room beside `shift` blocks of 16 bytes and more.
std::vector<float> after_ten_steps(const nn::OptimizerConfig& config, std::size_t shift) {
  alignas(64) std::array<float, kValues + 16> values{}, gradient{};
  const std::span<float> w = std::span(values).subspan(shift, kValues);
  const std::span<float> g = std::span(gradient).subspan(shift, kValues);
  Rng rng(5);
  for (float& x : w) x = static_cast<float>(rng.uniform(-0.01, 0.01));
  std::vector<std::vector<std::byte>> neighbours;
  for (std::size_t i = 0; i < shift; ++i) neighbours.emplace_back(16 * (i + 1) + 8);
  const std::array parameters = {nn::Parameter{w, g}};
  nn::Optimizer optimizer(config, parameters);
  for (int step = 0; step < 10; ++step) {
    for (float& x : g) x = static_cast<float>(rng.uniform(-0.1, 0.1));
    optimizer.step(parameters, 0.1F);
  }
  return {w.begin(), w.end()};
}

}  // namespace

TEST_CASE("a step gives the same bits wherever the parameters lie") {
  const std::array<nn::OptimizerConfig, 5> configs = {{
      {.kind = nn::OptimizerKind::kSgd, .momentum = 0.9F},
      {.kind = nn::OptimizerKind::kSgd, .momentum = 0.9F, .nesterov = true},
      {.kind = nn::OptimizerKind::kRmsprop},
      {.kind = nn::OptimizerKind::kAdam},
      {.kind = nn::OptimizerKind::kAdamW, .weight_decay = 0.1F},
  }};
  for (const nn::OptimizerConfig& config : configs) {
    const std::vector<float> aligned = after_ten_steps(config, 0);
    for (std::size_t shift = 1; shift < 16; ++shift) {
      CAPTURE(static_cast<int>(config.kind));
      CAPTURE(shift);
      CHECK(after_ten_steps(config, shift) == aligned);
    }
  }
}
