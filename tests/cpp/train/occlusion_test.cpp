// train: occlusion maps where the answer is known: by hand for a linear network, and by construction for a clip whose
// only difference from the others is a tone burst at a known place and pitch.
#include "train/occlusion.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "features/feature_extractor.h"
#include "train/trainer.h"

using namespace earshot;

namespace {

// scores = softmax or sigmoid(x * weights), over features [frames, coefficients].
onnx::Model linear(const Shape& features, int classes, const std::vector<float>& weights, const char* activation) {
  const std::int64_t cells = features[0] * features[1];
  onnx::Model model;
  model.graph.inputs = {{"features", {-1, features[0], features[1]}, {"batch", "", ""}}};
  model.graph.outputs = {{"scores", {-1, classes}, {"batch", ""}}};
  const auto node = [&](const char* op, std::vector<std::string> inputs, const char* output) {
    onnx::Node added;
    added.op_type = op;
    added.inputs = std::move(inputs);
    added.outputs = {output};
    model.graph.nodes.push_back(std::move(added));
  };
  model.graph.initializers.emplace_back("w", Tensor({cells, classes}, weights));
  node("Flatten", {"features"}, "flat");
  node("MatMul", {"flat", "w"}, "logits");
  node(activation, {"logits"}, "scores");
  return model;
}

train::OcclusionMap finished(train::OcclusionMap map) {
  double last = 0.0;
  while (map.step()) {
    CHECK(map.fraction() > last);
    last = map.fraction();
  }
  CHECK(map.fraction() == 1.0);
  return map;
}

}  // namespace

TEST_CASE("occlusion: of a linear network with patches of one cell it is weight times distance from what is usual") {
  Rng rng(4);
  const Shape shape{5, 3};
  std::vector<float> weights(30);
  for (float& w : weights) w = static_cast<float>(rng.normal());
  Tensor x(shape);
  Tensor usual(shape);
  for (float& v : x.data) v = static_cast<float>(rng.normal());
  for (float& v : usual.data) v = static_cast<float>(rng.normal());
  const auto map = finished(train::OcclusionMap(linear(shape, 2, weights, "Softmax"), x, usual,
                                                {.label = 1, .patch_frames = 1, .patch_coefficients = 1}));
  CHECK(map.label() == 1);
  CHECK(map.scores()[0] + map.scores()[1] == doctest::Approx(1.0));
  for (std::size_t i = 0; i < 15; ++i) {
    // Of two classes the log-odds are the difference of the logits.
    const double expected =
        static_cast<double>(weights[2 * i + 1] - weights[2 * i]) * static_cast<double>(x.data[i] - usual.data[i]);
    CHECK(static_cast<double>(map.values().data[i]) == doctest::Approx(expected).epsilon(1e-4));
  }
}

TEST_CASE("occlusion: behind a sigmoid every label stands alone") {
  const Shape shape{1, 2};
  const Tensor x(shape, {1.0F, 2.0F});
  const auto map = finished(
      train::OcclusionMap(linear(shape, 2, {3.0F, 50.0F, 0.5F, 60.0F}, "Sigmoid"), x, Tensor(shape), {.label = 0}));
  CHECK(map.values().data[0] == doctest::Approx(3.0));
  CHECK(map.values().data[1] == doctest::Approx(1.0));
  CHECK(map.scores()[0] == doctest::Approx(1.0 / (1.0 + std::exp(-4.0))));
}

TEST_CASE("occlusion: a network that is sure to the last bit still tells why") {
  const Shape shape{2, 2};
  const Tensor x(shape, {1.0F, 0.0F, 0.0F, 0.0F});
  const std::vector<float> weights = {200.0F, 0.0F, 1.0F, 0.0F, 1.0F, 0.0F, 1.0F, 0.0F};
  const auto map = finished(train::OcclusionMap(linear(shape, 2, weights, "Softmax"), x, Tensor(shape),
                                                {.patch_frames = 1, .patch_coefficients = 1}));
  CHECK(map.label() == 0);
  CHECK(map.scores()[0] == 1.0F);
  CHECK(map.values().data[0] == doctest::Approx(200.0));
  CHECK(map.values().data[3] == doctest::Approx(0.0));
}

