// Scores of a model on clips, and what they say of it.
// Declared in web/core/training-module-types.ts; web/core/training-core.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "classify/model_card.h"
#include "guard.h"
#include "training/arguments.h"
#include "training/data_methods.h"
#include "training/training_json.h"
#include "typed_array.h"

namespace earshot::bindings {

val score_model(TrainingData& data, const std::string& ids) {
  return guarded([&] {
    const onnx::Model model = onnx::read_model(staged_bytes());
    const classify::ModelCard card = classify::read_card(model);
    require(features::to_json(card.features) == features::to_json(data.plan().features), ErrorCode::kInvalidConfig,
            "The model hears other features than these clips were added with. Add the clips again with a recipe that "
            "has its features.");
    const std::shared_ptr<const train::TrainingSet> set = data.clips().training_set();
    require(card.labels == set->dataset.labels, ErrorCode::kInvalidData,
            "The model's labels are not those of the clips.");
    const std::vector<std::string> wanted = texts(parsed(ids));
    const std::set<std::string> chosen(wanted.begin(), wanted.end());
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < set->dataset.examples.size(); ++i) {
      if (chosen.empty() || chosen.contains(train::clip_path(set->dataset.examples[i]))) indices.push_back(i);
    }
    const auto output =
        card.activation == classify::Activation::kSoftmax ? train::Output::kSoftmax : train::Output::kSigmoid;
    return val(std::make_shared<Scorer>(model, set, std::move(indices), output,
                                        chosen.empty() ? "every clip" : "the chosen clips"));
  });
}

namespace {

val step_scorer(Scorer& scorer, double milliseconds) {
  return guarded([&] { return scorer.step(milliseconds); });
}

val append_scorer(Scorer& scorer, const Scorer& other) {
  return guarded([&] { scorer.append(other); });
}

val curve(const train::RocCurve& roc, bool thresholds_mean_something) {
  std::vector<double> false_positives;
  std::vector<double> true_positives;
  std::vector<double> thresholds;
  for (const train::RocPoint& point : roc.points) {
    false_positives.push_back(point.false_positive_rate);
    true_positives.push_back(point.true_positive_rate);
    if (thresholds_mean_something) thresholds.push_back(point.threshold);
  }
  const auto or_null = [](double value) { return std::isfinite(value) ? val(value) : val::null(); };
  val value = val::object();
  value.set("area", or_null(roc.area));
  value.set("positives", static_cast<double>(roc.positives));
  value.set("negatives", static_cast<double>(roc.negatives));
  value.set("falsePositiveRate", typed_array<double>(false_positives));
  value.set("truePositiveRate", typed_array<double>(true_positives));
  value.set("thresholds", typed_array<double>(thresholds));
  value.set("youdenThreshold",
            roc.defined() && thresholds_mean_something ? or_null(train::youden_point(roc).threshold) : val::null());
  return value;
}

// `validation`: a scorer that is done, or null.
val judge(const Scorer& scorer, double threshold, int most_mistakes, const val& validation) {
  return guarded([&] {
    const ScorerHandle fit_on = validation.isNull() ? nullptr : validation.as<ScorerHandle>();
    const train::Judgement judgement = scorer.judge(threshold, most_mistakes, fit_on.get());
    const train::ClipScores& clips = scorer.clips();
    std::vector<int> predicted;
    const std::size_t classes = scorer.labels().size();
    for (std::size_t i = 0; i < clips.size(); ++i)
      predicted.push_back(train::argmax(clips.scores.values().subspan(i * classes, classes)));
    val per_class = val::array();
    for (const train::RocCurve& roc : judgement.roc.one_against_rest) per_class.call<void>("push", curve(roc, true));
    val value = val::object();
    value.set("json", text_of(to_json(judgement, scorer.labels())));
    value.set("perClass", per_class);
    value.set("micro", curve(judgement.roc.micro, true));
    value.set("macro", curve(judgement.roc.macro, false));
    value.set("truth", typed_array<int>(clips.truth));
    value.set("predicted", typed_array<int>(predicted));
    value.set("scores", typed_array<float>(clips.scores.data));
    value.set("fold", typed_array<int>(clips.part));
    return value;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_judging) {
  using namespace emscripten;

  class_<Scorer>("Scorer")
      .smart_ptr<ScorerHandle>("Scorer")
      .function("step", &step_scorer)
      .function("append", &append_scorer)
      .function("judge", &judge);
}

}  // namespace earshot::bindings
