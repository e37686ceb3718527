// classify: live windows, smoothing, and detections.
#include "classify/streaming_classifier.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "classify/clip_classifier.h"
#include "classify/detector.h"
#include "support/tiny_model.h"

using namespace earshot;
using classify::Classifier;
using classify::Detector;
using classify::StreamingClassifier;
using classify::StreamUpdate;

namespace {

struct Seen {
  double end_s;
  std::vector<float> scores;
  int top;
  bool started;
};

std::vector<Seen> stream(Classifier& classifier, const std::vector<float>& samples, int rate, std::size_t block,
                         const classify::StreamOptions& options) {
  std::vector<Seen> seen;
  StreamingClassifier live(classifier, rate, options, [&](const StreamUpdate& update) {
    seen.push_back({update.end_s, {update.scores.begin(), update.scores.end()}, update.top, update.started});
  });
  for (std::size_t i = 0; i < samples.size(); i += block) {
    live.accept(std::span(samples).subspan(i, std::min(block, samples.size() - i)));
  }
  return seen;
}

}  // namespace

TEST_CASE("streaming classifier: a window every hop, each equal to the same stretch classified as a clip") {
  Classifier classifier = Classifier::from_model(testing::tiny_model(0.5));
  std::vector<float> samples = testing::sine(200.0, 1.0, 16000);
  const auto high = testing::sine(3500.0, 1.0, 16000);
  samples.insert(samples.end(), high.begin(), high.end());
  const auto seen = stream(classifier, samples, 16000, 128, {.hop_s = 0.25});
  REQUIRE(seen.size() == 7);  // windows end at 0.5, 0.75, ... 2.0
  for (std::size_t k = 0; k < seen.size(); ++k) {
    CHECK(seen[k].end_s == doctest::Approx(0.5 + 0.25 * static_cast<double>(k)));
    classify::ClipClassifier clip(classifier, 16000, 1);
    const std::span<const float> window = std::span<const float>(samples).subspan(4000 * k, 8000);
    clip.accept(std::span(&window, 1));
    CHECK(clip.finish().scores == seen[k].scores);
  }
}

TEST_CASE("streaming classifier: any block size gives the same updates, microphones of any rate work") {
  Classifier classifier = Classifier::from_model(testing::tiny_model(0.5));
  const auto samples = testing::sine(300.0, 2.0, 48000);
  const auto one = stream(classifier, samples, 48000, 128, {});
  const auto other = stream(classifier, samples, 48000, 5000, {});
  REQUIRE(one.size() == other.size());
  CHECK(one.size() >= 6);
  for (std::size_t k = 0; k < one.size(); ++k) CHECK(one[k].scores == other[k].scores);
  CHECK(one.back().top == 0);
}

TEST_CASE("streaming classifier: a label is reported as started once, after its minimum duration") {
  Classifier classifier = Classifier::from_model(testing::tiny_model(0.5));
  const auto samples = testing::sine(200.0, 3.0, 16000);
  const auto seen = stream(classifier, samples, 16000, 512,
                           {.hop_s = 0.25, .smoothing_s = 0.0, .threshold = 0.8F, .min_duration_s = 0.5});
  int starts = 0;
  double start_at = 0.0;
  for (const Seen& update : seen) {
    if (!update.started) continue;
    ++starts;
    start_at = update.end_s;
  }
  CHECK(starts == 1);
  CHECK(start_at == doctest::Approx(1.0));  // first window ends at 0.5 s, 0.5 s more above the threshold
}

TEST_CASE("streaming classifier: impossible options are refused") {
  Classifier classifier = Classifier::from_model(testing::tiny_model(0.5));
  const auto ignore = [](const StreamUpdate&) {};
  CHECK_THROWS_AS(StreamingClassifier(classifier, 16000, {.hop_s = 0.0}, ignore), Error);
  CHECK_THROWS_AS(StreamingClassifier(classifier, 16000, {.threshold = 1.5F}, ignore), Error);
  CHECK_THROWS_AS(StreamingClassifier(classifier, 0, {}, ignore), Error);
}

TEST_CASE("detector: smoothing is an exponential mean with the time constant asked for") {
  Detector detector({.hop_s = 0.1, .smoothing_s = 1.0, .threshold = 0.5F, .min_duration_s = 0.0}, 2);
  const std::vector<float> off = {0.0F, 1.0F};
  const std::vector<float> on = {1.0F, 0.0F};
  detector.update(off);
  for (int i = 0; i < 10; ++i) detector.update(on);  // one time constant
  CHECK(detector.smoothed()[0] == doctest::Approx(1.0 - std::exp(-1.0)).epsilon(1e-5));
}

TEST_CASE("detector: a change of label starts anew, silence ends a detection") {
  Detector detector({.hop_s = 0.25, .smoothing_s = 0.0, .threshold = 0.6F, .min_duration_s = 0.25}, 2);
  const std::vector<float> a = {0.9F, 0.1F};
  const std::vector<float> b = {0.1F, 0.9F};
  CHECK_FALSE(detector.update(a).detected);
  CHECK(detector.update(a).started);
  CHECK_FALSE(detector.update(a).started);
  CHECK_FALSE(detector.update(b).detected);
  CHECK(detector.update(b).started);
  CHECK(detector.update({}).top == -1);
  CHECK_FALSE(detector.update(b).detected);
}
