// convert: exports of Teachable Machine's form, with the scores TensorFlow.js gives them
// (tests/reference/teachable_machine), and the spectrogram against the definition of an AnalyserNode.
#include "convert/teachable_machine.h"

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <numbers>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/rng.h"
#include "classify/classifier.h"
#include "classify/clip_classifier.h"
#include "features/feature_extractor.h"
#include "nn/session.h"
#include "preprocess/segmenter.h"

using namespace earshot;

namespace {

// Single precision on both sides, sums in another order.
constexpr double kScoreTolerance = 1e-5;
// In standard deviations of the spectrogram, whose values are single precision decibels.
constexpr double kSpectrogramTolerance = 1e-3;
constexpr std::size_t kBins = 1025;

using Bytes = std::vector<std::uint8_t>;
using Files = std::map<std::string, Bytes>;

Bytes read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in, "cannot read " << path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::filesystem::path reference(const std::string& name) {
  return std::filesystem::path(__FILE__).parent_path() / "../../reference/teachable_machine" / name;
}

Files files_of(const std::string& name) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(reference(name)))
    if (entry.path().filename() != "expected.json") files[entry.path().filename().string()] = read(entry.path());
  return files;
}

Bytes converted(const Files& files) {
  std::vector<convert::NamedFile> named;
  for (const auto& [name, bytes] : files) named.push_back({name, bytes});
  return convert::convert_teachable_machine(named);
}

Json json_of(const Bytes& bytes) { return Json::parse(bytes.begin(), bytes.end()); }
Bytes bytes_of(const Json& json) {
  const std::string text = json.dump();
  return {text.begin(), text.end()};
}

// The message, after a look at the code.
std::string refused(const Files& files, ErrorCode code) {
  try {
    (void)converted(files);
  } catch (const Error& error) {
    CHECK(error_code_name(error.code()) == error_code_name(code));
    return error.what();
  }
  FAIL("it was converted");
  return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// make.mjs's spectrogram, as the power spectrum an AnalyserNode would have made it from.
std::vector<float> power_of_seed(std::uint32_t seed, std::size_t frames, std::size_t bins) {
  std::vector<float> power(frames * kBins, 1.0F);
  std::uint32_t state = seed;
  double level = 0.0;
  for (std::size_t i = 0; i < frames * bins; ++i) {
    if (i % (4 * seed) == 0) {
      state = state * 1664525U + 1013904223U;
      level = -110.0 + 80.0 * (static_cast<double>(state) / 4294967296.0);
    }
    power[i / bins * kBins + i % bins] = static_cast<float>(2048.0 * 2048.0 * std::pow(10.0, level / 10.0));
  }
  return power;
}

// What a value inside the graph is for an input: the graph up to there.
Tensor value_inside(const Bytes& bytes, const std::string& name, const Tensor& input) {
  onnx::Model model = onnx::read_model(bytes);
  while (model.graph.nodes.back().outputs.front() != name) model.graph.nodes.pop_back();
  model.graph.outputs = {{name, {-1, -1, -1}, {"batch", "frames", "bins"}, false}};
  return nn::Session(model).run(input);
}

std::vector<float> tone_in_noise(std::size_t length, double tone, double noise) {
  Rng rng(5);
  std::vector<float> samples(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double phase = 2.0 * std::numbers::pi * 1234.5 * static_cast<double>(i) / 44100.0;
    samples[i] = static_cast<float>(tone * std::sin(phase) + noise * (2.0 * rng.uniform() - 1.0));
  }
  return samples;
}

// getFloatFrequencyData() of the Web Audio API with smoothingTimeConstant 0, by its formulas, then normalised as
// speech-commands does it.
std::vector<double> analyser_spectrogram(const std::vector<float>& samples, std::size_t frames, std::size_t bins) {
  constexpr std::size_t n = 2048;
  constexpr double alpha = 0.16;
  constexpr double pi = std::numbers::pi;
  std::vector<double> db;
  for (std::size_t f = 0; f < frames; ++f) {
    for (std::size_t k = 0; k < bins; ++k) {
      std::complex<double> sum = 0.0;
      for (std::size_t i = 0; i < n; ++i) {
        const double x = static_cast<double>(i) / static_cast<double>(n);
        const double window = (1 - alpha) / 2 - 0.5 * std::cos(2 * pi * x) + alpha / 2 * std::cos(4 * pi * x);
        sum += samples[f * 1024 + i] * window * std::polar(1.0, -2 * pi * static_cast<double>(k * i % n) / n);
      }
      db.push_back(20.0 * std::log10(std::abs(sum) / n));
    }
  }
  double mean = 0.0;
  for (const double value : db) mean += value / static_cast<double>(db.size());
  double variance = 0.0;
  for (const double value : db) variance += (value - mean) * (value - mean) / static_cast<double>(db.size());
  for (double& value : db) value = (value - mean) / (std::sqrt(variance) + 1e-7);
  return db;
}

}  // namespace

