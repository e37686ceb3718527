#include "convert/teachable_machine.h"

#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "classify/finished_model.h"
#include "classify/model_card.h"
#include "convert/keras_graph.h"
#include "convert/keras_layers.h"
#include "convert/tfjs_weights.h"

namespace earshot::convert {
namespace {

constexpr int kSampleRate = 44100;
constexpr int kFftSize = 2048;
constexpr int kHop = 1024;
constexpr std::int64_t kBins = kFftSize / 2 + 1;
// -200 dBFS as a power spectrum has it: far below the rounding of 24-bit audio, so that no real sound meets it.
constexpr double kFloor = 1e-20 * kFftSize * kFftSize;
constexpr float kEpsilon = 1e-7F;        // tf.backend().epsilon() with 32-bit floats
constexpr double kDefaultOverlap = 0.5;  // of spectrograms, in listen()
constexpr std::int64_t kMostFrames = 4096;

struct Export {
  Json model, metadata;
  std::vector<NamedFile> shards;
};

bool ends_with_json(std::string_view name) {
  constexpr std::string_view kExtension = ".json";
  if (name.size() < kExtension.size()) return false;
  const std::string_view end = name.substr(name.size() - kExtension.size());
  for (std::size_t i = 0; i < end.size(); ++i)
    if ((end[i] | 0x20) != (kExtension[i] | 0x20)) return false;
  return true;
}

Export sorted(std::span<const NamedFile> files) {
  Export found;
  for (const NamedFile& file : files) {
    if (!ends_with_json(file.name)) {
      found.shards.push_back(file);
      continue;
    }
    const std::string_view text(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
    Json json = parse_json(text, file.name, ErrorCode::kMalformedFile);
    if (json.contains("modelTopology")) {
      found.model = std::move(json);
    } else if (json.contains("wordLabels") || json.contains("words") || json.contains("labels")) {
      found.metadata = std::move(json);
    }
  }
  require(!found.model.is_null(), ErrorCode::kInvalidModel,
          "There is no model.json of TensorFlow.js among the files; export the project from Teachable Machine for "
          "Tensorflow.js and add all three files.");
  require(!found.metadata.is_null(), ErrorCode::kInvalidModel,
          "There is no metadata.json with the names of the classes among the files; add it too.");
  return found;
}

std::vector<std::string> labels_of(const Json& metadata) {
  // "words" is the older name.
  const auto found = metadata.contains("wordLabels") ? metadata.find("wordLabels") : metadata.find("words");
  require(found != metadata.end(), ErrorCode::kInvalidModel,
          "This is not an audio project of Teachable Machine (its metadata.json has no wordLabels); images and poses "
          "cannot be classified here.");
  auto labels = found->get<std::vector<std::string>>();
  require(!labels.empty(), ErrorCode::kInvalidModel, "The list wordLabels in metadata.json is empty.");
  return labels;
}

// The graph from its input to the normalised spectrogram [batch, 1, frames, bins], and on from there.
class FrontGraph {
 public:
  explicit FrontGraph(onnx::Graph& graph) : graph_(graph) {}

  std::string build(std::int64_t frames, std::int64_t bins) {
    graph_.inputs.push_back({"features", {-1, frames, kBins}, {"batch", "", ""}, false});
    std::string x =
        node("Slice", "bins",
             {"features", integers("bins.from", {0}), integers("bins.to", {bins}), integers("bins.axis", {2})});
    // dB above the floor: 10 log10(max(P, floor) / floor). AnalyserNode's values are those and a constant, which the
    // mean takes away again; and digital silence gives exact zeros, where a constant would leave rounding errors to
    // be blown up by the division.
    x = node("Mul", "relative", {x, scalar("relative.factor", 1.0 / kFloor)});
    x = node("Clip", "floored", {x, scalar("floored.low", 1.0)});
    x = node("Log", "log", {x});
    x = node("Mul", "db", {x, scalar("db.factor", 10.0 / std::numbers::ln10)});
    const std::string centred = node("Sub", "centred", {x, mean("mean", x)});
    const std::string square = node("Mul", "square", {centred, centred});
    x = node("Sqrt", "deviation", {mean("variance", square)});
    x = node("Add", "deviation_and_epsilon", {x, scalar("epsilon", kEpsilon)});
    x = node("Div", "normalized", {centred, x});
    return node("Unsqueeze", "image", {x, integers("image.axis", {1})});
  }

 private:
  std::string node(const char* op_type, const std::string& name, std::vector<std::string> inputs,
                   std::map<std::string, onnx::Attribute> attributes = {}) {
    std::string output = "spectrogram." + name;
    graph_.nodes.push_back({op_type, output, std::move(inputs), {output}, std::move(attributes), ""});
    return output;
  }
  // Over bins first, then over frames: the same as over both, with sums short enough to keep their digits.
  std::string mean(const std::string& name, const std::string& of) {
    const std::string rows =
        node("ReduceMean", name + "_of_frames", {of}, {{"axes", Shape{2}}, {"keepdims", std::int64_t{1}}});
    return node("ReduceMean", name, {rows}, {{"axes", Shape{1}}, {"keepdims", std::int64_t{1}}});
  }
  std::string scalar(const std::string& name, double value) {
    return constant(name, Tensor({}, {static_cast<float>(value)}));
  }
  std::string integers(const std::string& name, std::vector<std::int64_t> values) {
    const auto n = static_cast<std::int64_t>(values.size());
    return constant(name, onnx::Int64Tensor{{n}, std::move(values)});
  }
  std::string constant(const std::string& name, onnx::Constant value) {
    std::string full = "spectrogram." + name;
    graph_.initializers.emplace_back(full, std::move(value));
    return full;
  }

  onnx::Graph& graph_;
};

void require_distinct_names(const onnx::Graph& graph) {
  std::set<std::string> seen = {"features"};
  for (const onnx::Node& node : graph.nodes) {
    if (seen.insert(node.outputs.front()).second) continue;
    throw Error(ErrorCode::kUnsupportedModel,
                "Two layers of the model are called " + node.outputs.front() + ", which cannot be converted.");
  }
}

features::FeatureConfig features_for(std::int64_t frames) {
  features::FeatureConfig config;
  config.sample_rate = kSampleRate;
  config.kind = features::Kind::kPower;
  config.n_fft = kFftSize;
  config.hop_length = kHop;
  config.window = features::Window::kBlackman;
  config.center = false;
  preprocess::GateConfig& gate = config.preprocess.gate;
  gate.enabled = true;
  gate.threshold = 0.0F;  // zeros alone are cut
  gate.window_s = static_cast<double>(kFftSize) / kSampleRate;
  preprocess::SegmentConfig& segment = config.preprocess.segment;
  segment.length_s = static_cast<double>((frames - 1) * kHop + kFftSize) / kSampleRate;
  const double hop_frames = std::max(1.0, std::round(static_cast<double>(frames) * (1.0 - kDefaultOverlap)));
  segment.hop_s = hop_frames * kHop / kSampleRate;
  // Filled up with zeros, a short clip would be a spectrogram of two halves such as the network has never seen.
  segment.short_clip = preprocess::ShortClip::kRepeat;
  return config;
}

std::string text_or_empty(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string card_json(const Json& metadata) {
  Json card = {{"name", "teachable-machine"},
               {"title", "Teachable Machine"},
               {"description", "Imported from Teachable Machine."},
               {"source", "teachable-machine"}};
  const std::string time = text_or_empty(metadata, "timeStamp");
  if (!time.empty()) card["date"] = time.substr(0, time.find('T'));
  const std::string version = text_or_empty(metadata, "tfjsSpeechCommandsVersion");
  if (!version.empty()) card["speech_commands_version"] = version;
  return card.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::uint8_t> converted(const Export& files) {
  classify::ModelCard card;
  card.labels = labels_of(files.metadata);
  const KerasModel keras = read_keras_model(files.model.at("modelTopology"));
  const TfjsWeights weights(files.model.at("weightsManifest"), files.shards);

  const Shape& input = keras.input;
  const bool fits = input.size() == 3 && input[0] >= 1 && input[0] <= kMostFrames && input[1] >= 1 &&
                    input[1] <= kHop && input[2] == 1;
  if (!fits) {
    throw Error(ErrorCode::kUnsupportedModel, "The model's input is " + to_string(input) +
                                                  "; one from Teachable Machine takes a spectrogram [frames, at most " +
                                                  std::to_string(kHop) + " bins, 1].");
  }
  onnx::Model model;
  model.graph.name = "teachable-machine";
  const std::string image = FrontGraph(model.graph).build(input[0], input[1]);
  KerasGraph graph(model.graph, image, {1, input[0], input[1]}, weights);
  for (const KerasLayer& layer : keras.layers) graph.add(layer);

  const auto classes = static_cast<std::int64_t>(card.labels.size());
  if (graph.shape() != Shape{classes}) {
    throw Error(ErrorCode::kInvalidModel, "The model gives " + to_string(graph.shape()) + " scores for " +
                                              std::to_string(classes) +
                                              " labels; model.json and metadata.json are of two exports.");
  }
  const bool sigmoid = graph.last_activation() == "sigmoid";
  require(sigmoid || graph.last_activation() == "softmax", ErrorCode::kUnsupportedModel,
          "The model does not end with softmax or sigmoid, so it gives no scores.");
  model.graph.nodes.back().outputs = {"scores"};
  model.graph.outputs.push_back({"scores", {-1, classes}, {"batch", ""}, false});
  require_distinct_names(model.graph);

  card.activation = sigmoid ? classify::Activation::kSigmoid : classify::Activation::kSoftmax;
  card.features = features_for(input[0]);
  card.card_json = card_json(files.metadata);
  return classify::finished_model(std::move(model), std::move(card));
}

}  // namespace

std::vector<std::uint8_t> convert_teachable_machine(std::span<const NamedFile> files) {
  try {
    return converted(sorted(files));
  } catch (const Json::exception&) {
    // A field that is missing or of another type, anywhere in the two documents.
    throw Error(ErrorCode::kMalformedFile,
                "model.json or metadata.json is not as Teachable Machine writes it; export the project again.");
  }
}

}  // namespace earshot::convert
