// classify: models of others. The foreign network is the tiny model's own, without metadata and in another layout, so
// its answers are known by construction.
#include "classify/foreign_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/json.h"
#include "classify/classifier.h"
#include "classify/clip_classifier.h"
#include "features/feature_extractor.h"
#include "onnx/outline.h"
#include "support/tiny_model.h"

using namespace earshot;
using classify::Axis;
using classify::Classifier;
using classify::ForeignInput;
using classify::ForeignScores;
using testing::sine;

namespace {

constexpr int kBands = 8;
// Keeps the logits of dB values where a softmax still tells them apart.
constexpr float kScale = 100.0F;

// The tiny model as somebody else would have exported it: logits out, no metadata, an input of `shape`.
onnx::Model foreign_model(std::vector<std::int64_t> shape, bool with_softmax = false) {
  onnx::Model model = testing::tiny_model();
  model.metadata.clear();
  model.producer_name = "somebody";
  onnx::Graph& graph = model.graph;
  std::vector<std::string> names;
  for (const std::int64_t size : shape) names.emplace_back(size < 0 ? "any" : "");
  graph.inputs = {{"features", std::move(shape), names}};
  if (!with_softmax) {
    graph.nodes.pop_back();
    graph.outputs = {{"logits", {-1, 2}, {"batch", ""}}};
  }
  return model;
}

ForeignInput described(std::vector<Axis> layout) {
  ForeignInput input;
  input.features = testing::tiny_card().features;
  input.layout = std::move(layout);
  input.labels = {"low", "high"};
  input.std = kScale;
  return input;
}

std::vector<float> scores_of(Classifier& classifier, const std::vector<float>& samples) {
  const auto scores = classifier.classify_segment(samples);
  return {scores.begin(), scores.end()};
}

// The logits are (v, -v): the votes of tiny_model.h on what the classifier saw last.
double vote(const Classifier& classifier) {
  double v = 0.0;
  const std::vector<float>& bands = classifier.last_features().data;
  for (std::size_t b = 0; b < bands.size(); ++b) v += (b < kBands / 2 ? 0.1 : -0.1) * static_cast<double>(bands[b]);
  return v / static_cast<double>(kScale);
}

ErrorCode code_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    CAPTURE(error.what());
    CHECK(std::string(error.what()).find('.') != std::string::npos);  // a sentence
    return error.code();
  }
  return ErrorCode::kInternal;
}

ErrorCode adopting(const onnx::Model& model, const ForeignInput& input) {
  return code_of([&] { static_cast<void>(classify::adopt(onnx::write_model(model), input)); });
}

}  // namespace

TEST_CASE("adopt: every layout gives the scores of the model it was made from") {
  const auto check = [](std::vector<std::int64_t> shape, std::vector<Axis> layout) {
    const std::size_t rank = shape.size();
    CAPTURE(rank);
    const auto adopted = classify::adopt(onnx::write_model(foreign_model(std::move(shape))), described(layout));
    CHECK(adopted.runs_here);
    Classifier classifier = Classifier::load(adopted.bytes);
    CHECK(classifier.card().labels == std::vector<std::string>{"low", "high"});
    CHECK(classifier.card().features.preprocess.segment.length_s == 0.0);  // pooled: whole clips, whatever their length
    REQUIRE(classifier.card().self_test.has_value());
    const std::vector<float> scores = scores_of(classifier, sine(900.0, 0.5, 16000));
    const double expected = 1.0 / (1.0 + std::exp(-2.0 * vote(classifier)));
    CHECK(expected > 0.5);
    CHECK(expected < 0.99);
    CHECK(static_cast<double>(scores[0]) == doctest::Approx(expected).epsilon(1e-4));
  };
  check({1, 1, kBands}, {Axis::kBatch, Axis::kTime, Axis::kCoefficients});
  check({-1, -1, kBands}, {Axis::kBatch, Axis::kTime, Axis::kCoefficients});
  check({1, kBands, 1}, {Axis::kBatch, Axis::kCoefficients, Axis::kTime});
  check({1, 1, 1, kBands}, {Axis::kBatch, Axis::kChannel, Axis::kTime, Axis::kCoefficients});
  check({1, 1, kBands, 1}, {Axis::kBatch, Axis::kChannel, Axis::kCoefficients, Axis::kTime});
  check({1, 1, kBands, 1}, {Axis::kBatch, Axis::kTime, Axis::kCoefficients, Axis::kChannel});
  check({1, kBands, 1, 1}, {Axis::kBatch, Axis::kCoefficients, Axis::kTime, Axis::kChannel});
}

