#include "classify/foreign_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "classify/classifier.h"
#include "classify/self_test.h"
#include "onnx/outline.h"

namespace earshot::classify {
namespace {

constexpr std::int64_t kOldestOpset = 7;
constexpr std::int64_t kAxesAreInput = 18;  // ReduceMean's axes: an attribute before
constexpr std::array<std::pair<std::string_view, Axis>, 4> kAxes = {{{"batch", Axis::kBatch},
                                                                     {"channel", Axis::kChannel},
                                                                     {"time", Axis::kTime},
                                                                     {"coefficients", Axis::kCoefficients}}};
constexpr std::array<std::pair<std::string_view, ForeignScores>, 3> kScores = {
    {{"softmax", ForeignScores::kSoftmax},
     {"sigmoid", ForeignScores::kSigmoid},
     {"probabilities", ForeignScores::kProbabilities}}};

[[noreturn]] void invalid(ErrorCode code, const std::string& message) { throw Error(code, message); }
[[noreturn]] void bad_input(const std::string& message) { invalid(ErrorCode::kInvalidConfig, message); }

template <class Names>
auto by_name(const Names& names, const Json& value, const char* field) {
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    for (const auto& [name, meaning] : names) {
      if (name == text) return meaning;
    }
  }
  std::string known;
  for (const auto& [name, meaning] : names) known += (known.empty() ? "" : ", ") + std::string(name);
  bad_input(std::string(field) + " must be one of " + known + ".");
}

bool has(const std::vector<Axis>& layout, Axis axis) {
  return std::find(layout.begin(), layout.end(), axis) != layout.end();
}

void validate(const ForeignInput& input) {
  const auto count = [&](Axis axis) { return std::count(input.layout.begin(), input.layout.end(), axis); };
  if (count(Axis::kTime) != 1 || count(Axis::kCoefficients) > 1 || count(Axis::kBatch) > 1) {
    bad_input("layout must name time once, and batch and coefficients at most once.");
  }
  input.features.validate();
  if (input.features.channels != 1) bad_input("features.channels must be 1 for a model of others.");
  if (!has(input.layout, Axis::kCoefficients) && input.features.num_columns() != 1) {
    bad_input("layout names no coefficients, but the features have " + std::to_string(input.features.num_columns()) +
              " a frame.");
  }
  if (input.labels.empty()) bad_input("The labels are missing: give one name for each score of the model.");
  if (!std::isfinite(input.mean)) bad_input("mean must be a number.");
  if (!(input.std > 0.0F && std::isfinite(input.std))) bad_input("std must be above 0.");
}

std::string shape_text(const onnx::OutlineValue& value) {
  std::string text = "[";
  for (std::size_t i = 0; i < value.shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += value.shape[i] >= 0 ? std::to_string(value.shape[i])
                                : (value.dim_names[i].empty() ? std::string("any") : value.dim_names[i]);
  }
  return text + "]";
}

const onnx::OutlineValue& only_input(const onnx::Outline& outline) {
  if (outline.has_external_data) {
    invalid(ErrorCode::kInvalidModel,
            "The model keeps its weights in another file; export it again as one file (without external data).");
  }
  if (outline.outputs.empty()) invalid(ErrorCode::kInvalidModel, "The model has no output.");
  if (outline.inputs.size() != 1) {
    invalid(ErrorCode::kUnsupportedModel, "The model has " + std::to_string(outline.inputs.size()) +
                                              " inputs; Earshot feeds one: export a model that takes only sound or "
                                              "features.");
  }
  const onnx::OutlineValue& input = outline.inputs.front();
  if (input.type != "FLOAT") {
    invalid(ErrorCode::kUnsupportedModel, "The model's input is of type " +
                                              (input.type.empty() ? std::string("no tensor") : input.type) +
                                              "; Earshot feeds float32: export the model with a float32 input.");
  }
  if (outline.opset < kOldestOpset) {
    invalid(ErrorCode::kUnsupportedModel, "The model is of opset " + std::to_string(outline.opset) +
                                              "; export it with opset 7 or newer (17 is best).");
  }
  return input;
}

std::int64_t samples_for(const features::FeatureConfig& config, std::int64_t frames) {
  if (config.kind == features::Kind::kWaveform) return frames;
  const dsp::FramingOptions framing = config.framing();
  return config.center ? std::max<std::int64_t>(frames - 1, 1) * config.hop_length
                       : (frames - 1) * config.hop_length + framing.frame_length;
}

// A model of a fixed length gets segments of that length, and exactly that many rows.
void fix_time(features::FeatureConfig& config, std::int64_t frames) {
  if (config.pooling == features::Pooling::kNone) {
    if (config.num_frames != 0 && config.num_frames != frames) {
      invalid(ErrorCode::kInvalidModel, "The model takes " + std::to_string(frames) + " frames, but num_frames is " +
                                            std::to_string(config.num_frames) + ".");
    }
    config.num_frames = static_cast<int>(std::min<std::int64_t>(frames, 1 << 22));
  } else if (config.num_rows(1) != frames) {
    invalid(ErrorCode::kInvalidModel, "The model takes " + std::to_string(frames) + " frames, but pooling gives " +
                                          std::to_string(config.num_rows(1)) + ".");
  }
  preprocess::SegmentConfig& segment = config.preprocess.segment;
  // What is pooled has its rows whatever the length of the segment.
  if (segment.length_s > 0.0 || config.pooling != features::Pooling::kNone) return;
  segment.length_s = static_cast<double>(samples_for(config, frames)) / config.sample_rate;
  if (segment.tail == preprocess::ClipTail::kDrop) segment.tail = preprocess::ClipTail::kPad;
}

// Rows of every segment's features, or -1 when they vary. What is known is said in the file: many networks take one
// length although they were exported with a free one.
std::int64_t known_rows(const features::FeatureConfig& config) {
  if (config.num_frames > 0 || config.pooling != features::Pooling::kNone) return config.num_rows(1);
  const preprocess::PreprocessConfig& preprocess = config.preprocess;
  if (preprocess.segment.length_s <= 0.0 || preprocess.trim.enabled) return -1;
  if (preprocess.segment.short_clip == preprocess::ShortClip::kKeep ||
      preprocess.segment.tail == preprocess::ClipTail::kKeep)
    return -1;
  return config.num_rows(std::llround(preprocess.segment.length_s * config.sample_rate));
}

void check_shape(const onnx::OutlineValue& value, ForeignInput& input) {
  const std::string shape = "The model's input is " + shape_text(value);
  if (value.shape.empty()) return;  // it says nothing of itself
  if (value.shape.size() != input.layout.size()) {
    invalid(ErrorCode::kInvalidModel, shape + ", but the layout has " + std::to_string(input.layout.size()) +
                                          " dimensions: choose another layout.");
  }
  for (std::size_t i = 0; i < value.shape.size(); ++i) {
    const std::int64_t size = value.shape[i];
    if (size < 0) continue;
    switch (input.layout[i]) {
      case Axis::kBatch:
      case Axis::kChannel:
        if (size != 1)
          invalid(ErrorCode::kInvalidModel, shape + ", where the layout expects a 1: choose another layout.");
        break;
      case Axis::kCoefficients:
        if (size != input.features.num_columns()) {
          invalid(ErrorCode::kInvalidModel, shape + " with " + std::to_string(size) +
                                                " coefficients, but the features have " +
                                                std::to_string(input.features.num_columns()) + ".");
        }
        break;
      case Axis::kTime: fix_time(input.features, size); break;
    }
  }
}

// Names that the graph does not use.
class FreshNames {
 public:
  explicit FreshNames(const onnx::Outline& outline) : taken_(outline.value_names) {
    for (const auto& input : outline.inputs) taken_.insert(input.name);
    for (const auto& output : outline.outputs) taken_.insert(output.name);
  }
  std::string operator()(const std::string& wanted) {
    std::string name = "earshot_" + wanted;
    while (!taken_.insert(name).second) name += "_";
    return name;
  }

