// Writes the networks that `npm run bench` measures: each recipe with freshly drawn weights, as a complete model file
// (labels, feature settings, self-test) that the page, ONNX Runtime and the other benchmarks read.
//
//   bench_models FOLDER RECIPE.json...      FOLDER/<name of the recipe>.onnx
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "classify/classifier.h"
#include "classify/model_card.h"
#include "classify/self_test.h"
#include "features/feature_config.h"
#include "train/architectures.h"
#include "train/recipe.h"

namespace {

using namespace earshot;

constexpr int kClasses = 10;
constexpr std::uint64_t kSeed = 1;
// In place of what training fits: about the mean and the spread of log-mel values.
constexpr float kMean_dB = -40.0F;
constexpr float kDeviation_dB = 20.0F;

std::string read_text(const char* path) {
  std::ifstream in(path, std::ios::binary);
  require(in.good(), ErrorCode::kIo, "The recipe cannot be opened.");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::uint8_t> model_of(const train::Recipe& recipe) {
  const features::FeatureConfig config = features::feature_config_from_json(recipe.features_json);
  const double segment_s = config.preprocess.segment.length_s;
  const auto samples = static_cast<std::int64_t>(std::lround(segment_s * config.sample_rate));
  const Shape shape = {config.num_rows(samples), config.num_columns()};
  std::optional<train::Standardization> standardization;
  if (recipe.standardize != train::Standardize::kNone) {
    standardization = {Tensor({shape[1]}), Tensor({shape[1]})};
    for (float& mean : standardization->mean.data) mean = kMean_dB;
    for (float& deviation : standardization->deviation.data) deviation = kDeviation_dB;
  }
  Rng rng(kSeed);
  onnx::Model model = train::build_network(recipe, shape, kClasses, standardization, rng).model;

  classify::ModelCard card;
  for (int i = 0; i < kClasses; ++i) card.labels.push_back("class " + std::to_string(i));
  card.features = config;
  card.card_json = Json({{"name", recipe.name}, {"description", recipe.description}}).dump();
  classify::write_card(card, model);
  classify::Classifier classifier = classify::Classifier::from_model(model);
  card.self_test = classify::make_self_test(classifier);
  classify::write_card(card, model);
  return onnx::write_model(model);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "bench_models FOLDER RECIPE.json...\n");
    return 2;
  }
  try {
    for (int i = 2; i < argc; ++i) {
      const train::Recipe recipe = train::recipe_from_json(read_text(argv[i]));
      const std::vector<std::uint8_t> bytes = model_of(recipe);
      const std::string path = std::string(argv[1]) + "/" + recipe.name + ".onnx";
      std::ofstream out(path, std::ios::binary);
      out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
      if (!out.good()) throw Error(ErrorCode::kIo, "The model cannot be written to " + path + ".");
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