TEST_CASE("adopt: coefficients before time are transposed, not reshaped") {
  // Four frames of two coefficients; the network takes the first coefficient of the last frame.
  onnx::Model model;
  model.graph.inputs = {{"x", {1, 2, 4}, {"", "", ""}}};
  model.graph.outputs = {{"y", {1, 2}, {"", ""}}};
  Tensor pick({8, 2});
  pick.data[2 * 3] = 1.0F;      // [coefficient 0, frame 3]
  pick.data[2 * 4 + 1] = 1.0F;  // [coefficient 1, frame 0]
  model.graph.initializers = {{"pick", pick}};
  model.graph.nodes = {{"Flatten", "flat", {"x"}, {"flat"}, {{"axis", std::int64_t{1}}}, ""},
                       {"MatMul", "y", {"flat", "pick"}, {"y"}, {}, ""}};
  ForeignInput input;
  input.features = {
      .sample_rate = 1000, .kind = features::Kind::kMel, .n_fft = 8, .hop_length = 8, .center = false, .n_mels = 2};
  input.layout = {Axis::kBatch, Axis::kCoefficients, Axis::kTime};
  input.labels = {"a", "b"};
  input.scores = ForeignScores::kProbabilities;
  Classifier classifier = Classifier::load(classify::adopt(onnx::write_model(model), input).bytes);
  const std::vector<float> scores = scores_of(classifier, sine(180.0, 0.032, 1000));
  const Tensor& features = classifier.last_features();
  REQUIRE(features.shape == Shape{1, 4, 2});
  CHECK(scores[0] == doctest::Approx(features.data[3 * 2]));
  CHECK(scores[1] == doctest::Approx(features.data[1]));
}

TEST_CASE("adopt: logits become a softmax or sigmoids, probabilities stay") {
  const std::vector<float> sound = sine(900.0, 0.5, 16000);
  const auto adopted = [&](ForeignScores scores, bool with_softmax) {
    ForeignInput input = described({Axis::kBatch, Axis::kTime, Axis::kCoefficients});
    input.scores = scores;
    return Classifier::load(
        classify::adopt(onnx::write_model(foreign_model({1, 1, kBands}, with_softmax)), input).bytes);
  };
  Classifier softmax = adopted(ForeignScores::kSoftmax, false);
  Classifier probabilities = adopted(ForeignScores::kProbabilities, true);
  CHECK(scores_of(probabilities, sound) == scores_of(softmax, sound));
  CHECK(probabilities.card().activation == classify::Activation::kSoftmax);
  Classifier sigmoid = adopted(ForeignScores::kSigmoid, false);
  const std::vector<float> scores = scores_of(sigmoid, sound);
  CHECK(static_cast<double>(scores[0]) == doctest::Approx(1.0 / (1.0 + std::exp(-vote(sigmoid)))).epsilon(1e-4));
  CHECK(static_cast<double>(scores[1]) == doctest::Approx(1.0 / (1.0 + std::exp(vote(sigmoid)))).epsilon(1e-4));
  CHECK(sigmoid.card().activation == classify::Activation::kSigmoid);
}

