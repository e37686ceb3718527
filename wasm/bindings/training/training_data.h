// The clips and the recipe of one Trainer in the page: what splits, runs and judgements are made of.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "features/feature_extractor.h"
#include "onnx/model.h"
#include "train/clip_collection.h"
#include "train/recipe.h"
#include "train/split.h"

namespace earshot::bindings {

// A recipe with what it hears, checked.
struct Plan {
  train::Recipe recipe;
  features::FeatureConfig features;
};
// Throws kInvalidConfig.
[[nodiscard]] Plan read_plan(const std::string& recipe);

class TrainingData {
 public:
  // Throws kInvalidConfig.
  explicit TrainingData(const std::string& recipe);

  [[nodiscard]] const Plan& plan() const { return plan_; }
  // Throws kInvalidConfig for features that differ from those the clips have.
  void set_recipe(const std::string& recipe);
  // The same check for a recipe that is used once.
  [[nodiscard]] Plan plan_of(const std::string& recipe) const;

  [[nodiscard]] train::ClipCollection& clips() { return clips_; }
  [[nodiscard]] const std::shared_ptr<features::FeatureExtractor>& extractor() const { return extractor_; }
  [[nodiscard]] bool keeps_waveforms() const { return keeps_waveforms_; }
  void add_noise(std::vector<float> samples) { noise_.push_back(std::move(samples)); }
  [[nodiscard]] const std::vector<std::vector<float>>& noise() const { return noise_; }

  // Of the clips, else of one piece. Throws kInvalidArgument when it depends on the clips and there are none.
  [[nodiscard]] Shape feature_shape() const;

 private:
  Plan plan_;
  bool keeps_waveforms_;
  std::shared_ptr<features::FeatureExtractor> extractor_;
  train::ClipCollection clips_;
  std::vector<std::vector<float>> noise_;
};

// Of the plan, or every example for training.
[[nodiscard]] std::vector<train::Split> make_splits(const train::Dataset& dataset, const Plan& plan, bool all,
                                                    std::uint64_t seed);

}  // namespace earshot::bindings
