// earshot cross-validate --data DIR --recipe R --seed N --out DIR: trains once per fold or group of the split and
// judges each model on the clips it has not heard. Leaves cross-validation.json, report.html and run.log.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/training_run.h"
#include "train/rejection.h"
#include "train/report_html.h"
#include "train/report_json.h"

namespace earshot::cli {
namespace {

// What "none of these" would cost: the shares of clips that thresholds are given for.
constexpr std::array<double, 4> kKeptShares = {0.99, 0.98, 0.95, 0.90};

struct Options {
  TrainingOptions training;
  int folds = 0;  // 0: as the recipe says
  bool official_folds = false;
  bool leave_one_group_out = false;
};

void choose_split(const Options& options, train::SplitConfig& split) {
  if (options.official_folds) split.kind = train::SplitKind::kOfficialFolds;
  if (options.leave_one_group_out) split.kind = train::SplitKind::kLeaveOneGroupOut;
  if (options.folds > 0) {
    split.kind = train::SplitKind::kFolds;
    split.folds = options.folds;
  }
}

void run(const Options& options) {
  RunLog log;
  TrainingInput input = read_training_input(options.training, log);
  choose_split(options, input.recipe.split);
  const std::vector<std::string>& labels = input.data.dataset.labels;
  const std::vector<train::Split> splits =
      train::make_splits(input.data.dataset, input.recipe.split, options.training.seed);
  for (const train::Split& split : splits) {
    if (split.test.empty()) {
      throw Error(ErrorCode::kInvalidData,
                  "The split has no test part to judge on; use --folds, --official-folds or --leave-one-group-out, or "
                  "give the recipe such a split.");
    }
  }
  const std::filesystem::path out = options.training.out;
  log.open(out);

  Json folds = Json::array();
  train::ClipScores all;
  train::Report report;
  double sum = 0.0;
  for (const train::Split& split : splits) {
    log.tell(split.name + ": " + std::to_string(split.train.size()) + " train, " +
             std::to_string(split.validation.size()) + " validation, " + std::to_string(split.test.size()) + " test");
    const TrainedModel trained = run_training(input, split, options.training.seed, log);
    const train::ClipScores clips = train::score_clips(trained.model, input.data.dataset, split.test);
    const train::Evaluation evaluation = train::evaluate(clips.scores, clips.truth);
    Json fold = {{"name", split.name}, {"best_epoch", trained.progress.best_epoch}};
    fold.update(train::to_json(evaluation, labels));
    folds.push_back(fold);
    report.folds.push_back({split.name, evaluation.top1, trained.progress.best_epoch});
    sum += evaluation.top1.value;
    train::append(all, clips, static_cast<int>(report.folds.size()) - 1);
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "%-24s %.4f  (%lld of %lld clips)", split.name.c_str(),
                  evaluation.top1.value, static_cast<long long>(evaluation.top1.correct),
                  static_cast<long long>(evaluation.top1.n));
    log.line(text.data());
    std::printf("%s\n", text.data());
    std::fflush(stdout);
    if (!report.network) report.network = train::summarise_network(trained.model, input.data.dataset.feature_shape());
  }
  const train::Judgement together = train::judge(all, {.on = "all folds together", .output = input.recipe.output});
  const train::Accuracy& top1 = together.evaluation.top1;
  const double mean = sum / static_cast<double>(splits.size());
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(), "mean of %zu: %.4f; all %lld clips: %.4f (95 %% interval %.4f to %.4f)",
                splits.size(), mean, static_cast<long long>(top1.n), top1.value, top1.low, top1.high);
  log.line(text.data());
  std::printf("%s\n", text.data());
  Json thresholds = Json::array();
  for (const double share : kKeptShares) {
    const double threshold = train::threshold_keeping(all.scores, all.size(), share);
    const train::Rejection kept = train::reject_below(all.scores, all.truth, threshold);
    thresholds.push_back({{"kept", share}, {"threshold", threshold}, {"accuracy_of_kept", kept.accepted.value}});
    std::snprintf(text.data(), text.size(), "threshold %.3f decides %.0f %% of the clips, %.4f of them right",
                  threshold, 100.0 * share, kept.accepted.value);
    log.line(text.data());
  }
  const Json json = {{"recipe", input.recipe.name}, {"seed", options.training.seed},
                     {"mean_accuracy", mean},       {"together", train::to_json(together, labels)},
                     {"thresholds", thresholds},    {"folds", folds}};
  write_text(out / "cross-validation.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");

  train::Report page = start_report(options.training, input, log, "Cross-validation");
  page.folds = std::move(report.folds);
  page.network = std::move(report.network);
  page.facts.emplace_back("Folds",
                          std::to_string(splits.size()) + ", mean accuracy " + std::to_string(mean).substr(0, 6));
  page.facts.emplace_back("Time", std::to_string(static_cast<int>(log.seconds())) + " s");
  page.judgement = together;
  write_text(out / "report.html", train::report_html(page));
  log.line("done, " + utc_now());
}

}  // namespace

void add_cross_validate_command(CLI::App& app, Outcome& /*outcome*/) {
  CLI::App* command = app.add_subcommand("cross-validate", "Train and judge once per fold or group");
  auto options = std::make_shared<Options>();
  options->training.add_to(*command);
  CLI::Option* folds = command->add_option("--folds", options->folds, "Stratified folds instead of the recipe's split")
                           ->check(CLI::Range(2, 1000));
  CLI::Option* official = command->add_flag("--official-folds", options->official_folds,
                                            "The data set's own folds instead of the recipe's split");
  CLI::Option* groups = command->add_flag("--leave-one-group-out", options->leave_one_group_out,
                                          "Each group once instead of the recipe's split");
  folds->excludes(official)->excludes(groups);
  official->excludes(groups);
  command->callback([options] { run(*options); });
}

}  // namespace earshot::cli
