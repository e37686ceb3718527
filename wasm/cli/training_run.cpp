#include "cli/training_run.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "classify/model_card.h"
#include "cli/files.h"
#include "train/ensemble.h"
#include "train/fine_tune.h"
#include "train/recording.h"

namespace earshot::cli {
namespace {

// "digits-dense" -> models/recipes/digits-dense.json, when run from the project's folder.
std::filesystem::path recipe_path(const std::string& recipe) {
  std::error_code error;
  if (std::filesystem::exists(recipe, error)) return recipe;
  const std::filesystem::path named = std::filesystem::path("models/recipes") / (recipe + ".json");
  return std::filesystem::exists(named, error) ? named : std::filesystem::path(recipe);
}

struct RecipeFile {
  train::Recipe recipe;
  std::string text;
};

RecipeFile read_recipe(const std::string& recipe) {
  const std::filesystem::path path = recipe_path(recipe);
  try {
    std::string text = read_text(path);
    return {train::recipe_from_json(text), std::move(text)};
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    throw Error(error.code(), path.string() + ": " + error.what());
  }
}

std::string epoch_text(const train::HistoryRow& row, int epochs) {
  std::array<char, 160> text{};
  int n = std::snprintf(text.data(), text.size(), "epoch %d/%d  loss %.4f  accuracy %.3f", row.epoch, epochs, row.loss,
                        row.accuracy);
  if (!std::isnan(row.val_loss) && n > 0) {
    const auto at = static_cast<std::size_t>(n);
    n = std::snprintf(text.data() + at, text.size() - at, "  val_loss %.4f  val_accuracy %.3f", row.val_loss,
                      row.val_accuracy);
  }
  return text.data();
}

class ProgressLine {
 public:
  void show(const train::TrainerProgress& progress, const std::vector<train::HistoryRow>& history) {
    // On a terminal a line that rewrites itself; in a log only the last epoch.
    if (history.size() == shown_ || history.empty() || (!terminal_ && !progress.finished)) return;
    shown_ = history.size();
    const auto elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double left = progress.fraction > 0.0 ? elapsed * (1.0 - progress.fraction) / progress.fraction : 0.0;
    std::fprintf(stderr, "%s%s  %.0f s left   ", terminal_ ? "\r" : "",
                 epoch_text(history.back(), progress.epochs).c_str(), left);
  }
  ~ProgressLine() {
    if (shown_ > 0) std::fprintf(stderr, "\n");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) != 0;
  std::size_t shown_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// A model to go on from brings its own features, and its own way from logits to scores.
void read_base_model(const TrainingOptions& options, TrainingInput& input) {
  try {
    input.from = onnx::read_model(read_file(options.from));
    input.features = classify::read_card(*input.from).features;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    throw Error(error.code(), options.from + ": " + error.what());
  }
  input.train_all = options.train_all;
  const std::vector<onnx::Node>& nodes = input.from->graph.nodes;
  const bool sigmoid = !nodes.empty() && nodes.back().op_type == "Sigmoid";
  input.recipe.output = sigmoid ? train::Output::kSigmoid : train::Output::kSoftmax;
}

// Changes of waveforms need the waveforms; masks and warps alone are the trainer's, unless it goes on from a model.
std::unique_ptr<train::FeatureSource> make_source(const TrainingOptions& options, TrainingInput& input) {
  const train::Recipe& recipe = input.recipe;
  if (recipe.waveform_augment.any()) {
    train::WaveformSourceOptions source{.waveform = recipe.waveform_augment, .features = recipe.feature_augment};
    if (!options.noise.empty()) source.backgrounds = load_backgrounds(options.noise, input.features.sample_rate);
    return std::make_unique<train::WaveformSource>(input.features, std::move(input.data.segments), std::move(source));
  }
  if (input.from && recipe.feature_augment.any())
    return std::make_unique<train::AugmentedFeatures>(recipe.feature_augment);
  return nullptr;
}

train::Trainer make_trainer(const TrainingInput& input, const train::Split& split, std::uint64_t seed) {
  const train::Dataset& dataset = input.data.dataset;
  if (!input.from) return {input.recipe, dataset, split, seed, input.source.get(), input.threads.get()};
  Rng rng(seed);
  const auto how = input.train_all ? train::FineTune::kAll : train::FineTune::kLastLayer;
  return {train::fine_tune(*input.from, static_cast<int>(dataset.labels.size()), {.train = how}, rng),
          input.recipe.training,
          dataset,
          split,
          seed,
          input.source.get(),
          input.threads.get()};
}

TrainedModel train_member(const TrainingInput& input, const train::Split& split, std::uint64_t seed, RunLog& log) {
  train::Trainer trainer = make_trainer(input, split, seed);
  log.line("seed " + std::to_string(seed) + ", " + std::to_string(trainer.num_parameters()) + " parameters");
  std::size_t logged = 0;
  ProgressLine line;
  while (trainer.step()) {
    line.show(trainer.progress(), trainer.history());
    for (; logged < trainer.history().size(); ++logged)
      log.line(epoch_text(trainer.history()[logged], trainer.progress().epochs));
  }
  log.line("kept epoch " + std::to_string(trainer.progress().best_epoch) +
           (trainer.progress().stopped_early ? ", stopped early" : ""));
  return {trainer.model(), trainer.history(), trainer.progress()};
}

train::SplitUnit unit_named(const std::string& name) {
  if (name == "piece") return train::SplitUnit::kExample;
  return name == "group" ? train::SplitUnit::kGroup : train::SplitUnit::kClip;
}

}  // namespace

void TrainingOptions::add_to(CLI::App& command) {
  data.add_to(command);
  extra.add_to(command);
  command.add_option("--recipe", recipe, "A recipe (.json), or the name of one in models/recipes")->required();
  command.add_option("--seed", seed, "Same seed, data and build: same weights")->capture_default_str();
  command.add_option("--out", out, "Where results go")->required();
  command.add_option("--unit", unit, "What a split keeps together: piece, clip or group; default: the recipe's")
      ->check(CLI::IsMember({"piece", "clip", "group"}));
  command
      .add_option("--members", members, "So many networks, alike but for their seeds, whose scores the model averages")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  command.add_option("--noise", noise,
                     "A folder of recordings to mix in, for recipes with augment.waveform.background_snr_db");
  command.add_option("--cache", cache, "A folder where extracted features are kept for the next run");
  CLI::Option* base =
      command.add_option("--from", from, "A model to fine-tune for these labels, in place of the recipe's network");
  command.add_flag("--train-all", train_all, "Fine-tune every layer; else the last one alone")->needs(base);
}

TrainingInput read_training_input(const TrainingOptions& options, RunLog& log) {
  log.line("earshot " EARSHOT_VERSION ", " + utc_now());
  TrainingInput input;
  RecipeFile file = read_recipe(options.recipe);
  input.recipe = std::move(file.recipe);
  if (!options.unit.empty()) input.recipe.split.unit = unit_named(options.unit);
  input.features = features::feature_config_from_json(input.recipe.features_json);
  input.features.validate();
  log.line("recipe " + input.recipe.name + ": " +
           parse_json(file.text, options.recipe, ErrorCode::kInvalidConfig).dump());
  if (!options.from.empty()) read_base_model(options, input);
  const LoadOptions load{.keep_segments = input.recipe.waveform_augment.any(), .cache = options.cache};
  input.data = load_training_data(options.data, input.features, load);
  add_extra_data(options.extra, input.features, load, input.data);
  input.members = options.members;
  input.threads = std::make_unique<ThreadPool>();
  input.source = make_source(options, input);
  log.line("features: " + features::to_json(input.features));
  if (input.from) log.line("fine-tuning " + options.from + (options.train_all ? ", every layer" : ", the last layer"));
  log.tell("The data in " + options.data.folder + " " + input.data.description + ".");
  for (const std::string& problem : input.data.problems) {
    log.line("left out: " + problem);
    std::fprintf(stderr, "earshot: left out: %s\n", problem.c_str());
  }
  for (const std::string& note : input.data.notes) log.warn(note);
  for (const std::string& warning : input.data.check.warnings) log.warn(warning);
  log.tell(std::to_string(input.data.num_clips) + " clips, " + std::to_string(input.data.dataset.examples.size()) +
           " examples of " + to_string(input.data.dataset.feature_shape()) + ", " +
           std::to_string(input.data.dataset.labels.size()) + " classes");
  for (const train::ClassFacts& facts : input.data.check.classes) {
    log.line("class " + facts.label + ": " + std::to_string(facts.clips) + " clips, " + std::to_string(facts.unusable) +
             " left out");
  }
  return input;
}

TrainedModel run_training(const TrainingInput& input, const train::Split& split, std::uint64_t seed, RunLog& log) {
  log.line("split" + (split.name.empty() ? std::string() : " " + split.name) + ": " +
           std::to_string(split.train.size()) + " training, " + std::to_string(split.validation.size()) +
           " validation, " + std::to_string(split.test.size()) + " test examples");
  const std::string where = split.name.empty() ? "" : split.name + ": ";
  for (const std::string& warning : split.warnings) log.warn(where + warning);
  for (const std::string& warning : train::leakage_warnings(input.data.dataset, split)) log.warn(where + warning);
  std::vector<TrainedModel> members;
  std::vector<onnx::Model> models;
  for (int k = 0; k < input.members; ++k) {
    members.push_back(train_member(input, split, seed + 1000 * static_cast<std::uint64_t>(k), log));
    models.push_back(members.back().model);
  }
  return {train::average(models), std::move(members.front().history), members.front().progress};
}

train::Report start_report(const TrainingOptions& options, const TrainingInput& input, const RunLog& log,
                           const std::string& kind) {
  train::Report report;
  report.title = input.recipe.name;
  report.subtitle = kind + ", " + utc_now() + (input.recipe.description.empty() ? "" : ". " + input.recipe.description);
  report.facts = {{"Recipe", input.recipe.name},
                  {"Data", options.data.folder},
                  {"Seed", std::to_string(options.seed)},
                  {"Features", std::string(features::kind_name(input.features.kind)) + " at " +
                                   std::to_string(input.features.sample_rate) + " Hz, " +
                                   to_string(input.data.dataset.feature_shape())},
                  {"Earshot", EARSHOT_VERSION}};
  if (input.from) report.facts.emplace_back("Fine-tuned from", options.from);
  report.warnings = log.warnings();
  report.labels = input.data.dataset.labels;
  report.data_description = input.data.description;
  report.data = input.data.check;
  return report;
}

}  // namespace earshot::cli