TEST_CASE("teachable machine: a converted model gives the scores of TensorFlow.js within 1e-5") {
  for (const char* name : {"transfer", "functional", "variety"}) {
    CAPTURE(name);
    nn::Session session(onnx::read_model(converted(files_of(name))));
    const Json expected = json_of(read(reference(name) / "expected.json"));
    const auto frames = expected.at("frames").get<std::size_t>();
    const auto bins = expected.at("bins").get<std::size_t>();
    REQUIRE(expected.at("cases").size() == 3);
    for (const Json& one : expected.at("cases")) {
      const auto seed = one.at("seed").get<std::uint32_t>();
      const Tensor scores =
          session.run(Tensor({1, static_cast<std::int64_t>(frames), kBins}, power_of_seed(seed, frames, bins)));
      REQUIRE(scores.data.size() == one.at("scores").size());
      for (std::size_t i = 0; i < scores.data.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(scores.data[i] - one.at("scores")[i].get<double>()) < kScoreTolerance);
      }
    }
  }
}

TEST_CASE("teachable machine: labels, features and origin are in the model") {
  const classify::Classifier classifier = classify::Classifier::load(converted(files_of("transfer")));
  const classify::ModelCard& card = classifier.card();
  CHECK(card.labels == std::vector<std::string>{"Background Noise", "Clap", "Whistle"});
  CHECK(card.activation == classify::Activation::kSoftmax);
  CHECK(card.self_test.has_value());
  CHECK(card.features.sample_rate == 44100);
  CHECK(preprocess::segment_length_samples(card.features.preprocess.segment, 44100) == 42 * 1024 + 2048);
  CHECK(preprocess::segment_hop_samples(card.features.preprocess.segment, 44100) == 22 * 1024);
  const Json json = Json::parse(card.card_json);
  CHECK(json.at("source") == "teachable-machine");
  CHECK(json.at("date") == "2024-05-06");
  CHECK(classify::Classifier::load(converted(files_of("variety"))).card().activation == classify::Activation::kSigmoid);
}

TEST_CASE("teachable machine: the spectrogram is an AnalyserNode's, normalised") {
  constexpr std::size_t frames = 43;
  constexpr std::size_t bins = 232;
  const Bytes model = converted(files_of("transfer"));
  const classify::ModelCard card = classify::read_card(onnx::read_model(model));
  // The noise is loud enough that no bin comes down to the rounding of the transform, 1e-7 of the tone.
  for (const std::pair<double, double>& mixture : {std::pair(0.5, 0.02), std::pair(0.0, 0.3)}) {
    const double tone = mixture.first;
    const double noise = mixture.second;
    CAPTURE(tone);
    const std::vector<float> samples = tone_in_noise((frames - 1) * 1024 + 2048, tone, noise);
    features::FeatureExtractor extractor(card.features);
    extractor.accept(samples);
    extractor.finish();
    REQUIRE(extractor.frames_ready() == frames);
    const std::span<const float> power = extractor.frames();
    const Tensor found =
        value_inside(model, "spectrogram.normalized", Tensor({1, frames, kBins}, {power.begin(), power.end()}));
    const std::vector<double> expected = analyser_spectrogram(samples, frames, bins);
    REQUIRE(found.data.size() == expected.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i)
      largest = std::max(largest, std::abs(found.data[i] - expected[i]));
    CHECK(largest < kSpectrogramTolerance);
  }
}

