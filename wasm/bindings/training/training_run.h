// One training run: advances in slices, tells how far it is, can be stored between epochs, and gives its model.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "train/feature_source.h"
#include "train/occlusion.h"
#include "train/trainer.h"
#include "training/scorer.h"
#include "training/training_data.h"

namespace earshot::bindings {

struct RunOptions {
  bool all = false;  // every example for training
  std::size_t split_index = 0;
  std::uint64_t seed = 0;
  std::optional<onnx::Model> from;  // to fine-tune
  bool train_all = false;           // of that model; else its last layer alone
};

class TrainingRun {
 public:
  TrainingRun(TrainingData& data, Plan plan, RunOptions options);

  // Works for about so many milliseconds, at most to the end of an epoch.
  void step(double milliseconds);
  // No more steps; what has been reached is kept.
  void stop();
  [[nodiscard]] bool over() const { return stopped_ || trainer_->progress().finished; }

  [[nodiscard]] const train::Trainer& trainer() const { return *trainer_; }
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const train::Split& split() const { return split_; }
  [[nodiscard]] std::uint64_t seed() const { return options_.seed; }
  [[nodiscard]] const train::Dataset& dataset() const { return set_->dataset; }
  [[nodiscard]] double seconds() const { return seconds_; }
  [[nodiscard]] const train::DataCheck& check() const { return check_; }

  [[nodiscard]] std::vector<std::uint8_t> state() const { return trainer_->state(); }
  void restore(std::span<const std::uint8_t> state);

  // Labels, features, card and self-test included. `card`: a JSON object of the user's.
  [[nodiscard]] std::vector<std::uint8_t> model_file(const std::string& card, double threshold, int weight_bits) const;
  // "train", "validation" or "test".
  [[nodiscard]] std::shared_ptr<Scorer> score(const std::string& part) const;
  [[nodiscard]] std::vector<train::LayerSummary> layers() const;
  [[nodiscard]] train::Report report() const;
  // What holds for all folds, without what is of this one alone.
  [[nodiscard]] train::Report fold_report() const;

  // Of a piece of a clip. `label`: "" for the one that it gets.
  [[nodiscard]] std::shared_ptr<train::OcclusionMap> explain(const std::string& clip, int piece,
                                                             const std::string& label) const;
  // The features explained.
  [[nodiscard]] const Tensor& features_of(const std::string& clip, int piece) const;

 private:
  [[nodiscard]] const std::vector<std::size_t>& part(const std::string& name) const;

  std::shared_ptr<const train::TrainingSet> set_;
  Plan plan_;
  RunOptions options_;
  train::DataCheck check_;
  train::Split split_;
  std::unique_ptr<train::FeatureSource> source_;
  std::unique_ptr<train::Trainer> trainer_;
  bool stopped_ = false;
  double seconds_ = 0.0;
};

}  // namespace earshot::bindings
