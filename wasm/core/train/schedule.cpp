#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace earshot::train {
namespace {

constexpr double kOneCycleStart = 1.0 / 25.0;  // of the peak, as in the authors' code

// From `a` at t = 0 to `b` at t = 1.
double cosine_between(double a, double b, double t) {
  return b + (a - b) * 0.5 * (1.0 + std::cos(std::numbers::pi * std::clamp(t, 0.0, 1.0)));
}

}  // namespace

float learning_rate(const ScheduleConfig& config, float rate, std::int64_t step, std::int64_t steps_per_epoch,
                    std::int64_t total_steps) {
  const double t = total_steps <= 1 ? 0.0 : static_cast<double>(step) / static_cast<double>(total_steps - 1);
  const double last = static_cast<double>(config.final_fraction);
  double share = 1.0;
  switch (config.kind) {
    case ScheduleKind::kConstant: break;
    case ScheduleKind::kStep: {
      const std::int64_t epoch = step / std::max<std::int64_t>(1, steps_per_epoch);
      share =
          std::pow(static_cast<double>(config.factor), static_cast<double>(epoch / std::max(1, config.every_epochs)));
      break;
    }
    case ScheduleKind::kCosine: share = cosine_between(1.0, last, t); break;
    case ScheduleKind::kOneCycle: {
      const double up = static_cast<double>(config.warmup_fraction);
      share = t < up ? cosine_between(kOneCycleStart, 1.0, t / up)
                     : cosine_between(1.0, last, (t - up) / std::max(1e-9, 1.0 - up));
      break;
    }
  }
  return static_cast<float>(static_cast<double>(rate) * share);
}

}  // namespace earshot::train
