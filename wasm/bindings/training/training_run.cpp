#include "training/training_run.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "classify/finished_model.h"
#include "onnx/round_weights.h"
#include "train/clip_scores.h"
#include "train/fine_tune.h"
#include "training/deadline.h"

namespace earshot::bindings {
namespace {

// The network to go on from must hear what the clips were turned into.
void check_base(const onnx::Model& model, const features::FeatureConfig& features) {
  require(features::to_json(classify::read_card(model).features) == features::to_json(features),
          ErrorCode::kInvalidConfig,
          "The model to go on from hears other features than these clips were added with. Use its features in the "
          "recipe and add the clips again.");
}

train::Output output_of(const onnx::Model& model) {
  const std::vector<onnx::Node>& nodes = model.graph.nodes;
  return !nodes.empty() && nodes.back().op_type == "Sigmoid" ? train::Output::kSigmoid : train::Output::kSoftmax;
}

train::Split chosen_split(const train::Dataset& dataset, const Plan& plan, const RunOptions& options) {
  std::vector<train::Split> splits = make_splits(dataset, plan, options.all, options.seed);
  require(options.split_index < splits.size(), ErrorCode::kInvalidArgument,
          "splitIndex is beyond the last of the splits.");
  return std::move(splits[options.split_index]);
}

}  // namespace

TrainingRun::TrainingRun(TrainingData& data, Plan plan, RunOptions options)
    : set_(data.clips().training_set()),
      plan_(std::move(plan)),
      options_(std::move(options)),
      check_(data.clips().check()),
      split_(chosen_split(set_->dataset, plan_, options_)) {
  const train::Recipe& recipe = plan_.recipe;
  if (recipe.waveform_augment.any()) {
    // The set owns the waveforms; whoever holds them holds the set.
    source_ = std::make_unique<train::WaveformSource>(
        plan_.features, std::shared_ptr<const train::SegmentStore>(set_, &set_->waveforms),
        train::WaveformSourceOptions{
            .waveform = recipe.waveform_augment, .features = recipe.feature_augment, .backgrounds = data.noise()});
  } else if (options_.from && recipe.feature_augment.any()) {
    source_ = std::make_unique<train::AugmentedFeatures>(recipe.feature_augment);
  }
  if (!options_.from) {
    trainer_ = std::make_unique<train::Trainer>(recipe, set_->dataset, split_, options_.seed, source_.get());
    return;
  }
  check_base(*options_.from, plan_.features);
  plan_.recipe.output = output_of(*options_.from);
  Rng rng(options_.seed);
  const auto how = options_.train_all ? train::FineTune::kAll : train::FineTune::kLastLayer;
  train::Network network =
      train::fine_tune(*options_.from, static_cast<int>(set_->dataset.labels.size()), {.train = how}, rng);
  trainer_ = std::make_unique<train::Trainer>(std::move(network), recipe.training, set_->dataset, split_, options_.seed,
                                              source_.get());
}

void TrainingRun::step(double milliseconds) {
  const auto begun = std::chrono::steady_clock::now();
  const Deadline deadline(milliseconds);
  while (!over()) {
    static_cast<void>(trainer_->step());
    if (trainer_->between_epochs() || deadline.over()) break;
  }
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void TrainingRun::stop() {
  if (!trainer_->progress().finished) stopped_ = true;
}

void TrainingRun::restore(std::span<const std::uint8_t> state) {
  trainer_->restore(state);
  for (const train::HistoryRow& row : trainer_->history()) seconds_ += row.seconds;
}

std::vector<std::uint8_t> TrainingRun::model_file(const std::string& card, double threshold, int weight_bits) const {
  require(threshold >= 0.0 && threshold <= 1.0, ErrorCode::kInvalidArgument, "The threshold must be from 0 to 1.");
  Json json = parse_json(card, "The card", ErrorCode::kInvalidArgument);
  require(json.is_object(), ErrorCode::kInvalidArgument, "A model card is a JSON object.");
  if (!json.contains("name")) json["name"] = plan_.recipe.name;
  json["recipe"] = plan_.recipe.name;
  json["seed"] = options_.seed;
  std::int64_t clips = 0;
  for (const train::ClassFacts& facts : check_.classes) clips += facts.clips;
  json["training"] = {{"clips", clips},
                      {"train_examples", split_.train.size()},
                      {"validation_examples", split_.validation.size()},
                      {"test_examples", split_.test.size()}};
  onnx::Model model = trainer_->model();
  onnx::round_weights(model, weight_bits);
  const auto activation =
      plan_.recipe.output == train::Output::kSoftmax ? classify::Activation::kSoftmax : classify::Activation::kSigmoid;
  return classify::finished_model(std::move(model),
                                  {.labels = set_->dataset.labels,
                                   .features = plan_.features,
                                   .activation = activation,
                                   .threshold = static_cast<float>(threshold),
                                   .self_test = {},
                                   .card_json = json.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

const std::vector<std::size_t>& TrainingRun::part(const std::string& name) const {
  if (name == "train") return split_.train;
  if (name == "validation") return split_.validation;
  require(name == "test", ErrorCode::kInvalidArgument, "part must be train, validation or test.");
  return split_.test;
}

std::shared_ptr<Scorer> TrainingRun::score(const std::string& name) const {
  const std::string on = name == "train" ? "the training part" : "the " + name + " part";
  return std::make_shared<Scorer>(trainer_->model(), set_, part(name), plan_.recipe.output, on);
}

std::vector<train::LayerSummary> TrainingRun::layers() const {
  const Shape& shape = set_->dataset.feature_shape();
  if (!options_.from)
    return train::describe_network(plan_.recipe, shape, static_cast<int>(set_->dataset.labels.size()));
  // A model from elsewhere has operators instead of a recipe's layers.
  std::vector<train::LayerSummary> layers;
  layers.push_back({.name = "features", .type = "input", .output = shape});
  for (const train::NetworkStep& step : train::summarise_network(trainer_->model(), shape).steps)
    layers.push_back({.name = step.name, .type = step.op, .output = step.output, .parameters = step.parameters});
  return layers;
}

train::Report TrainingRun::report() const {
  const train::TrainerProgress& progress = trainer_->progress();
  train::Report report;
  report.title = plan_.recipe.name;
  report.facts = {
      {"Recipe", plan_.recipe.name},
      {"Seed", std::to_string(options_.seed)},
      {"Features", std::string(features::kind_name(plan_.features.kind)) + " at " +
                       std::to_string(plan_.features.sample_rate) + " Hz, " + to_string(set_->dataset.feature_shape())},
      {"Earshot", EARSHOT_VERSION},
      {"Epochs", std::to_string(progress.epoch) + (progress.stopped_early ? ", stopped early"
                                                   : stopped_             ? ", stopped by hand"
                                                                          : "")},
      {"Time", std::to_string(static_cast<int>(seconds_)) + " s"}};
  report.warnings = check_.warnings;
  report.warnings.insert(report.warnings.end(), split_.warnings.begin(), split_.warnings.end());
  report.labels = set_->dataset.labels;
  report.data = check_;
  report.split_description = train::describe_split(split_, plan_.recipe.split.unit);
  report.parts = train::summarise_parts(set_->dataset, split_);
  report.network = train::summarise_network(trainer_->model(), set_->dataset.feature_shape());
  report.history = trainer_->history();
  report.best_epoch = progress.best_epoch;
  return report;
}

train::Report TrainingRun::fold_report() const {
  train::Report page = report();
  // What differs from fold to fold.
  std::erase_if(page.facts, [](const auto& fact) { return fact.first == "Epochs" || fact.first == "Time"; });
  page.split_description.clear();
  page.parts.clear();
  page.history.clear();
  page.best_epoch = 0;
  return page;
}

const Tensor& TrainingRun::features_of(const std::string& clip, int piece) const {
  int at = 0;
  for (const train::Example& example : set_->dataset.examples) {
    if (train::clip_path(example) == clip && at++ == piece) return example.features;
  }
  throw Error(ErrorCode::kInvalidArgument,
              at == 0 ? "There is no usable clip \"" + clip + "\"."
                      : "The clip \"" + clip + "\" has " + std::to_string(at) + (at == 1 ? " piece." : " pieces."));
}

std::shared_ptr<train::OcclusionMap> TrainingRun::explain(const std::string& clip, int piece,
                                                          const std::string& label) const {
  train::OcclusionOptions options;
  if (!label.empty()) {
    const std::vector<std::string>& labels = set_->dataset.labels;
    const auto found = std::find(labels.begin(), labels.end(), label);
    if (found == labels.end()) throw Error(ErrorCode::kInvalidArgument, "There is no label \"" + label + "\".");
    options.label = static_cast<int>(found - labels.begin());
  }
  std::vector<const Tensor*> examples;
  for (const std::size_t i : split_.train) examples.push_back(&set_->dataset.examples[i].features);
  return std::make_shared<train::OcclusionMap>(trainer_->model(), features_of(clip, piece),
                                               train::mean_features(examples), options);
}

}  // namespace earshot::bindings
