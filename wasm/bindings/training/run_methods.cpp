// A training run as JavaScript sees it: its steps, its results, its report, and which parts of a clip decide.
// Declared in web/core/training-module-types.ts; web/core/training-core.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "guard.h"
#include "train/history.h"
#include "train/report_html.h"
#include "training/arguments.h"
#include "training/data_methods.h"
#include "training/deadline.h"
#include "training/training_json.h"
#include "training/training_run.h"
#include "typed_array.h"

namespace earshot::bindings {

val open_run(TrainingData& data, const std::string& recipe, const std::string& options) {
  return guarded([&] {
    const Json json = parsed(options);
    RunOptions run;
    run.all = json.at("all").get<bool>();
    run.split_index = json.at("splitIndex").get<std::size_t>();
    run.seed = json.at("seed").get<std::uint64_t>();
    const auto fine_tune = json.at("fineTune").get<std::string>();
    if (!fine_tune.empty()) {
      run.from = onnx::read_model(staged_bytes());
      run.train_all = fine_tune == "all";
    }
    return val(std::make_shared<TrainingRun>(data, data.plan_of(recipe), std::move(run)));
  });
}

namespace {

// The new rows of the history only: those after the first `known_rows`.
val step_run(TrainingRun& run, double milliseconds, std::size_t known_rows) {
  return guarded([&] {
    run.step(milliseconds);
    return text_of(progress_json(run, known_rows));
  });
}

val run_progress(const TrainingRun& run, std::size_t known_rows) {
  return guarded([&] { return text_of(progress_json(run, known_rows)); });
}

val stop_run(TrainingRun& run) {
  return guarded([&] { run.stop(); });
}

val run_summary(const TrainingRun& run) {
  return guarded([&] { return text_of(summary_json(run)); });
}

val run_state(const TrainingRun& run) {
  return guarded([&] {
    const std::vector<std::uint8_t> bytes = run.state();
    return typed_array<std::uint8_t>(bytes);
  });
}

// Takes the staged bytes.
val restore_run(TrainingRun& run) {
  return guarded([&] { run.restore(staged_bytes()); });
}

val run_model(const TrainingRun& run, const std::string& card, double threshold, int weight_bits) {
  return guarded([&] {
    const std::vector<std::uint8_t> bytes = run.model_file(card, threshold, weight_bits);
    return typed_array<std::uint8_t>(bytes);
  });
}

val run_network(const TrainingRun& run) {
  return guarded([&] { return text_of(network_json(run.layers())); });
}

val run_history_csv(const TrainingRun& run) {
  return guarded([&] { return train::history_csv(run.trainer().history()); });
}

// {title, subtitle, facts: [[name, value]], dataDescription, threshold}; "" for what is not given.
train::Report titled(train::Report report, const Json& options) {
  const auto title = options.at("title").get<std::string>();
  if (!title.empty()) report.title = title;
  report.subtitle = options.at("subtitle").get<std::string>();
  for (const Json& fact : options.at("facts"))
    report.facts.emplace_back(fact.at(0).get<std::string>(), fact.at(1).get<std::string>());
  report.data_description = options.at("dataDescription").get<std::string>();
  return report;
}

constexpr int kMistakesOfReport = 20;

// `test` and `validation`: scorers that are done, or null.
val run_report(const TrainingRun& run, const std::string& options, const val& test, const val& validation) {
  return guarded([&] {
    const Json json = parsed(options);
    train::Report report = titled(run.report(), json);
    const auto threshold = json.at("threshold").get<double>();
    const ScorerHandle on_validation = validation.isNull() ? nullptr : validation.as<ScorerHandle>();
    if (!test.isNull()) {
      report.judgement = test.as<ScorerHandle>()->judge(threshold, kMistakesOfReport, on_validation.get());
    } else if (on_validation) {
      report.judgement = on_validation->judge(threshold, kMistakesOfReport, nullptr);
    }
    return train::report_html(report);
  });
}

// Of several runs on different folds; `runs` and the `scorers` of each, which are done, are arrays as long as each
// other. The first scorer takes in the others.
val report_folds(const TrainingRun& first, const std::string& options, const val& runs, const val& scorers) {
  return guarded([&] {
    const Json json = parsed(options);
    train::Report report = titled(first.fold_report(), json);
    std::vector<ScorerHandle> judged;
    const auto count = runs["length"].as<std::size_t>();
    for (std::size_t i = 0; i < count; ++i) {
      const auto run = runs[i].as<std::shared_ptr<TrainingRun>>();
      judged.push_back(scorers[i].as<ScorerHandle>());
      const train::ClipScores& clips = judged.back()->clips();
      report.folds.push_back(
          {run->split().name, train::evaluate(clips.scores, clips.truth).top1, run->trainer().progress().best_epoch});
    }
    require(!judged.empty(), ErrorCode::kInvalidArgument, "There is no fold to report.");
    for (std::size_t i = 1; i < judged.size(); ++i) judged.front()->append(*judged[i]);
    report.judgement = judged.front()->judge(json.at("threshold").get<double>(), kMistakesOfReport, nullptr);
    return train::report_html(report);
  });
}

val score_run(const TrainingRun& run, const std::string& part) {
  return guarded([&] { return val(run.score(part)); });
}

val explain(const TrainingRun& run, const std::string& clip, int piece, const std::string& label) {
  return guarded([&] { return val(run.explain(clip, piece, label)); });
}

val step_explanation(train::OcclusionMap& map, double milliseconds) {
  return guarded([&] {
    const Deadline deadline(milliseconds);
    while (map.step() && !deadline.over()) {
    }
    return map.fraction();
  });
}

val explanation(const train::OcclusionMap& map, const TrainingRun& run, const std::string& clip, int piece) {
  return guarded([&] {
    const Tensor values = map.values();
    val value = val::object();
    value.set("label", run.dataset().labels[static_cast<std::size_t>(map.label())]);
    value.set("scores", typed_array<float>(map.scores()));
    value.set("score", map.scores()[static_cast<std::size_t>(map.label())]);
    value.set("frames", static_cast<double>(values.shape[0]));
    value.set("coefficients", static_cast<double>(values.shape[1]));
    value.set("values", typed_array<float>(values.data));
    value.set("features", typed_array<float>(run.features_of(clip, piece).data));
    value.set("patchFrames", map.patch_frames());
    value.set("patchCoefficients", map.patch_coefficients());
    return value;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_runs) {
  using namespace emscripten;

  class_<TrainingRun>("TrainingRun")
      .smart_ptr<std::shared_ptr<TrainingRun>>("TrainingRun")
      .function("step", &step_run)
      .function("progress", &run_progress)
      .function("stop", &stop_run)
      .function("summary", &run_summary)
      .function("state", &run_state)
      .function("restore", &restore_run)
      .function("model", &run_model)
      .function("network", &run_network)
      .function("history_csv", &run_history_csv)
      .function("report", &run_report)
      .function("report_folds", &report_folds)
      .function("score", &score_run)
      .function("explain", &explain);
  class_<train::OcclusionMap>("OcclusionMap")
      .smart_ptr<std::shared_ptr<train::OcclusionMap>>("OcclusionMap")
      .function("step", &step_explanation)
      .function("result", &explanation);
}

}  // namespace earshot::bindings