TEST_CASE("adopt: mean and standard deviation are part of the graph") {
  onnx::Model model;
  model.graph.inputs = {{"x", {1, 1, 2}, {"", "", ""}}};
  model.graph.outputs = {{"y", {1, 1, 2}, {"", "", ""}}};
  model.graph.nodes = {{"Identity", "y", {"x"}, {"y"}, {}, ""}};
  ForeignInput input;
  input.features = testing::tiny_card().features;
  input.features.n_mels = 2;
  input.layout = {Axis::kBatch, Axis::kTime, Axis::kCoefficients};
  input.labels = {"a", "b"};
  input.scores = ForeignScores::kProbabilities;
  input.mean = 3.0F;
  input.std = 2.0F;
  Classifier classifier = Classifier::load(classify::adopt(onnx::write_model(model), input).bytes);
  const std::vector<float> scores = scores_of(classifier, sine(900.0, 0.5, 16000));
  const std::vector<float>& features = classifier.last_features().data;
  CHECK(scores[0] == doctest::Approx((features[0] - 3.0F) / 2.0F));
  CHECK(scores[1] == doctest::Approx((features[1] - 3.0F) / 2.0F));
}

TEST_CASE("adopt: a raw waveform of fixed length makes segments of that length") {
  onnx::Model model;
  model.graph.inputs = {{"wave", {1, 1, 400}, {"", "", ""}}};
  model.graph.outputs = {{"y", {1, 2}, {"", ""}}};
  Tensor weight({400, 2});
  std::fill(weight.data.begin(), weight.data.end(), 0.01F);
  model.graph.initializers = {{"weight", weight}};
  model.graph.nodes = {{"Flatten", "flat", {"wave"}, {"flat"}, {{"axis", std::int64_t{1}}}, ""},
                       {"MatMul", "y", {"flat", "weight"}, {"y"}, {}, ""}};
  ForeignInput input;
  input.features = {.sample_rate = 8000, .kind = features::Kind::kWaveform};
  input.labels = {"a", "b"};
  input.layout = {Axis::kBatch, Axis::kChannel, Axis::kTime};
  Classifier classifier = Classifier::load(classify::adopt(onnx::write_model(model), input).bytes);
  CHECK(classifier.card().features.preprocess.segment.length_s == doctest::Approx(0.05));
  const std::vector<float> sound = sine(300.0, 0.12, 8000);
  classify::ClipClassifier clip(classifier, 8000, 1);
  const std::span<const float> channel(sound);
  clip.accept(std::span(&channel, 1));
  CHECK(clip.finish().segments.size() == 3);  // 50 ms, 50 ms, and the padded rest
}

TEST_CASE("adopt: an AST-style model sees a short clip's own frames, then rows of zeros, all normalised") {
  // Six frames of two bands; the network takes the first band of the frames 2 and 5.
  onnx::Model model;
  model.graph.inputs = {{"input_values", {-1, 6, 2}, {"batch", "", ""}}};
  model.graph.outputs = {{"logits", {-1, 2}, {"batch", ""}}};
  Tensor pick({12, 2});
  pick.data[2 * (2 * 2)] = 1.0F;
  pick.data[2 * (5 * 2) + 1] = 1.0F;
  model.graph.initializers = {{"pick", pick}};
  model.graph.nodes = {{"Flatten", "flat", {"input_values"}, {"flat"}, {{"axis", std::int64_t{1}}}, ""},
                       {"MatMul", "y", {"flat", "pick"}, {"logits"}, {}, ""}};
  ForeignInput input;
  input.features = features::feature_config_from_json(R"({
    "sample_rate": 1000, "kind": "logmel", "n_fft": 64, "win_length": 40, "hop_length": 16, "frame_length": "win_length",
    "window_symmetric": true, "center": false, "remove_dc_offset": true, "preemphasis": 0.97, "n_mels": 2, "f_min_hz": 20,
    "mel_scale": "htk", "mel_norm": "none", "mel_triangles": "mel", "log_scale": "natural", "amin": 1.1920929e-7,
    "preprocess": {"segment": {"short_clip": "keep", "tail": "keep"}}})");
  input.layout = {Axis::kBatch, Axis::kTime, Axis::kCoefficients};
  input.labels = {"a", "b"};
  input.scores = ForeignScores::kProbabilities;
  input.mean = -4.0F;
  input.std = 9.0F;
  Classifier classifier = Classifier::load(classify::adopt(onnx::write_model(model), input).bytes);
  CHECK(classifier.card().features.preprocess.segment.length_s == doctest::Approx(0.12));  // 5 hops and a window

  // One whole segment and 72 samples, of which three frames can be made.
  const std::vector<float> sound = sine(180.0, 0.192, 1000);
  classify::ClipClassifier clip(classifier, 1000, 1);
  const std::span<const float> channel(sound);
  clip.accept(std::span(&channel, 1));
  const auto segments = clip.finish().segments;
  REQUIRE(segments.size() == 2);
  const Tensor& rows = classifier.last_features();
  REQUIRE(rows.shape == Shape{1, 6, 2});
  const Tensor own = features::extract(
      [&] {
        features::FeatureConfig config = classifier.card().features;
        config.num_frames = 0;
        return config;
      }(),
      channel.subspan(120));
  REQUIRE(own.shape == Shape{3, 2});
  CHECK(std::equal(own.data.begin(), own.data.end(), rows.data.begin()));
  CHECK(std::all_of(rows.data.begin() + 6, rows.data.end(), [](float x) { return x == 0.0F; }));
  CHECK(static_cast<double>(segments[1].scores[0]) == doctest::Approx((static_cast<double>(own.data[4]) + 4.0) / 9.0));
  CHECK(static_cast<double>(segments[1].scores[1]) == doctest::Approx(4.0 / 9.0));
}

