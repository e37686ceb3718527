// earshot train --data DIR --recipe R --seed N --out DIR: leaves model.onnx, history.csv, metrics.json, report.html,
// run.log and TensorBoard event files.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "classify/finished_model.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/training_run.h"
#include "onnx/round_weights.h"
#include "train/history.h"
#include "train/layout.h"
#include "train/report_html.h"
#include "train/report_json.h"

namespace earshot::cli {
namespace {

struct Options {
  TrainingOptions training;
  std::string card;
  bool all = false;
  int weight_bits = 24;
  double threshold = 0.0;
};

// Every example for training: the model to ship, once cross-validation has said what to expect of it.
train::Split everything(const train::Dataset& dataset) {
  train::Split split;
  split.name = "all";
  split.train = train::all_indices(dataset);
  return split;
}

// The user's card (if any) with what the run itself knows.
std::string card_json(const Options& options, const TrainingInput& input, const train::Split& split) {
  Json card = Json::object();
  if (!options.card.empty()) {
    card = parse_json(read_text(options.card), options.card, ErrorCode::kInvalidConfig);
    require(card.is_object(), ErrorCode::kInvalidConfig, "A model card is a JSON object.");
  }
  if (!card.contains("name")) card["name"] = input.recipe.name;
  card["recipe"] = input.recipe.name;
  card["seed"] = options.training.seed;
  card["training"] = {{"clips", input.data.num_clips},
                      {"train_examples", split.train.size()},
                      {"validation_examples", split.validation.size()},
                      {"test_examples", split.test.size()}};
  return card.dump();
}

classify::ModelCard model_card(const Options& options, const TrainingInput& input, std::string card_text) {
  return {.labels = input.data.dataset.labels,
          .features = input.features,
          .activation = input.recipe.output == train::Output::kSoftmax ? classify::Activation::kSoftmax
                                                                       : classify::Activation::kSigmoid,
          .threshold = static_cast<float>(options.threshold),
          .self_test = {},
          .card_json = std::move(card_text)};
}

void write_tensorboard(const std::filesystem::path& folder, const std::vector<train::HistoryRow>& history,
                       double start_s) {
  const train::TensorboardRuns runs = train::tensorboard_runs(history, start_s);
  const std::string name = "events.out.tfevents." + std::to_string(static_cast<std::int64_t>(start_s)) + ".earshot";
  write_file(folder / "train" / name, train::tensorboard_events(runs.train, start_s));
  if (!runs.validation.empty())
    write_file(folder / "validation" / name, train::tensorboard_events(runs.validation, start_s));
}

void run(const Options& options) {
  RunLog log;
  const TrainingInput input = read_training_input(options.training, log);
  const train::Dataset& dataset = input.data.dataset;
  const train::Split split = options.all
                                 ? everything(dataset)
                                 : train::make_splits(dataset, input.recipe.split, options.training.seed).front();
  const std::filesystem::path out = options.training.out;
  log.open(out);
  const double start_s = unix_now();
  TrainedModel trained = run_training(input, split, options.training.seed, log);
  onnx::round_weights(trained.model, options.weight_bits);

  Json metrics = {{"recipe", input.recipe.name},
                  {"seed", options.training.seed},
                  {"epochs", trained.progress.epoch},
                  {"best_epoch", trained.progress.best_epoch},
                  {"stopped_early", trained.progress.stopped_early}};
  train::Report report = start_report(options.training, input, log, "Training run");
  const train::ClipScores validation = train::score_clips(trained.model, dataset, split.validation);
  const train::ClipScores test = train::score_clips(trained.model, dataset, split.test);
  const auto judge = [&](const char* part, const train::ClipScores& clips, const train::ClipScores* fit_on) {
    if (clips.size() == 0) return;
    train::Judgement judgement = train::judge(clips, {.on = std::string("the ") + part + " part",
                                                      .output = input.recipe.output,
                                                      .threshold = options.threshold,
                                                      .validation = fit_on});
    metrics[part] = train::to_json(judgement, dataset.labels);
    const train::Accuracy& top1 = judgement.evaluation.top1;
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "%s: %.4f of %lld clips right (95 %% interval %.4f to %.4f)", part,
                  top1.value, static_cast<long long>(top1.n), top1.low, top1.high);
    log.line(text.data());
    std::printf("%s\n", text.data());
    report.judgement = std::move(judgement);  // of the last part judged: the test part when there is one
  };
  judge("validation", validation, nullptr);
  judge("test", test, &validation);

  const std::vector<std::uint8_t> bytes =
      classify::finished_model(trained.model, model_card(options, input, card_json(options, input, split)));
  report.facts.emplace_back(
      "Epochs", std::to_string(trained.progress.epoch) + (trained.progress.stopped_early ? ", stopped early" : ""));
  report.facts.emplace_back("Time", std::to_string(static_cast<int>(log.seconds())) + " s");
  report.facts.emplace_back("Model file", train::with_thousands(bytes.size()) + " bytes");
  report.split_description = train::describe_split(split, input.recipe.split.unit);
  report.parts = train::summarise_parts(dataset, split);
  report.network = train::summarise_network(trained.model, dataset.feature_shape());
  report.history = trained.history;
  report.best_epoch = trained.progress.best_epoch;

  write_file(out / "model.onnx", bytes);
  write_text(out / "history.csv", train::history_csv(trained.history));
  write_text(out / "metrics.json", metrics.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  write_text(out / "report.html", train::report_html(report));
  write_tensorboard(out / "tensorboard", trained.history, start_s);
  log.line("model.onnx: " + std::to_string(bytes.size()) + " bytes");
  log.line("done, " + utc_now());
  std::printf("%s: %zu bytes\n", (out / "model.onnx").c_str(), bytes.size());
}

}  // namespace

void add_train_command(CLI::App& app, Outcome& /*outcome*/) {
  CLI::App* command = app.add_subcommand("train", "Train a classifier on a folder of labelled clips");
  auto options = std::make_shared<Options>();
  options->training.add_to(*command);
  command->add_flag("--all", options->all, "Train on every clip, without validation and test parts");
  command
      ->add_option("--weight-bits", options->weight_bits,
                   "Significant bits of the stored weights, 2 to 24; 12 compress to about 60 %")
      ->capture_default_str()
      ->check(CLI::Range(2, 24));
  command
      ->add_option("--threshold", options->threshold,
                   "A best score below this means \"none of these\"; stored in the model")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--card", options->card, "A JSON object to store in the model as its card");
  command->callback([options] { run(*options); });
}

}  // namespace earshot::cli
