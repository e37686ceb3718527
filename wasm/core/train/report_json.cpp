#include "train/report_json.h"

#include <cmath>

namespace earshot::train {
namespace {

// JSON has no NaN: what is undefined is null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_json(const Calibration& calibration) {
  Json bins = Json::array();
  for (const ReliabilityBin& bin : calibration.bins) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"n", bin.n},
                    {"mean_score", bin.mean_score},
                    {"accuracy", bin.accuracy}});
  }
  return {{"expected_calibration_error", calibration.expected_error},
          {"largest_calibration_error", calibration.largest_error},
          {"log_loss", calibration.log_loss},
          {"brier", calibration.brier},
          {"bins", bins}};
}

Json to_json(const RocCurves& roc, const std::vector<std::string>& labels) {
  Json classes = Json::array();
  for (std::size_t c = 0; c < roc.one_against_rest.size(); ++c) {
    const RocCurve& curve = roc.one_against_rest[c];
    const RocPoint best = youden_point(curve);
    classes.push_back(
        {{"label", labels[c]}, {"auc", number(curve.area)}, {"youden_threshold", number(best.threshold)}});
  }
  return {{"micro", number(roc.micro.area)}, {"macro", number(roc.macro.area)}, {"per_class", classes}};
}

}  // namespace

Json to_json(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  Json confusion = Json::array();
  Json per_class = Json::array();
  const int classes = evaluation.matrix.classes;
  for (int truth = 0; truth < classes; ++truth) {
    Json row = Json::array();
    for (int predicted = 0; predicted < classes; ++predicted) row.push_back(evaluation.matrix.at(truth, predicted));
    confusion.push_back(row);
    const ClassMetrics& metrics = evaluation.classes[static_cast<std::size_t>(truth)];
    per_class.push_back({{"label", labels[static_cast<std::size_t>(truth)]},
                         {"n", metrics.support},
                         {"precision", metrics.precision},
                         {"recall", metrics.recall},
                         {"f1", metrics.f1}});
  }
  return {{"n", evaluation.top1.n},
          {"correct", evaluation.top1.correct},
          {"accuracy", evaluation.top1.value},
          {"interval_95", {evaluation.top1.low, evaluation.top1.high}},
          {"macro_f1", evaluation.macro_f1},
          {"log_loss", evaluation.log_loss},
          {"labels", labels},
          {"confusion", confusion},
          {"per_class", per_class}};
}

Json to_json(const Judgement& judgement, const std::vector<std::string>& labels) {
  Json out = to_json(judgement.evaluation, labels);
  const Accuracy& accepted = judgement.rejection.accepted;
  out["threshold"] = judgement.rejection.threshold;
  out["rejected"] = judgement.rejection.rejected;
  out["accuracy_of_accepted"] = accepted.n > 0 ? Json(accepted.value) : Json(nullptr);
  out["roc_auc"] = to_json(judgement.roc, labels);
  out["calibration"] = {{"temperature", judgement.temperature},
                        {"temperature_from", judgement.temperature_note},
                        {"before", to_json(judgement.before)},
                        {"after", to_json(judgement.after)}};
  Json mistakes = Json::array();
  for (const Mistake& mistake : judgement.mistakes) {
    mistakes.push_back({{"clip", judgement.clips[mistake.clip]},
                        {"label", labels[static_cast<std::size_t>(mistake.truth)]},
                        {"predicted", labels[static_cast<std::size_t>(mistake.predicted)]},
                        {"score", mistake.score},
                        {"score_of_label", mistake.score_of_truth}});
  }
  out["mistakes"] = mistakes;
  return out;
}

}  // namespace earshot::train
