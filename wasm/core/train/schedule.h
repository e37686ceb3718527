// Learning rate over a training run.
#pragma once

#include <cstdint>

namespace earshot::train {

enum class ScheduleKind {
  kConstant,
  kStep,      // times `factor` every `every_epochs` epochs
  kCosine,    // half a cosine from the rate to `final_fraction` of it (Loshchilov and Hutter, 2017, without restarts)
  kOneCycle,  // up from rate / 25 over `warmup_fraction` of the run, then down to `final_fraction`, both cosine (Smith
              // and Topin, 2018)
};

struct ScheduleConfig {
  ScheduleKind kind = ScheduleKind::kConstant;
  int every_epochs = 10;
  float factor = 0.5F;
  float warmup_fraction = 0.3F;
  float final_fraction = 0.0F;
};

// `rate`: the optimizer's learning rate (the peak of kOneCycle). `step` counts batches from 0.
[[nodiscard]] float learning_rate(const ScheduleConfig& config, float rate, std::int64_t step,
                                  std::int64_t steps_per_epoch, std::int64_t total_steps);

}  // namespace earshot::train
