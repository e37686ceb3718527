#include "training/training_json.h"

#include <cmath>
#include <set>

#include "train/clip_scores.h"

namespace earshot::bindings {
namespace {

Json to_json(const train::Accuracy& accuracy) {
  return {{"n", accuracy.n},
          {"correct", accuracy.correct},
          {"value", accuracy.value},
          {"interval", {accuracy.low, accuracy.high}}};
}

Json to_json(const train::Calibration& calibration) {
  Json bins = Json::array();
  for (const train::ReliabilityBin& bin : calibration.bins) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"n", bin.n},
                    {"meanScore", bin.mean_score},
                    {"accuracy", bin.accuracy}});
  }
  return {{"expectedError", calibration.expected_error},
          {"largestError", calibration.largest_error},
          {"logLoss", calibration.log_loss},
          {"brier", calibration.brier},
          {"bins", bins}};
}

Json part_json(const std::vector<std::size_t>& indices, const train::Dataset& dataset) {
  Json clips = Json::array();
  std::vector<std::int64_t> by_label(dataset.labels.size(), 0);
  std::set<int> seen;
  for (const std::size_t i : indices) {
    const train::Example& example = dataset.examples[i];
    if (!seen.insert(example.clip).second) continue;
    clips.push_back(train::clip_path(example));
    ++by_label[static_cast<std::size_t>(example.label)];
  }
  return {{"examples", indices.size()}, {"clips", clips}, {"clipsByLabel", by_label}};
}

}  // namespace

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_json(const train::Layout& layout) {
  Json clips = Json::array();
  for (const train::LayoutClip& clip : layout.clips) {
    clips.push_back({{"path", clip.path},
                     {"label", layout.labels[static_cast<std::size_t>(clip.label)]},
                     {"group", clip.group},
                     {"fold", clip.fold}});
  }
  return {{"kind", train::layout_kind_name(layout.kind)},
          {"name", layout.name},
          {"description", train::describe(layout)},
          {"labels", layout.labels},
          {"clips", clips},
          {"unlabelled", layout.unlabelled},
          {"hasGroups", layout.has_groups()},
          {"hasFolds", layout.has_folds()},
          {"groupsByName", layout.groups_by_name},
          {"notes", layout.notes}};
}

Json recipe_info(const TrainingData& data) {
  const Plan& plan = data.plan();
  return {{"name", plan.recipe.name},
          {"description", plan.recipe.description},
          {"features", parse_json(features::to_json(plan.features), "The features", ErrorCode::kInternal)},
          {"sampleRate", plan.features.sample_rate},
          {"segmentS", plan.features.preprocess.segment.length_s},
          {"epochs", plan.recipe.training.epochs},
          {"batchSize", plan.recipe.training.batch_size},
          {"keepsWaveforms", data.keeps_waveforms()}};
}

Json check_json(const train::ClipCollection& clips) {
  const train::DataCheck check = clips.check();
  Json classes = Json::array();
  Json labels = Json::array();
  for (const train::ClassFacts& facts : check.classes) {
    labels.push_back(facts.label);
    classes.push_back(
        {{"label", facts.label}, {"clips", facts.clips}, {"unusable", facts.unusable}, {"lengthS", facts.length_s}});
  }
  const Shape* shape = clips.feature_shape();
  const std::string blocker = clips.blocker();
  return {{"labels", labels},
          {"classes", classes},
          {"clips", check.clips},
          {"examples", clips.num_examples()},
          {"lengthS", check.length_s},
          {"featureShape", shape == nullptr ? Json(nullptr) : Json(*shape)},
          {"problems", check.problems},
          {"warnings", check.warnings},
          {"blocker", blocker.empty() ? Json(nullptr) : Json(blocker)}};
}

Json to_json(const train::Split& split, const train::Dataset& dataset) {
  return {{"name", split.name},
          {"parts",
           {{"train", part_json(split.train, dataset)},
            {"validation", part_json(split.validation, dataset)},
            {"test", part_json(split.test, dataset)}}},
          {"warnings", split.warnings}};
}

Json network_json(const std::vector<train::LayerSummary>& layers) {
  Json list = Json::array();
  std::int64_t parameters = 0;
  std::int64_t statistics = 0;
  std::int64_t multiply_adds = 0;
  for (const train::LayerSummary& layer : layers) {
    list.push_back({{"name", layer.name},
                    {"type", layer.type},
                    {"output", layer.output},
                    {"parameters", layer.parameters},
                    {"statistics", layer.statistics},
                    {"multiplyAdds", layer.multiply_adds}});
    parameters += layer.parameters;
    statistics += layer.statistics;
    multiply_adds += layer.multiply_adds;
  }
  return {{"input", layers.front().output},
          {"layers", list},
          {"parameters", parameters},
          {"statistics", statistics},
          {"multiplyAdds", multiply_adds}};
}

