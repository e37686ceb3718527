// Trains a network in slices: each step() is one batch, so that the caller can show progress, stay responsive, and
// cancel by not calling again. The same seed, data and build give the same weights, bit for bit, on any number of
// cores.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "nn/training_session.h"
#include "train/architectures.h"
#include "train/feature_source.h"
#include "train/loader.h"
#include "train/metrics.h"
#include "train/recipe.h"
#include "train/sharded_session.h"
#include "train/split.h"
#include "train/weight_average.h"

namespace earshot::train {

struct HistoryRow {
  int epoch = 0;                      // from 1
  double loss = 0.0, accuracy = 0.0;  // training part, in training mode, penalties included in the loss (as Keras)
  double val_loss = 0.0, val_accuracy = 0.0;  // NaN without a validation part
  double learning_rate = 0.0;                 // at the end of the epoch
  double seconds = 0.0;                       // wall clock: the one column that differs between equal runs
};

struct TrainerProgress {
  int epoch = 0, epochs = 0;  // epochs finished, epochs planned
  double fraction = 0.0;      // of the planned batches, 0 to 1; monotone
  double batch_loss = 0.0;
  int best_epoch = 0;  // 0 before the first epoch has ended
  bool finished = false;
  bool stopped_early = false;
};

class Trainer {
 public:
  // Builds the recipe's network for the data, with standardisation fitted on the training part. `source` may be
  // nullptr: the features as they are, masked and warped as the recipe says. `parallel` too: one after another. Both
  // and `dataset` must outlive the trainer. Throws kInvalidData, kInvalidConfig (also when the recipe changes waveforms
  // and there is no source for that).
  Trainer(const Recipe& recipe, const Dataset& dataset, const Split& split, std::uint64_t seed,
          FeatureSource* source = nullptr, ParallelFor* parallel = nullptr);
  // Continues from a model: fine-tuning. Its output must have as many classes as the data set has labels.
  Trainer(Network network, const TrainingConfig& config, const Dataset& dataset, const Split& split, std::uint64_t seed,
          FeatureSource* source = nullptr, ParallelFor* parallel = nullptr);

  // One batch of training or validation; false when training is over (and nothing was done).
  bool step();
  [[nodiscard]] const TrainerProgress& progress() const { return progress_; }
  [[nodiscard]] const std::vector<HistoryRow>& history() const { return history_; }
  // Of the validation part, else of the training part, in the last epoch that has ended; no counts before.
  [[nodiscard]] const Confusion& confusion() const { return confusion_; }
  [[nodiscard]] std::int64_t num_parameters() const { return session_.main().num_parameters(); }
  // With the weights to keep: of the best epoch so far, or the current ones; averaged where the recipe asks for it.
  [[nodiscard]] onnx::Model model() const;

  // Whether an epoch has just ended (or none has begun, or all have): the moments that have a state.
  [[nodiscard]] bool between_epochs() const { return between_epochs_; }
  // All it takes to go on from here with the same result, bit for bit: weights, optimizer, random numbers, history,
  // best weights (trainer_state.cpp). Throws kInvalidArgument in the middle of an epoch.
  [[nodiscard]] std::vector<std::uint8_t> state() const;
  // Into a trainer made of the same recipe, data, split and seed that has not begun. Throws kInvalidArgument when they
  // are others, kMalformedFile for bytes that are no state, and then leaves the trainer as it is.
  void restore(std::span<const std::uint8_t> state);

 private:
  struct Sums {
    double loss = 0.0;
    std::int64_t correct = 0, labelled = 0, n = 0;
    Confusion confusion = {};
  };
  enum class Phase { kTraining, kValidation, kFinished };

  [[nodiscard]] DataLoader training_loader(Rng& rng);
  void fill(std::span<const std::size_t> batch, const ShardedSession::Shard& shard, nn::TrainingSession& session,
            Rng& rng);
  void mix(std::span<const std::size_t> examples, std::size_t slot, nn::TrainingSession& session, Rng& rng);
  void train_batch();
  void validate_batch();
  void start_validation();
  void end_validation();
  void start_epoch();
  void end_epoch();
  [[nodiscard]] std::uint64_t fingerprint() const;
  [[nodiscard]] double chosen_metric(const HistoryRow& row) const;
  void count(std::span<const std::size_t> batch, double loss, Sums& sums) const;

  TrainingConfig config_;
  const Dataset& dataset_;
  Rng rng_;
  Network network_;
  ShardedSession session_;
  std::unique_ptr<FeatureSource> own_source_;  // masks and warps of the recipe
  FeatureSource* source_;
  std::vector<std::vector<float>> mix_scratch_;  // by slot: an example's features
  ByLabel parts_;                                // of the training part; labelled ones perhaps cut to one size a class
  DataLoader training_, validation_;
  std::vector<float> class_weights_;
  std::optional<nn::Optimizer> optimizer_;
  std::optional<WeightAverage> average_;
  WeightAverage::Weights trained_;  // while the average is judged in their place
  Phase phase_ = Phase::kTraining;
  bool has_validation_;
  std::int64_t steps_ = 0, batches_done_ = 0;
  float rate_ = 0.0F;
  Sums training_sums_, validation_sums_;
  Confusion confusion_;
  bool between_epochs_ = true;
  std::uint64_t seed_;
  Rng::State epoch_rng_;  // before the current epoch's order was drawn
  std::vector<HistoryRow> history_;
  TrainerProgress progress_;
  double best_metric_ = 0.0;
  std::vector<std::vector<float>> best_;
  std::chrono::steady_clock::time_point epoch_start_;
};

// Scores of a model for some examples, [n, classes], in batches.
[[nodiscard]] Tensor predict(const onnx::Model& model, const Dataset& dataset, std::span<const std::size_t> indices,
                             int batch_size = 64);

}  // namespace earshot::train
