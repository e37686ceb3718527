#include "training/training_data.h"

#include <cmath>

#include "base/error.h"
#include "train/recording.h"

namespace earshot::bindings {

Plan read_plan(const std::string& recipe) {
  Plan plan;
  plan.recipe = train::recipe_from_json(recipe);
  plan.features = features::feature_config_from_json(plan.recipe.features_json);
  plan.features.validate();
  return plan;
}

TrainingData::TrainingData(const std::string& recipe)
    : plan_(read_plan(recipe)),
      keeps_waveforms_(plan_.recipe.waveform_augment.any()),
      extractor_(std::make_shared<features::FeatureExtractor>(plan_.features)) {}

void TrainingData::set_recipe(const std::string& recipe) {
  Plan plan = plan_of(recipe);
  if (clips_.num_examples() == 0) keeps_waveforms_ = plan.recipe.waveform_augment.any();
  plan_ = std::move(plan);
}

Plan TrainingData::plan_of(const std::string& recipe) const {
  Plan plan = read_plan(recipe);
  require(features::to_json(plan.features) == features::to_json(plan_.features), ErrorCode::kInvalidConfig,
          "This recipe hears other features than the clips were added with. Add the clips again for it.");
  require(keeps_waveforms_ || clips_.num_examples() == 0 || !plan.recipe.waveform_augment.any(),
          ErrorCode::kInvalidConfig,
          "This recipe changes waveforms (augment.waveform), and only features were kept of the clips. Add the clips "
          "again for it.");
  return plan;
}

Shape TrainingData::feature_shape() const {
  if (const Shape* shape = clips_.feature_shape()) return *shape;
  const features::FeatureConfig& config = plan_.features;
  const double segment_s = config.preprocess.segment.length_s;
  const bool fixed = config.pooling != features::Pooling::kNone || config.num_frames > 0;
  require(segment_s > 0.0 || fixed, ErrorCode::kInvalidArgument,
          "The examples of this recipe are as long as its clips: add a clip first, or give featureShape.");
  const double seconds = segment_s > 0.0 ? segment_s : 1.0;
  return {config.num_rows(std::llround(seconds * config.sample_rate)), config.num_columns()};
}

std::vector<train::Split> make_splits(const train::Dataset& dataset, const Plan& plan, bool all, std::uint64_t seed) {
  std::vector<train::Split> splits;
  if (all) {
    splits.push_back(
        {.name = "all", .train = train::all_indices(dataset), .validation = {}, .test = {}, .warnings = {}});
  } else {
    splits = train::make_splits(dataset, plan.recipe.split, seed);
  }
  for (train::Split& split : splits) {
    for (std::string& warning : train::leakage_warnings(dataset, split)) split.warnings.push_back(std::move(warning));
  }
  return splits;
}

}  // namespace earshot::bindings