TEST_CASE("teachable machine: silence is a spectrogram of zeros, not of rounding errors") {
  const Bytes model = converted(files_of("transfer"));
  const Tensor found = value_inside(model, "spectrogram.normalized", Tensor({1, 43, kBins}));
  for (const float value : found.data) REQUIRE(value == 0.0F);
}

TEST_CASE("teachable machine: zeros within a clip are cut out, as their frames are left out there") {
  classify::Classifier classifier = classify::Classifier::load(converted(files_of("transfer")));
  const auto scores = [&](const std::vector<float>& samples) {
    classify::ClipClassifier clip(classifier, 44100, 1);
    const std::span<const float> channel(samples);
    clip.accept(std::span(&channel, 1));
    return clip.finish();
  };
  const std::vector<float> sound = tone_in_noise(46000, 0.2, 0.1);
  std::vector<float> padded(44100, 0.0F);
  padded.insert(padded.end(), sound.begin(), sound.end());
  padded.insert(padded.end(), 2 * 44100, 0.0F);
  CHECK(scores(sound).segments.size() == 1);
  CHECK(scores(padded).segments.size() == 1);
  CHECK(scores(std::vector<float>(44100 * 3)).segments.empty());
}

TEST_CASE("teachable machine: names of downloads and of folders do not matter") {
  Files files = files_of("transfer");
  const Bytes plain = converted(files);
  Files renamed = {{"audio/model (1).json", files["model.json"]},
                   {"audio/metadata (1).JSON", files["metadata.json"]},
                   {"audio/weights (1).bin", files["weights.bin"]}};
  CHECK(converted(renamed) == plain);
}

TEST_CASE("teachable machine: what is missing is said") {
  Files files = files_of("transfer");
  const auto without = [&](const char* name) {
    Files rest = files;
    rest.erase(name);
    return rest;
  };
  CHECK(contains(refused(without("model.json"), ErrorCode::kInvalidModel), "no model.json"));
  CHECK(contains(refused(without("metadata.json"), ErrorCode::kInvalidModel), "no metadata.json"));
  CHECK(contains(refused(without("weights.bin"), ErrorCode::kMalformedFile), "weights.bin"));
  CHECK(contains(refused({}, ErrorCode::kInvalidModel), "no model.json"));

  Files shards = files_of("variety");
  shards.erase("group1-shard2of2.bin");
  CHECK(contains(refused(shards, ErrorCode::kMalformedFile), "group1-shard2of2.bin"));
}

TEST_CASE("teachable machine: weights of another length are refused") {
  Files files = files_of("transfer");
  const Bytes whole = files["weights.bin"];
  for (const std::size_t kept : {std::size_t{0}, whole.size() / 2, whole.size() - 1}) {
    files["weights.bin"] = Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept));
    CHECK(contains(refused(files, ErrorCode::kMalformedFile), "cut off"));
  }
  files["weights.bin"] = whole;
  files["weights.bin"].resize(whole.size() + 4);
  CHECK(contains(refused(files, ErrorCode::kMalformedFile), "4 bytes more"));
}

