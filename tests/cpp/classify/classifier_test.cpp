// classify: a model whose answers are known by construction.
#include "classify/classifier.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "classify/clip_classifier.h"
#include "classify/self_test.h"
#include "support/tiny_model.h"

using namespace earshot;
using classify::Classifier;
using classify::ClipClassifier;
using classify::ClipPrediction;
using testing::sine;
using testing::tiny_model;

namespace {

ClipPrediction classify_clip(Classifier& classifier, const std::vector<float>& samples, int sample_rate,
                             const classify::ClipOptions& options = {}) {
  ClipClassifier clip(classifier, sample_rate, 1, options);
  const std::span<const float> channel(samples);
  clip.accept(std::span(&channel, 1));
  return clip.finish();
}

ErrorCode code_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;
}

}  // namespace

TEST_CASE("classifier: a low tone is low and a high tone is high, at any sample rate") {
  Classifier classifier = Classifier::from_model(tiny_model());
  for (const int rate : {8000, 16000, 22050, 44100, 48000}) {
    CAPTURE(rate);
    CHECK(classify_clip(classifier, sine(200.0, 0.5, rate), rate).scores[0] > 0.9F);
    CHECK(classify_clip(classifier, sine(3500.0, 0.5, rate), rate).scores[1] > 0.9F);
  }
}

TEST_CASE("classifier: scores of a softmax model sum to one") {
  Classifier classifier = Classifier::from_model(tiny_model());
  const ClipPrediction prediction = classify_clip(classifier, sine(1200.0, 0.7, 16000), 16000);
  CHECK(std::accumulate(prediction.scores.begin(), prediction.scores.end(), 0.0F) == doctest::Approx(1.0));
}

TEST_CASE("classifier: written, read and loaded again, a model gives the same scores") {
  onnx::Model model = tiny_model();
  Classifier original = Classifier::from_model(model);
  classify::ModelCard card = original.card();
  card.self_test = classify::make_self_test(original);
  classify::write_card(card, model);
  Classifier loaded = Classifier::load(onnx::write_model(model));
  CHECK(loaded.card().labels == card.labels);
  CHECK(loaded.card().name() == "tiny");
  const auto clip = sine(900.0, 0.4, 16000);
  CHECK(classify_clip(loaded, clip, 16000).scores == classify_clip(original, clip, 16000).scores);
}

TEST_CASE("classifier: a model that does not give its stored scores is refused") {
  onnx::Model model = tiny_model();
  Classifier original = Classifier::from_model(model);
  classify::ModelCard card = original.card();
  card.self_test = classify::make_self_test(original);
  card.self_test->scores[0] += 0.001F;
  classify::write_card(card, model);
  CHECK(code_of([&] { static_cast<void>(Classifier::from_model(model)); }) == ErrorCode::kSelfTestFailed);

  card.self_test->scores[0] = std::numeric_limits<float>::quiet_NaN();
  // NaN cannot be said in JSON, so the file is invalid rather than silently accepted.
  classify::write_card(card, model);
  CHECK(code_of([&] { static_cast<void>(Classifier::from_model(model)); }) == ErrorCode::kInvalidModel);
}

TEST_CASE("classifier: models without labels, with too many labels, or of a later format are refused") {
  onnx::Model model = tiny_model();
  model.metadata.erase("earshot.labels");
  CHECK(code_of([&] { static_cast<void>(Classifier::from_model(model)); }) == ErrorCode::kInvalidModel);
  model = tiny_model();
  model.metadata["earshot.labels"] = R"(["a","b","c"])";
  CHECK(code_of([&] { static_cast<void>(Classifier::from_model(model)); }) == ErrorCode::kInvalidModel);
  model = tiny_model();
  model.metadata["earshot.format"] = "2";
  CHECK(code_of([&] { static_cast<void>(Classifier::from_model(model)); }) == ErrorCode::kInvalidModel);
  model = tiny_model();
  model.metadata["earshot.features"] = R"({"n_mels":9000})";
  CHECK(code_of([&] { static_cast<void>(Classifier::from_model(model)); }) == ErrorCode::kInvalidConfig);
}

