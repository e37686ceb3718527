// models/recipes: every file is read, built, written, read again, and trained on for one batch.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "features/feature_config.h"
#include "features/reference.h"
#include "preprocess/segmenter.h"
#include "train/trainer.h"

using namespace earshot;
namespace fs = std::filesystem;

namespace {

struct Expected {
  double clip_s;  // of the data it was made for
  int classes;
  Shape features;
  std::int64_t parameters;  // trained ones, worked out by hand from systems A to E
};

// Keras' model.summary() of the original, where there is one, says the same.
const std::map<std::string, Expected>& expectations() {
  static const std::map<std::string, Expected> table = {
      {"genres-dense", {30.0, 10, {1, 20}, 48074}},
      {"genres-lstm", {30.0, 10, {1, 20}, 75466}},
      {"genres-cnn", {30.0, 10, {1320, 50}, 251162}},
      {"genres-cnn-lstm", {30.0, 10, {216, 64}, 110394}},
      {"tower-mlp", {30.0, 2, {1, 513}, 8258}},
      {"tower-mlp-level", {30.0, 2, {1, 513}, 8258}},
      {"tower-mlp-mel", {30.0, 2, {1, 40}, 40 * 64 + 64 + 64 * 2 + 2}},
      {"tower-mlp-mel-level", {30.0, 2, {1, 40}, 40 * 64 + 64 + 64 * 2 + 2}},
      {"instruments-mfcc-dense", {3.0, 11, {1, 40}, 186635}},
      {"instruments-cnn", {3.0, 11, {130, 128}, 3847627}},
      {"instruments-raw-cnn", {3.0, 11, {44100, 2}, 5712555}},
      {"instruments-raw-cnn-dropout", {3.0, 11, {44100, 2}, 5712555}},
      {"instruments-raw-cnn-l2", {3.0, 11, {44100, 2}, 5712555}},
      // 256 more than published: scale and offset of the layer norm.
      {"clean-conv1d", {1.0, 10, {100, 128}, 52706 + 256}},
      {"clean-conv2d", {1.0, 10, {100, 128}, 135226 + 256}},
      {"clean-lstm", {1.0, 10, {100, 128}, 94986 + 256}},
      {"digits-dense", {0.5, 10, {8, 13}, 27754}},
      {"digits-light", {0.5, 10, {63, 40}, 47338}},
      {"spoken-words", {1.0, 10, {48, 40}, 31654}},
      {"spoken-digits", {1.0, 10, {48, 40}, 31654}},
      {"spoken-digits-16k", {1.0, 10, {100, 64}, 32858}},
      {"environment", {5.0, 10, {108, 64}, 43370}},
      {"instruments", {4.0, 10, {87, 64}, 47850}},
      {"earshot-small", {5.0, 10, {101, 64}, 27818}},
  };
  return table;
}

train::Recipe read_recipe(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return train::recipe_from_json(text.str());
}

Shape feature_shape(const train::Recipe& recipe, double clip_s) {
  const features::FeatureConfig config = features::feature_config_from_json(recipe.features_json);
  std::int64_t samples = preprocess::segment_length_samples(config.preprocess.segment, config.sample_rate);
  if (samples == 0) samples = std::llround(clip_s * config.sample_rate);
  return {config.num_rows(samples), config.num_columns()};
}

std::int64_t count(const std::vector<train::LayerSummary>& layers) {
  std::int64_t n = 0;
  for (const train::LayerSummary& layer : layers) n += layer.parameters;
  return n;
}

std::vector<fs::path> recipe_files() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(test::repository_path("models/recipes"))) {
    if (entry.path().extension() == ".json") out.push_back(entry.path());
  }
  return out;
}

train::Dataset random_examples(const Shape& shape, int classes) {
  train::Dataset data;
  Rng rng(5);
  for (int label = 0; label < classes; ++label) data.labels.push_back("class " + std::to_string(label));
  for (int i = 0; i < 2; ++i) {
    Tensor features(shape);
    for (float& x : features.data) x = static_cast<float>(rng.uniform(-1.0, 1.0));
    data.examples.push_back({std::move(features), i, "clip", "", i});
  }
  return data;
}

}  // namespace

TEST_CASE("recipes: every file has the network of its system, to the parameter") {
  const std::vector<fs::path> files = recipe_files();
  CHECK(files.size() == expectations().size());
  for (const fs::path& path : files) {
    CAPTURE(path.filename().string());
    const train::Recipe recipe = read_recipe(path);
    CHECK(recipe.name == path.stem().string());
    CHECK_FALSE(recipe.description.empty());
    REQUIRE(expectations().count(recipe.name) == 1);
    const Expected& expected = expectations().at(recipe.name);
    CHECK(feature_shape(recipe, expected.clip_s) == expected.features);
    const auto layers = train::describe_network(recipe, expected.features, expected.classes);
    CHECK(count(layers) == expected.parameters);
    CHECK(layers.front().output == expected.features);
    CHECK(layers.back().output == Shape{expected.classes});
  }
}

TEST_CASE("recipes: clean-conv2d has the published 135,226 parameters besides its layer norm") {
  const auto layers =
      train::describe_network(read_recipe(test::repository_path("models/recipes/clean-conv2d.json")), {100, 128}, 10);
  CHECK(layers[1].type == "layer_norm");
  CHECK(count(layers) - layers[1].parameters == 135226);
}

TEST_CASE("recipes: every network survives a batch of training and the file, without a NaN") {
  for (const fs::path& path : recipe_files()) {
    CAPTURE(path.filename().string());
    train::Recipe recipe = read_recipe(path);
    const Expected& expected = expectations().at(recipe.name);
    const train::Dataset data = random_examples(expected.features, expected.classes);
    recipe.training.epochs = 1;
    recipe.training.batch_size = 2;
    recipe.training.shards = 1;
    train::Split split;
    split.train = train::all_indices(data);
    train::Trainer trainer(recipe, data, split, 1);
    CHECK(trainer.num_parameters() == expected.parameters);
    while (trainer.step()) {
    }
    CHECK(std::isfinite(trainer.history().back().loss));
    const onnx::Model trained = trainer.model();
    const onnx::Model read = onnx::read_model(onnx::write_model(trained));
    const Tensor scores = train::predict(trained, data, split.train);
    CHECK(scores.shape == Shape{2, expected.classes});
    CHECK(std::all_of(scores.data.begin(), scores.data.end(), [](float s) { return std::isfinite(s); }));
    CHECK(train::predict(read, data, split.train).data == scores.data);
  }
}