TEST_CASE("teachable machine: labels are checked") {
  Files files = files_of("transfer");
  Json metadata = json_of(files["metadata.json"]);
  metadata["wordLabels"] = {"one", "two"};
  files["metadata.json"] = bytes_of(metadata);
  CHECK(contains(refused(files, ErrorCode::kInvalidModel), "[3] scores for 2 labels"));
  metadata["wordLabels"] = Json::array();
  files["metadata.json"] = bytes_of(metadata);
  CHECK(contains(refused(files, ErrorCode::kInvalidModel), "wordLabels"));
  files["metadata.json"] = bytes_of({{"packageName", "@teachablemachine/image"}, {"labels", {"a", "b", "c"}}});
  CHECK(contains(refused(files, ErrorCode::kInvalidModel), "not an audio project"));
  // The older name.
  files["metadata.json"] = bytes_of({{"words", {"a", "b", "c"}}});
  CHECK_NOTHROW(converted(files));
}

TEST_CASE("teachable machine: a layer without counterpart is named") {
  const auto changed = [](const std::string& layer, const char* type, const char* key, const Json& value) {
    Files files = files_of("variety");
    Json model = json_of(files["model.json"]);
    for (Json& entry : model["modelTopology"]["config"]["layers"]) {
      if (entry["config"]["name"] != layer) continue;
      if (type != nullptr) entry["class_name"] = type;
      if (key != nullptr) entry["config"][key] = value;
    }
    files["model.json"] = bytes_of(model);
    return files;
  };
  const auto kUnsupported = ErrorCode::kUnsupportedModel;
  CHECK(contains(refused(changed("average_1", "LSTM", nullptr, {}), kUnsupported), "average_1 (LSTM)"));
  CHECK(contains(refused(changed("conv_same", "DepthwiseConv2D", nullptr, {}), kUnsupported), "DepthwiseConv2D"));
  CHECK(contains(refused(changed("dense_a", nullptr, "activation", "selu"), kUnsupported), "\"selu\""));
  CHECK(contains(refused(changed("conv_same", nullptr, "padding", "causal"), kUnsupported), "\"causal\""));
  CHECK(contains(refused(changed("conv_same", nullptr, "data_format", "channels_first"), kUnsupported), "data format"));
  CHECK(contains(refused(changed("dense_b", nullptr, "activation", "linear"), kUnsupported), "softmax or sigmoid"));
  CHECK(contains(refused(changed("norm_1", nullptr, "axis", 1), kUnsupported), "norm_1"));
  const auto kInvalid = ErrorCode::kInvalidModel;
  CHECK(contains(refused(changed("global_1", "Dropout", nullptr, {}), kInvalid), "Flatten"));
  CHECK(contains(refused(changed("reshape_1", nullptr, "target_shape", {7, nullptr, 2}), kInvalid), "target shape"));
  CHECK(contains(refused(changed("conv_after", nullptr, "strides", {0, 1}), kInvalid), "strides"));
  CHECK(contains(refused(changed("dense_a", nullptr, "name", "other"), kInvalid), "no weight"));
}

TEST_CASE("teachable machine: documents of another form are refused in one sentence") {
  const auto with_model = [](const Json& model) {
    Files files = files_of("transfer");
    files["model.json"] = bytes_of(model);
    return files;
  };
  const Json good = json_of(files_of("transfer")["model.json"]);
  for (const char* key : {"modelTopology", "weightsManifest"}) {
    for (const Json& wrong : {Json(nullptr), Json(3), Json("text"), Json::array({1}), Json::object()}) {
      Json model = good;
      model[key] = wrong;
      CHECK_THROWS_AS(converted(with_model(model)), Error);
    }
  }
  Files broken = files_of("transfer");
  broken["model.json"].resize(100);
  CHECK(contains(refused(broken, ErrorCode::kMalformedFile), "not valid JSON"));
  Json graph_model = good;
  graph_model["modelTopology"] = {{"node", Json::array()}};
  CHECK(contains(refused(with_model(graph_model), ErrorCode::kUnsupportedModel), "graph model"));
  Json huge = good;
  huge["weightsManifest"][0]["weights"][0]["shape"] = {1LL << 40, 1LL << 40};
  CHECK(contains(refused(with_model(huge), ErrorCode::kMalformedFile), "cut off"));
}