TEST_CASE("adopt: segments of one length are declared, for networks that take no other") {
  onnx::Model model;
  model.graph.inputs = {{"x", {1, -1, 2}, {"", "any", ""}}};
  model.graph.outputs = {{"y", {1, 2}, {"", ""}}};
  model.graph.initializers = {{"weight", Tensor({8, 2})}};
  model.graph.nodes = {{"Flatten", "flat", {"x"}, {"flat"}, {{"axis", std::int64_t{1}}}, ""},
                       {"MatMul", "y", {"flat", "weight"}, {"y"}, {}, ""}};
  ForeignInput input;
  input.features.sample_rate = 1000;
  input.features.kind = features::Kind::kMel;
  input.features.n_fft = input.features.hop_length = 8;
  input.features.center = false;
  input.features.n_mels = 2;
  input.layout = {Axis::kBatch, Axis::kTime, Axis::kCoefficients};
  input.labels = {"a", "b"};
  input.features.preprocess.segment.length_s = 0.032;  // four frames
  const auto adopted = classify::adopt(onnx::write_model(model), input);
  CHECK(adopted.runs_here);
  CHECK(onnx::read_outline(adopted.bytes).inputs[0].shape == std::vector<std::int64_t>{1, 4, 2});
  input.features.preprocess.segment.length_s = 0.04;  // five, which do not fit
  CHECK(adopting(model, input) == ErrorCode::kInvalidModel);
}

TEST_CASE("adopt: rows of frames are averaged") {
  onnx::Model model;
  model.graph.inputs = {{"x", {-1, 2}, {"frames", ""}}};
  model.graph.outputs = {{"y", {-1, 2}, {"frames", ""}}};
  model.graph.nodes = {{"Identity", "y", {"x"}, {"y"}, {}, ""}};
  ForeignInput input;
  input.features = {
      .sample_rate = 1000, .kind = features::Kind::kMel, .n_fft = 8, .hop_length = 8, .center = false, .n_mels = 2};
  input.layout = {Axis::kTime, Axis::kCoefficients};
  input.labels = {"a", "b"};
  input.scores = ForeignScores::kProbabilities;
  input.average = true;
  for (const std::int64_t opset : {13, 17, 18}) {
    CAPTURE(opset);
    model.opset = opset;
    Classifier classifier = Classifier::load(classify::adopt(onnx::write_model(model), input).bytes);
    const std::vector<float> scores = scores_of(classifier, sine(180.0, 0.032, 1000));
    const auto& rows = classifier.last_features().data;
    CHECK(scores[0] == doctest::Approx((rows[0] + rows[2] + rows[4] + rows[6]) / 4.0F));
  }
}

