// What a training run, an evaluation or a cross-validation has found out, as plain values: report_html makes the page
// of it and report_json the numbers. The command line and the browser fill it alike.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "train/calibration.h"
#include "train/clip_scores.h"
#include "train/data_check.h"
#include "train/metrics.h"
#include "train/mistakes.h"
#include "train/network_summary.h"
#include "train/rejection.h"
#include "train/roc.h"
#include "train/split.h"
#include "train/trainer.h"

namespace earshot::train {

// A classifier judged on clips whose labels are known.
struct Judgement {
  std::string on;  // "the test part"
  std::vector<std::string> clips;
  Evaluation evaluation;
  Rejection rejection;  // at the model's threshold
  RocCurves roc;
  Calibration before, after;
  double temperature = 1.0;
  std::string temperature_note;  // where the temperature comes from
  std::vector<Mistake> mistakes;
};

struct JudgeOptions {
  std::string on;
  Output output = Output::kSoftmax;
  double threshold = 0.0;                  // of "none of these"
  const ClipScores* validation = nullptr;  // to fit the temperature on; else by cross-fitting over the parts, or halves
  std::size_t most_mistakes = 20;
};
// Throws kInvalidData when there are no clips.
[[nodiscard]] Judgement judge(const ClipScores& scores, const JudgeOptions& options);

// Clips of each class in a part of the split.
struct PartSummary {
  std::string name;  // "training"
  std::vector<std::int64_t> clips;
};
[[nodiscard]] std::vector<PartSummary> summarise_parts(const Dataset& dataset, const Split& split);

// "Split by clips: 80 examples for training, 20 for validation, 0 for the test."
[[nodiscard]] std::string describe_split(const Split& split, SplitUnit unit);

struct FoldSummary {
  std::string name;
  Accuracy accuracy;
  int best_epoch = 0;
};

struct Report {
  std::string title, subtitle;
  std::vector<std::pair<std::string, std::string>> facts;  // recipe, seed, ...
  std::vector<std::string> warnings;
  std::vector<std::string> labels;
  std::string data_description;  // "looks like ESC-50: ..."
  DataCheck data;
  std::string split_description;
  std::vector<PartSummary> parts;
  std::optional<NetworkSummary> network;
  std::vector<HistoryRow> history;
  int best_epoch = 0;
  std::vector<FoldSummary> folds;
  std::optional<Judgement> judgement;
};

}  // namespace earshot::train
