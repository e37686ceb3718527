#include "train/report.h"

#include <algorithm>
#include <set>

#include "base/error.h"

namespace earshot::train {
namespace {

// Two halves with the same share of each label: every second clip of it.
std::vector<int> stratified_halves(std::span<const int> truth) {
  std::vector<int> seen(truth.empty() ? 0 : static_cast<std::size_t>(*std::max_element(truth.begin(), truth.end())) + 1,
                        0);
  std::vector<int> half;
  for (const int label : truth) half.push_back(seen[static_cast<std::size_t>(label)]++ % 2);
  return half;
}

}  // namespace

Judgement judge(const ClipScores& scores, const JudgeOptions& options) {
  require(scores.size() > 0, ErrorCode::kInvalidData, "There is no clip to judge the model on.");
  Judgement out;
  out.on = options.on;
  out.clips = scores.clips;
  out.evaluation = evaluate(scores.scores, scores.truth);
  out.rejection = reject_below(scores.scores, scores.truth, options.threshold);
  out.roc = roc_curves(scores.scores, scores.truth);
  out.before = calibration(scores.scores, scores.truth);
  out.mistakes = most_confident_mistakes(scores.scores, scores.truth, options.most_mistakes);

  Tensor scaled;
  if (options.validation != nullptr && options.validation->size() > 0) {
    out.temperature = fit_temperature(options.validation->scores, options.validation->truth, options.output);
    out.temperature_note = "fitted on the validation part";
    scaled = apply_temperature(scores.scores, out.temperature, options.output);
  } else {
    const bool folds = std::set<int>(scores.part.begin(), scores.part.end()).size() > 1;
    CrossFitted fitted = cross_fit_temperature(scores.scores, scores.truth,
                                               folds ? scores.part : stratified_halves(scores.truth), options.output);
    out.temperature = fitted.mean_temperature;
    out.temperature_note = folds ? "mean; for the clips of each fold fitted on the other folds"
                                 : "mean; for each half of the clips fitted on the other half";
    scaled = std::move(fitted.scores);
  }
  out.after = calibration(scaled, scores.truth);
  return out;
}

std::vector<PartSummary> summarise_parts(const Dataset& dataset, const Split& split) {
  std::vector<PartSummary> out;
  const auto add = [&](const char* name, const std::vector<std::size_t>& indices) {
    if (indices.empty()) return;
    PartSummary part{name, std::vector<std::int64_t>(dataset.labels.size(), 0)};
    std::set<int> seen;
    for (const std::size_t i : indices) {
      const Example& example = dataset.examples[i];
      if (seen.insert(example.clip).second) ++part.clips[static_cast<std::size_t>(example.label)];
    }
    out.push_back(std::move(part));
  };
  add("training", split.train);
  add("validation", split.validation);
  add("test", split.test);
  return out;
}

std::string describe_split(const Split& split, SplitUnit unit) {
  static constexpr const char* kUnits[] = {"pieces", "clips", "groups"};
  const std::string counts = std::to_string(split.train.size()) + " examples for training, " +
                             std::to_string(split.validation.size()) + " for validation, " +
                             std::to_string(split.test.size()) + " for the test";
  if (split.name == "all") return "Every clip was used for training.";
  return "Split by " + std::string(kUnits[static_cast<std::size_t>(unit)]) +
         (split.name.empty() ? "" : " (" + split.name + ")") + ": " + counts + ".";
}

}  // namespace earshot::train