TEST_CASE("adopt: what contradicts the file is refused with a sentence") {
  const auto standard = described({Axis::kBatch, Axis::kTime, Axis::kCoefficients});
  const onnx::Model model = foreign_model({1, 1, kBands});

  ForeignInput wrong = standard;
  wrong.features.n_mels = 9;
  CHECK(adopting(model, wrong) == ErrorCode::kInvalidModel);                        // the file says 8
  CHECK(adopting(foreign_model({-1, -1, -1}), wrong) == ErrorCode::kInvalidModel);  // only running shows it
  wrong = standard;
  wrong.layout = {Axis::kBatch, Axis::kChannel, Axis::kTime, Axis::kCoefficients};
  CHECK(adopting(model, wrong) == ErrorCode::kInvalidModel);
  wrong = standard;
  wrong.layout = {Axis::kCoefficients, Axis::kTime, Axis::kBatch};
  CHECK(adopting(model, wrong) == ErrorCode::kInvalidModel);
  wrong = standard;
  wrong.labels = {"low", "high", "other"};
  CHECK(adopting(model, wrong) == ErrorCode::kInvalidModel);
  wrong = standard;
  wrong.labels.clear();
  CHECK(adopting(model, wrong) == ErrorCode::kInvalidConfig);
  wrong = standard;
  wrong.std = 0.0F;
  CHECK(adopting(model, wrong) == ErrorCode::kInvalidConfig);

  onnx::Model two = model;
  two.graph.inputs.push_back({"state", {1, 4}, {"", ""}});
  CHECK(adopting(two, standard) == ErrorCode::kUnsupportedModel);
  onnx::Model integers = model;
  integers.graph.inputs[0].is_integer = true;
  CHECK(adopting(integers, standard) == ErrorCode::kUnsupportedModel);
  onnx::Model old = model;
  old.opset = 6;
  CHECK(adopting(old, standard) == ErrorCode::kUnsupportedModel);
  CHECK(adopting(testing::tiny_model(), standard) == ErrorCode::kInvalidModel);  // it is ours already
  const std::vector<std::uint8_t> noise(100, 0xFF);
  CHECK(code_of([&] { static_cast<void>(classify::adopt(noise, standard)); }) == ErrorCode::kInvalidModel);
  CHECK(code_of([&] { static_cast<void>(classify::outline_json({})); }) == ErrorCode::kInvalidModel);
}

TEST_CASE("adopt: weights in another file are refused") {
  // TensorProto{dims: 1, data_type: float, name: "w", external_data: {key: "location"}, data_location: external}
  // as an initializer in a graph of a model, after the model itself: protobuf joins the two.
  const std::string tensor = std::string("\x08\x01\x10\x01\x42\x01w\x6a\x0a\x0a\x08location\x70\x01", 21);
  std::string initializer = "\x2a";
  initializer.push_back(static_cast<char>(tensor.size()));
  initializer.append(tensor);
  std::vector<std::uint8_t> bytes = onnx::write_model(foreign_model({1, 1, kBands}));
  bytes.push_back(0x3a);
  bytes.push_back(static_cast<std::uint8_t>(initializer.size()));
  bytes.insert(bytes.end(), initializer.begin(), initializer.end());
  CHECK(onnx::read_outline(bytes).has_external_data);
  const auto input = described({Axis::kBatch, Axis::kTime, Axis::kCoefficients});
  CHECK(code_of([&] { static_cast<void>(classify::adopt(bytes, input)); }) == ErrorCode::kInvalidModel);
  CHECK(code_of([&] { static_cast<void>(classify::outline_json(bytes)); }) == ErrorCode::kInvalidModel);
}

