// A training history as files: CSV for people and programs, scalars for TensorBoard.
#pragma once

#include <string>
#include <vector>

#include "train/tensorboard.h"
#include "train/trainer.h"

namespace earshot::train {

// epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds; empty cells where there is no validation part.
[[nodiscard]] std::string history_csv(const std::vector<HistoryRow>& history);

// Keras' names, one run folder for each part: epoch_loss, epoch_accuracy and, for training, epoch_learning_rate.
struct TensorboardRuns {
  std::vector<Scalar> train, validation;  // validation: empty without such a part
};
// `start_time_s`: when the first epoch began, seconds since 1970.
[[nodiscard]] TensorboardRuns tensorboard_runs(const std::vector<HistoryRow>& history, double start_time_s);

}  // namespace earshot::train