TEST_CASE("clip classifier: any split into blocks gives bit-identical predictions") {
  Classifier classifier = Classifier::from_model(tiny_model(0.25));
  const auto samples = sine(700.0, 2.3, 44100);
  const ClipPrediction whole = classify_clip(classifier, samples, 44100);
  for (const std::size_t block : {1000UL, 4097UL, 50000UL}) {
    ClipClassifier clip(classifier, 44100, 1);
    for (std::size_t i = 0; i < samples.size(); i += block) {
      const std::span<const float> channel = std::span(samples).subspan(i, std::min(block, samples.size() - i));
      clip.accept(std::span(&channel, 1));
    }
    const ClipPrediction parts = clip.finish();
    CHECK(parts.scores == whole.scores);
    CHECK(parts.segments.size() == whole.segments.size());
    CHECK(parts.duration_s == whole.duration_s);
  }
}

TEST_CASE("clip classifier: segments follow the sound along time") {
  Classifier classifier = Classifier::from_model(tiny_model(0.5));
  std::vector<float> samples = sine(200.0, 1.0, 16000);
  const std::vector<float> high = sine(3500.0, 1.0, 16000);
  samples.insert(samples.end(), high.begin(), high.end());
  const ClipPrediction prediction = classify_clip(classifier, samples, 16000);
  REQUIRE(prediction.segments.size() == 4);
  CHECK(prediction.segments[0].scores[0] > 0.9F);
  CHECK(prediction.segments[3].scores[1] > 0.9F);
  CHECK(prediction.segments[2].start_s == doctest::Approx(1.0));
  CHECK(prediction.segments[2].end_s == doctest::Approx(1.5));
  CHECK(prediction.duration_s == doctest::Approx(2.0));
  CHECK(classify_clip(classifier, samples, 16000, {.overlap = 0.5}).segments.size() == 7);
}

TEST_CASE("clip classifier: an empty clip, a bad rate and a bad overlap are one sentence each") {
  Classifier classifier = Classifier::from_model(tiny_model(0.5));
  ClipClassifier empty(classifier, 16000, 1);
  CHECK(code_of([&] { static_cast<void>(empty.finish()); }) == ErrorCode::kEmptyClip);
  CHECK(code_of([&] { ClipClassifier(classifier, 0, 1); }) == ErrorCode::kInvalidArgument);
  CHECK(code_of([&] { ClipClassifier(classifier, 16000, 0); }) == ErrorCode::kInvalidArgument);
  CHECK(code_of([&] { ClipClassifier(classifier, 16000, 1, {.overlap = 0.99}); }) == ErrorCode::kInvalidArgument);
}

TEST_CASE("clip classifier: silence, NaN samples and a 0.1 s clip give finite scores") {
  Classifier classifier = Classifier::from_model(tiny_model(0.5));
  std::vector<std::vector<float>> clips = {std::vector<float>(16000, 0.0F), sine(440.0, 0.1, 16000), {0.5F}};
  clips.push_back(sine(440.0, 1.0, 16000));
  clips.back()[100] = std::numeric_limits<float>::quiet_NaN();
  clips.back()[200] = std::numeric_limits<float>::infinity();
  for (const auto& clip : clips) {
    const ClipPrediction prediction = classify_clip(classifier, clip, 16000);
    REQUIRE(prediction.scores.size() == 2);
    for (const float score : prediction.scores) CHECK(std::isfinite(score));
  }
}

TEST_CASE("clip classifier: a gate that keeps nothing leaves no segments and no scores") {
  onnx::Model model = tiny_model(0.5);
  classify::ModelCard card = testing::tiny_card(0.5);
  card.features.preprocess.gate.enabled = true;
  classify::write_card(card, model);
  Classifier classifier = Classifier::from_model(model);
  const ClipPrediction prediction = classify_clip(classifier, std::vector<float>(16000, 0.0F), 16000);
  CHECK(prediction.segments.empty());
  CHECK(prediction.scores.empty());
  CHECK(prediction.duration_s == doctest::Approx(1.0));
}