TEST_CASE("adopt: a model our engine lacks an operator for is wrapped for another engine") {
  onnx::Model model = foreign_model({1, 1, kBands});
  model.graph.nodes.push_back({"Selu", "selu", {"logits"}, {"odd"}, {}, ""});
  model.graph.outputs = {{"odd", {-1, 2}, {"batch", ""}}};
  const auto adopted =
      classify::adopt(onnx::write_model(model), described({Axis::kBatch, Axis::kTime, Axis::kCoefficients}));
  CHECK_FALSE(adopted.runs_here);
  CHECK(adopted.reason.find("Selu") != std::string::npos);
  const onnx::Outline outline = onnx::read_outline(adopted.bytes);
  CHECK(outline.inputs.size() == 1);
  CHECK(outline.inputs[0].shape == std::vector<std::int64_t>{1, 1, kBands});
  CHECK(outline.outputs[0].made_by == "Softmax");
  CHECK(outline.operators.contains("Selu"));

  // Its audio passes twice: once for the features, once with the scores that the other engine gave.
  Classifier classifier = Classifier::load_external(classify::metadata_only(adopted.bytes));
  CHECK(classifier.is_external());
  const std::vector<float> sound = sine(900.0, 0.5, 16000);
  const auto pass = [&] {
    classify::ClipClassifier clip(classifier, 16000, 1);
    const std::span<const float> channel(sound);
    clip.accept(std::span(&channel, 1));
    return clip.finish().scores;
  };
  CHECK(pass() == std::vector<float>{0.0F, 0.0F});
  CHECK(classifier.take_features().shape == Shape{1, 1, kBands});
  CHECK(classifier.take_features().shape.empty());
  classifier.give_scores(std::vector<float>{0.25F, 0.75F});
  CHECK(pass() == std::vector<float>{0.25F, 0.75F});
  CHECK(code_of([&] { classifier.give_scores(std::vector<float>{1.0F}); }) == ErrorCode::kInvalidModel);
  CHECK(code_of([&] { classifier.give_scores(std::vector<float>{1.0F, NAN}); }) == ErrorCode::kInvalidModel);
  static_cast<void>(pass());
  classifier.forget_external();
  CHECK(classifier.take_features().shape.empty());
}

TEST_CASE("adopt: the outline says what a file takes and gives") {
  const Json ours = Json::parse(classify::outline_json(onnx::write_model(testing::tiny_model())));
  CHECK_FALSE(ours["foreign"].get<bool>());
  const Json theirs = Json::parse(classify::outline_json(onnx::write_model(foreign_model({1, -1, kBands}))));
  CHECK(theirs["foreign"].get<bool>());
  CHECK(theirs["inputs"][0]["shape"] == Json::array({1, -1, kBands}));
  CHECK(theirs["inputs"][0]["type"] == "FLOAT");
  CHECK(theirs["outputs"][0]["madeBy"] == "Gemm");
  CHECK_FALSE(theirs["quantised"].get<bool>());
  onnx::Model quantised = foreign_model({1, -1, kBands});
  quantised.graph.nodes.push_back({"DynamicQuantizeLinear", "q", {"logits"}, {"q"}, {}, ""});
  CHECK(Json::parse(classify::outline_json(onnx::write_model(quantised)))["quantised"].get<bool>());
}

TEST_CASE("adopt: a description is read by its names, and faults are named") {
  const ForeignInput input = classify::foreign_input_from_json(
      R"({"features": {"kind": "logmel", "n_mels": 4}, "layout": ["batch", "channel", "coefficients", "time"],
          "labels": ["a", "b"], "scores": "sigmoid", "average": true, "mean": -4, "std": 2, "name": "theirs"})");
  CHECK(input.features.n_mels == 4);
  CHECK(input.layout == std::vector<Axis>{Axis::kBatch, Axis::kChannel, Axis::kCoefficients, Axis::kTime});
  CHECK(input.scores == ForeignScores::kSigmoid);
  CHECK(input.average);
  CHECK(input.mean == -4.0F);
  CHECK(input.std == 2.0F);
  CHECK(input.name == "theirs");
  for (const char* text :
       {"[]", "{", R"({"layout": ["batch", "time"]})", R"({"labels": ["a"]})",
        R"({"features": {"kind": "waveform"}, "layout": ["time", "time"], "labels": ["a"]})",
        R"({"features": {"kind": "waveform"}, "layout": ["height"], "labels": ["a"]})",
        R"({"features": {"kind": "waveform"}, "layout": ["time"], "labels": [1]})",
        R"({"features": {"kind": "waveform"}, "layout": ["time"], "labels": ["a"], "scores": "argmax"})",
        R"({"features": {"kind": "waveform"}, "layout": ["time"], "labels": ["a"], "colour": 1})"}) {
    CAPTURE(text);
    CHECK(code_of([&] { static_cast<void>(classify::foreign_input_from_json(text)); }) == ErrorCode::kInvalidConfig);
  }
}