 private:
  std::set<std::string> taken_;
};

onnx::Constant numbers(std::vector<std::int64_t> values) {
  return onnx::Int64Tensor{{static_cast<std::int64_t>(values.size())}, std::move(values)};
}

class AdapterBuilder {
 public:
  AdapterBuilder(const onnx::Outline& outline, const ForeignInput& input)
      : outline_(outline), input_(input), fresh_(outline) {}

  onnx::Adapter build() {
    features();
    scores();
    return std::move(adapter_);
  }

 private:
  // [1, frames, coefficients] -> normalised -> transposed where coefficients come first -> the model's own shape.
  void features() {
    const onnx::OutlineValue& inner = outline_.inputs.front();
    const std::int64_t columns = input_.features.num_columns();
    const std::int64_t rows = known_rows(input_.features);
    adapter_.input = {
        .name = fresh_("features"), .shape = {1, rows, columns}, .dim_names = {"", rows > 0 ? "" : "frames", ""}};
    adapter_.dropped_inputs = {inner.name};
    std::string value = adapter_.input.name;
    const auto scalar = [&](const char* name, float number) {
      adapter_.initializers.emplace_back(fresh_(name), Tensor({1}, {number}));
      return adapter_.initializers.back().first;
    };
    if (input_.mean != 0.0F) value = before("Sub", {value, scalar("mean", input_.mean)}, "centred");
    if (input_.std != 1.0F) value = before("Div", {value, scalar("std", input_.std)}, "scaled");
    const auto at = [&](Axis axis) {
      return std::find(input_.layout.begin(), input_.layout.end(), axis) - input_.layout.begin();
    };
    if (has(input_.layout, Axis::kCoefficients) && at(Axis::kCoefficients) < at(Axis::kTime)) {
      value = before("Transpose", {value}, "coefficients_first",
                     {{"perm", onnx::Attribute(std::vector<std::int64_t>{0, 2, 1})}});
    }
    std::vector<std::int64_t> shape;
    for (const Axis axis : input_.layout) {
      shape.push_back(axis == Axis::kTime ? -1 : axis == Axis::kCoefficients ? columns : 1);
    }
    adapter_.initializers.emplace_back(fresh_("input_shape"), numbers(std::move(shape)));
    adapter_.before.push_back({.op_type = "Reshape",
                               .name = fresh_("lay_out"),
                               .inputs = {value, adapter_.initializers.back().first},
                               .outputs = {inner.name},
                               .attributes = {},
                               .domain = ""});
  }

