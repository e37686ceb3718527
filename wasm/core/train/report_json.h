// The numbers of a report as JSON: metrics.json, `evaluate --json`, cross-validation.json.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "train/report.h"

namespace earshot::train {

// {"n","correct","accuracy","interval_95","macro_f1","log_loss","labels","confusion","per_class"}
[[nodiscard]] Json to_json(const Evaluation& evaluation, const std::vector<std::string>& labels);

// The same and "rejected", "threshold", "accuracy_of_accepted", "roc_auc", "calibration", "mistakes".
[[nodiscard]] Json to_json(const Judgement& judgement, const std::vector<std::string>& labels);

}  // namespace earshot::train