Json to_json(const train::HistoryRow& row) {
  return {{"epoch", row.epoch},
          {"loss", number_or_null(row.loss)},
          {"accuracy", number_or_null(row.accuracy)},
          {"valLoss", number_or_null(row.val_loss)},
          {"valAccuracy", number_or_null(row.val_accuracy)},
          {"learningRate", row.learning_rate},
          {"seconds", row.seconds}};
}

Json progress_json(const TrainingRun& run, std::size_t known_rows) {
  const train::TrainerProgress& progress = run.trainer().progress();
  const std::vector<train::HistoryRow>& history = run.trainer().history();
  Json rows = Json::array();
  for (std::size_t i = known_rows; i < history.size(); ++i) rows.push_back(to_json(history[i]));
  Json out = {{"epoch", progress.epoch},
              {"epochs", progress.epochs},
              {"fraction", progress.fraction},
              {"elapsedS", run.seconds()},
              {"batchLoss", progress.fraction > 0.0 ? number_or_null(progress.batch_loss) : Json(nullptr)},
              {"rows", rows},
              {"bestEpoch", progress.best_epoch},
              {"finished", progress.finished},
              {"stoppedEarly", progress.stopped_early},
              {"stopped", run.stopped()},
              {"betweenEpochs", run.trainer().between_epochs()}};
  // Worth its bytes once an epoch only.
  if (!rows.empty()) out["confusion"] = run.trainer().confusion().counts;
  return out;
}

Json summary_json(const TrainingRun& run) {
  const train::TrainerProgress& progress = run.trainer().progress();
  Json history = Json::array();
  for (const train::HistoryRow& row : run.trainer().history()) history.push_back(to_json(row));
  return {{"recipe", run.plan().recipe.name},
          {"seed", run.seed()},
          {"split", to_json(run.split(), run.dataset())},
          {"labels", run.dataset().labels},
          {"featureShape", run.dataset().feature_shape()},
          {"parameters", run.trainer().num_parameters()},
          {"history", history},
          {"epochs", progress.epoch},
          {"bestEpoch", progress.best_epoch},
          {"stoppedEarly", progress.stopped_early},
          {"stopped", run.stopped()},
          {"seconds", run.seconds()}};
}

Json to_json(const train::Judgement& judgement, const std::vector<std::string>& labels) {
  const train::Evaluation& evaluation = judgement.evaluation;
  Json per_class = Json::array();
  for (std::size_t c = 0; c < labels.size(); ++c) {
    const train::ClassMetrics& metrics = evaluation.classes[c];
    per_class.push_back({{"label", labels[c]},
                         {"n", metrics.support},
                         {"precision", metrics.precision},
                         {"recall", metrics.recall},
                         {"f1", metrics.f1}});
  }
  Json mistakes = Json::array();
  for (const train::Mistake& mistake : judgement.mistakes) {
    mistakes.push_back({{"clip", judgement.clips[mistake.clip]},
                        {"label", labels[static_cast<std::size_t>(mistake.truth)]},
                        {"predicted", labels[static_cast<std::size_t>(mistake.predicted)]},
                        {"score", mistake.score},
                        {"scoreOfLabel", mistake.score_of_truth}});
  }
  const train::Rejection& rejection = judgement.rejection;
  return {{"on", judgement.on},
          {"labels", labels},
          {"accuracy", to_json(evaluation.top1)},
          {"macroF1", evaluation.macro_f1},
          {"logLoss", evaluation.log_loss},
          {"confusion", evaluation.matrix.counts},
          {"perClass", per_class},
          {"calibration",
           {{"temperature", judgement.temperature},
            {"temperatureFrom", judgement.temperature_note},
            {"before", to_json(judgement.before)},
            {"after", to_json(judgement.after)}}},
          {"rejection",
           {{"threshold", rejection.threshold},
            {"rejected", rejection.rejected},
            {"accuracyOfAccepted", rejection.accepted.n > 0 ? Json(rejection.accepted.value) : Json(nullptr)}}},
          {"mistakes", mistakes},
          {"clips", {{"ids", judgement.clips}}}};
}

}  // namespace earshot::bindings
