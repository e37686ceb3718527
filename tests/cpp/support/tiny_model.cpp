#include "support/tiny_model.h"

#include <cmath>
#include <numbers>

namespace earshot::testing {
namespace {

constexpr int kBands = 8;

}  // namespace

classify::ModelCard tiny_card(double segment_s) {
  classify::ModelCard card;
  card.labels = {"low", "high"};
  card.features.sample_rate = 16000;
  card.features.preprocess.segment.length_s = segment_s;
  card.features.kind = features::Kind::kLogMel;
  card.features.n_fft = 512;
  card.features.hop_length = 256;
  card.features.n_mels = kBands;
  card.features.mel_scale = features::MelScale::kHtk;
  card.features.pooling = features::Pooling::kMean;
  card.card_json = R"({"name":"tiny"})";
  return card;
}

onnx::Model tiny_model(double segment_s) {
  onnx::Model model;
  onnx::Graph& graph = model.graph;
  graph.name = "tiny";
  graph.inputs = {{"features", {-1, 1, kBands}, {"batch", "", ""}}};
  graph.outputs = {{"scores", {-1, 2}, {"batch", ""}}};
  Tensor weight({kBands, 2});
  for (int band = 0; band < kBands; ++band) {
    // 0.1 per dB: the lower half of the bands votes "low", the upper half "high".
    const float vote = band < kBands / 2 ? 0.1F : -0.1F;
    weight.data[static_cast<std::size_t>(2 * band)] = vote;
    weight.data[static_cast<std::size_t>(2 * band + 1)] = -vote;
  }
  graph.initializers = {{"weight", weight}, {"bias", Tensor({2})}};
  const auto add = [&](const char* op_type, std::vector<std::string> inputs, const char* output,
                       std::map<std::string, onnx::Attribute> attributes) {
    onnx::Node node;
    node.op_type = op_type;
    node.name = output;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    node.attributes = std::move(attributes);
    graph.nodes.push_back(std::move(node));
  };
  add("Flatten", {"features"}, "flat", {{"axis", std::int64_t{1}}});
  add("Gemm", {"flat", "weight", "bias"}, "logits", {});
  add("Softmax", {"logits"}, "scores", {{"axis", std::int64_t{-1}}});
  classify::write_card(tiny_card(segment_s), model);
  return model;
}

std::vector<float> sine(double frequency_hz, double seconds, int sample_rate) {
  std::vector<float> samples(static_cast<std::size_t>(std::lround(seconds * sample_rate)));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        0.5 * std::sin(2.0 * std::numbers::pi * frequency_hz * static_cast<double>(i) / sample_rate));
  }
  return samples;
}

}  // namespace earshot::testing
