// What `train` and `cross-validate` share: their options, reading recipe and data, running a Trainer to its end with
// progress on stderr, and the report both leave.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/extra_data.h"
#include "cli/run_log.h"
#include "cli/thread_pool.h"
#include "cli/training_data.h"
#include "train/recipe.h"
#include "train/report.h"
#include "train/split.h"
#include "train/trainer.h"

namespace CLI {
class App;
}

namespace earshot::cli {

struct TrainingOptions {
  DataOptions data;
  ExtraDataOptions extra;
  std::string recipe;
  std::string out;
  std::string unit;  // "", or the recipe's split.unit instead
  std::uint64_t seed = 0;
  int members = 1;         // networks whose scores are averaged
  std::string noise;       // a folder of recordings to mix in, for recipes with background_snr_db
  std::string cache;       // a folder for extracted features
  std::string from;        // a model to fine-tune instead of the recipe's network
  bool train_all = false;  // of that model; else its last layer alone

  void add_to(CLI::App& command);
};

struct TrainingInput {
  train::Recipe recipe;
  features::FeatureConfig features;
  TrainingData data;
  std::unique_ptr<ThreadPool> threads;
  std::unique_ptr<train::FeatureSource>
      source;                       // of augmented features; nullptr: as they are, or as the trainer does it
  std::optional<onnx::Model> from;  // to fine-tune
  bool train_all = false;
  int members = 1;
};

// Reads recipe and data; logs what was read, and prints every problem and warning to stderr.
[[nodiscard]] TrainingInput read_training_input(const TrainingOptions& options, RunLog& log);

// Of an ensemble, history and progress are the first member's.
struct TrainedModel {
  onnx::Model model;
  std::vector<train::HistoryRow> history;
  train::TrainerProgress progress;
};
// Logs the split with its warnings and every epoch. Member k of an ensemble, from 0, trains with `seed` + 1000 k.
[[nodiscard]] TrainedModel run_training(const TrainingInput& input, const train::Split& split, std::uint64_t seed,
                                        RunLog& log);

// Title, data, facts and warnings; the caller adds what it has found out.
[[nodiscard]] train::Report start_report(const TrainingOptions& options, const TrainingInput& input, const RunLog& log,
                                         const std::string& kind);

}  // namespace earshot::cli