TEST_CASE("occlusion: what cannot be explained is refused") {
  const Shape shape{2, 2};
  const onnx::Model model = linear(shape, 2, std::vector<float>(8, 1.0F), "Softmax");
  CHECK_THROWS_AS(train::OcclusionMap(model, Tensor(shape), Tensor(Shape{2, 3})), Error);
  CHECK_THROWS_AS(train::OcclusionMap(model, Tensor(shape), Tensor(shape), {.label = 2}), Error);
  CHECK_THROWS_AS(train::OcclusionMap(model, Tensor(Shape{0, 2}), Tensor(Shape{0, 2})), Error);
}

TEST_CASE("occlusion: of a trained network it points at the burst that makes the class, in time and in pitch") {
  // Noise, and in one of the classes a burst of 0.1 s at 2 kHz, somewhere in the clip.
  features::FeatureConfig config;
  config.sample_rate = 8000;
  config.n_fft = 256;
  config.hop_length = 128;
  config.n_mels = 32;
  constexpr double kBurstHz = 2000.0;
  constexpr std::size_t kSamples = 4096;
  constexpr std::size_t kBurst = 800;
  Rng rng(8);
  const auto make = [&](bool burst, std::size_t start) {
    std::vector<float> x(kSamples);
    for (std::size_t i = 0; i < kSamples; ++i) {
      double value = 0.02 * rng.normal();
      if (burst && i >= start && i < start + kBurst)
        value += 0.4 * std::sin(6.283185307179586 * kBurstHz * static_cast<double>(i) / 8000.0);
      x[i] = static_cast<float>(value);
    }
    return features::extract(config, x);
  };
  train::Dataset data{{"burst", "noise"}, {}};
  for (int i = 0; i < 80; ++i) {
    const bool burst = i % 2 == 0;
    data.examples.push_back({make(burst, static_cast<std::size_t>(rng.below(kSamples - kBurst))), burst ? 0 : 1,
                             "clip" + std::to_string(i), "", i});
  }
  const train::Recipe recipe = train::recipe_from_json(
      R"({"name":"t","network":{"layers":[{"type":"conv2d","filters":6,"kernel":3,"padding":"same","activation":"relu"},
      {"type":"max_pool2d"},{"type":"conv2d","filters":8,"kernel":3,"padding":"same","activation":"relu"},{"type":"global_max_pool"}]},
      "training":{"optimizer":{"type":"adam","learning_rate":0.01},"batch_size":16,"epochs":12}})");
  train::Split split;
  split.train = train::all_indices(data);
  train::Trainer trainer(recipe, data, split, 3);
  while (trainer.step()) {
  }
  REQUIRE(trainer.history().back().accuracy > 0.95);

  std::vector<const Tensor*> examples;
  for (const train::Example& example : data.examples) examples.push_back(&example.features);
  const Tensor usual = train::mean_features(examples);
  const onnx::Model model = trainer.model();
  for (const std::size_t start : {std::size_t{600}, std::size_t{2600}}) {
    CAPTURE(start);
    const Tensor clip = make(true, start);
    const auto map = finished(train::OcclusionMap(model, clip, usual));
    REQUIRE(map.label() == 0);
    const Tensor values = map.values();
    const auto strongest =
        static_cast<std::int64_t>(std::max_element(values.data.begin(), values.data.end()) - values.data.begin());
    // Where it is known to be: the burst's frames, and the band with the most power in them.
    const auto burst_frame = static_cast<std::int64_t>((start + kBurst / 2) / 128);
    const float* row = clip.data.data() + burst_frame * config.n_mels;
    const std::int64_t burst_band = std::max_element(row, row + config.n_mels) - row;
    CHECK(std::abs(strongest / config.n_mels - burst_frame) <= map.patch_frames() + 3);
    CHECK(std::abs(strongest % config.n_mels - burst_band) <= map.patch_coefficients());
    CHECK(*std::max_element(values.data.begin(), values.data.end()) > 0.0F);
  }
}