  // The model's first output -> [1, labels].
  void scores() {
    const auto num_labels = static_cast<std::int64_t>(input_.labels.size());
    std::vector<std::int64_t> shape = {1, -1};
    if (input_.average) shape = {-1, num_labels};
    adapter_.initializers.emplace_back(fresh_("score_shape"), numbers(std::move(shape)));
    std::string value = after("Reshape", {outline_.outputs.front().name, adapter_.initializers.back().first}, "rows");
    if (input_.scores == ForeignScores::kSoftmax) {
      value = after("Softmax", {value}, "softmax", {{"axis", onnx::Attribute(std::int64_t{1})}});
    } else if (input_.scores == ForeignScores::kSigmoid) {
      value = after("Sigmoid", {value}, "sigmoid");
    }
    if (input_.average) {
      std::map<std::string, onnx::Attribute> attributes = {{"keepdims", std::int64_t{1}}};
      std::vector<std::string> inputs = {value};
      if (outline_.opset < kAxesAreInput) {
        attributes["axes"] = std::vector<std::int64_t>{0};
      } else {
        adapter_.initializers.emplace_back(fresh_("axes"), numbers({0}));
        inputs.push_back(adapter_.initializers.back().first);
      }
      value = after("ReduceMean", std::move(inputs), "mean_score", std::move(attributes));
    }
    adapter_.output = {.name = value, .shape = {1, num_labels}, .dim_names = {"", ""}};
  }

  std::string add(std::vector<onnx::Node>& nodes, const char* op_type, std::vector<std::string> inputs,
                  const char* name, std::map<std::string, onnx::Attribute> attributes) {
    const std::string output = fresh_(name);
    nodes.push_back({.op_type = op_type,
                     .name = output,
                     .inputs = std::move(inputs),
                     .outputs = {output},
                     .attributes = std::move(attributes),
                     .domain = ""});
    return output;
  }
  std::string before(const char* op_type, std::vector<std::string> inputs, const char* name,
                     std::map<std::string, onnx::Attribute> attributes = {}) {
    return add(adapter_.before, op_type, std::move(inputs), name, std::move(attributes));
  }
  std::string after(const char* op_type, std::vector<std::string> inputs, const char* name,
                    std::map<std::string, onnx::Attribute> attributes = {}) {
    return add(adapter_.after, op_type, std::move(inputs), name, std::move(attributes));
  }

  const onnx::Outline& outline_;
  const ForeignInput& input_;
  FreshNames fresh_;
  onnx::Adapter adapter_;
};

ModelCard card_of(const onnx::Outline& outline, const ForeignInput& input) {
  ModelCard card;
  card.labels = input.labels;
  card.features = input.features;
  const bool independent = input.scores == ForeignScores::kSigmoid || (input.scores == ForeignScores::kProbabilities &&
                                                                       outline.outputs.front().made_by == "Sigmoid");
  card.activation = independent ? Activation::kSigmoid : Activation::kSoftmax;
  if (!input.name.empty()) card.card_json = Json{{"name", input.name}, {"title", input.name}}.dump();
  return card;
}

std::map<std::string, std::string> metadata_of(const ModelCard& card) {
  onnx::Model holder;
  write_card(card, holder);
  return holder.metadata;
}

// Numbers of scores that the file states itself are checked before anything runs.
void check_scores(const onnx::OutlineValue& output, const ForeignInput& input) {
  if (output.shape.empty() || output.shape.back() < 0 || std::count(output.shape.begin(), output.shape.end(), -1) > 1)
    return;
  std::int64_t size = 1;
  for (const std::int64_t dimension : output.shape) size *= std::max<std::int64_t>(dimension, 1);
  const std::int64_t given = input.average ? output.shape.back() : size;
  if (given != static_cast<std::int64_t>(input.labels.size())) {
    invalid(ErrorCode::kInvalidModel, "The model gives " + std::to_string(given) + " scores (output " +
                                          shape_text(output) + "), but there are " +
                                          std::to_string(input.labels.size()) + " labels.");
  }
}

bool is_quantised(const onnx::Outline& outline) {
  return std::any_of(outline.operators.begin(), outline.operators.end(), [](const std::string& name) {
    return name.find("QLinear") != std::string::npos || name.find("Quantize") != std::string::npos ||
           name.find("Integer") != std::string::npos;
  });
}

Json describe(const std::vector<onnx::OutlineValue>& values) {
  Json out = Json::array();
  for (const onnx::OutlineValue& value : values) {
    out.push_back({{"name", value.name},
                   {"shape", value.shape},
                   {"dimNames", value.dim_names},
                   {"type", value.type},
                   {"madeBy", value.made_by}});
  }
  return out;
}

}  // namespace

