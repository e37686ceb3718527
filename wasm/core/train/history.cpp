#include "train/history.h"

#include <cmath>

#include "base/json.h"

namespace earshot::train {

std::string history_csv(const std::vector<HistoryRow>& history) {
  std::string csv = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n";
  // The shortest text that reads back as the same number.
  const auto cell = [](double value) { return std::isfinite(value) ? Json(value).dump() : std::string(); };
  for (const HistoryRow& row : history) {
    csv += std::to_string(row.epoch) + "," + cell(row.loss) + "," + cell(row.accuracy) + "," + cell(row.val_loss) +
           "," + cell(row.val_accuracy) + "," + cell(row.learning_rate) + "," + cell(row.seconds) + "\n";
  }
  return csv;
}

TensorboardRuns tensorboard_runs(const std::vector<HistoryRow>& history, double start_time_s) {
  TensorboardRuns runs;
  double time_s = start_time_s;
  for (const HistoryRow& row : history) {
    time_s += row.seconds;
    const auto scalar = [&](const char* tag, double value) {
      return Scalar{tag, row.epoch, time_s, static_cast<float>(value)};
    };
    runs.train.push_back(scalar("epoch_loss", row.loss));
    runs.train.push_back(scalar("epoch_accuracy", row.accuracy));
    runs.train.push_back(scalar("epoch_learning_rate", row.learning_rate));
    if (std::isnan(row.val_loss)) continue;
    runs.validation.push_back(scalar("epoch_loss", row.val_loss));
    runs.validation.push_back(scalar("epoch_accuracy", row.val_accuracy));
  }
  return runs;
}

}  // namespace earshot::train