ForeignInput foreign_input_from_json(std::string_view text) {
  const Json json = parse_json(text, "The description of the input", ErrorCode::kInvalidConfig);
  if (!json.is_object()) bad_input("The description of the input must be a JSON object.");
  ForeignInput input;
  for (const auto& [key, value] : json.items()) {
    if (key == "features") {
      input.features = features::feature_config_from_json(value.dump());
    } else if (key == "layout") {
      if (!value.is_array()) bad_input("layout must be a list.");
      for (const Json& axis : value) input.layout.push_back(by_name(kAxes, axis, "layout"));
    } else if (key == "labels") {
      if (!value.is_array()) bad_input("labels must be a list of names.");
      for (const Json& label : value) {
        if (!label.is_string()) bad_input("labels must be a list of names.");
        input.labels.push_back(label.get<std::string>());
      }
    } else if (key == "scores") {
      input.scores = by_name(kScores, value, "scores");
    } else if (key == "average") {
      if (!value.is_boolean()) bad_input("average must be true or false.");
      input.average = value.get<bool>();
    } else if (key == "mean" || key == "std") {
      if (!value.is_number()) bad_input(key + " must be a number.");
      (key == "mean" ? input.mean : input.std) = value.get<float>();
    } else if (key == "name") {
      if (!value.is_string()) bad_input("name must be a text.");
      input.name = value.get<std::string>();
    } else {
      bad_input("The description of the input has an unknown field, " + key + ".");
    }
  }
  validate(input);
  return input;
}

AdoptedModel adopt(std::span<const std::uint8_t> bytes, const ForeignInput& described) {
  validate(described);
  const onnx::Outline outline = onnx::read_outline(bytes);
  if (outline.metadata.contains("earshot.labels")) {
    invalid(ErrorCode::kInvalidModel, "This model carries Earshot's labels and features already: open it as it is.");
  }
  const onnx::OutlineValue& inner = only_input(outline);
  ForeignInput input = described;
  check_shape(inner, input);
  input.features.validate();
  check_scores(outline.outputs.front(), input);

  onnx::Adapter adapter = AdapterBuilder(outline, input).build();
  ModelCard card = card_of(outline, input);
  adapter.metadata = metadata_of(card);
  AdoptedModel adopted;
  adopted.bytes = onnx::wrap(bytes, adapter);
  try {
    Classifier classifier = Classifier::load(adopted.bytes);
    card.self_test = make_self_test(classifier);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kInvalidArgument) invalid(ErrorCode::kInvalidModel, error.what());
    if (error.code() != ErrorCode::kUnsupportedModel) throw;
    adopted.reason = error.what();
    return adopted;
  }
  adapter.metadata = metadata_of(card);
  adopted.bytes = onnx::wrap(bytes, adapter);
  static_cast<void>(Classifier::load(adopted.bytes));  // what is written is what will be read
  adopted.runs_here = true;
  return adopted;
}

std::vector<std::uint8_t> metadata_only(std::span<const std::uint8_t> bytes) {
  onnx::Model model;
  model.metadata = onnx::read_outline(bytes).metadata;
  return onnx::write_model(model);
}

std::string outline_json(std::span<const std::uint8_t> bytes) {
  const onnx::Outline outline = onnx::read_outline(bytes);
  const bool foreign = !outline.metadata.contains("earshot.labels");
  if (foreign) static_cast<void>(only_input(outline));
  return Json{{"foreign", foreign},
              {"inputs", describe(outline.inputs)},
              {"outputs", describe(outline.outputs)},
              {"operators", outline.operators},
              {"quantised", is_quantised(outline)},
              {"opset", outline.opset}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace earshot::classify
