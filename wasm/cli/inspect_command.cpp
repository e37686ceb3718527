// earshot inspect FILE [--json]: the metadata of a clip, or a model's graph, parameters, features and labels.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <memory>

#include "audio/sniff.h"
#include "base/error.h"
#include "base/json.h"
#include "classify/model_card.h"
#include "cli/clip_file.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/json_output.h"

namespace earshot::cli {
namespace {

struct Options {
  std::string file;
  bool json = false;
};

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void print(const Json& document, bool json) {
  if (json) {
    std::printf("%s\n", document.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    return;
  }
  for (const auto& [key, value] : document.items()) {
    if (!value.is_array() || value.empty() || !value.front().is_object()) {
      std::printf("%-18s %s\n", key.c_str(), text_of(value).c_str());
      continue;
    }
    std::printf("%s\n", key.c_str());
    for (const Json& row : value) {
      std::string line;
      for (const auto& [field, cell] : row.items()) line += "  " + text_of(cell);
      std::printf("%s\n", line.c_str());
    }
  }
}

Json describe_clip(const std::string& file) {
  const audio::ClipInfo info = read_clip(file).info;
  Json json = {{"file", file},
               {"kind", "clip"},
               {"container", info.container},
               {"encoding", info.encoding},
               {"channels", info.channels},
               {"sample_width_bytes", info.sample_width_bytes},
               {"frame_rate_hz", info.frame_rate_hz},
               {"frame_width_bytes", info.frame_width_bytes},
               {"length_s", info.length_s},
               {"frame_count", info.frame_count}};
  // JSON has no infinity: silence has no level.
  json["dbfs"] = std::isfinite(info.dbfs) ? Json(info.dbfs) : Json(nullptr);
  if (!info.warning.empty()) json["warning"] = info.warning;
  return json;
}

Json describe(const onnx::ValueInfo& value) {
  Json shape = Json::array();
  for (std::size_t i = 0; i < value.shape.size(); ++i) {
    const bool dynamic = value.shape[i] < 0;
    const std::string name = i < value.dim_names.size() ? value.dim_names[i] : "";
    shape.push_back(dynamic ? Json(name.empty() ? "?" : name) : Json(value.shape[i]));
  }
  return {{"name", value.name}, {"shape", shape}};
}

Json describe_model(const std::string& file, std::span<const std::uint8_t> bytes) {
  const onnx::Model model = onnx::read_model(bytes);
  Json json = {{"file", file},
               {"kind", "model"},
               {"size_bytes", bytes.size()},
               {"producer", model.producer_name},
               {"opset", model.opset},
               {"inputs", Json::array()},
               {"outputs", Json::array()}};
  for (const auto& input : model.graph.inputs) json["inputs"].push_back(describe(input));
  for (const auto& output : model.graph.outputs) json["outputs"].push_back(describe(output));
  Json initializers = Json::array();
  std::int64_t parameters = 0;
  for (const auto& [name, constant] : model.graph.initializers) {
    const auto* tensor = std::get_if<Tensor>(&constant);
    if (tensor == nullptr) continue;
    parameters += tensor->size();
    initializers.push_back({{"name", name}, {"shape", tensor->shape}});
  }
  json["parameters"] = parameters;
  if (model.metadata.contains("earshot.labels")) {
    const classify::ModelCard card = classify::read_card(model);
    json["labels"] = card.labels;
    json["activation"] = card.activation == classify::Activation::kSoftmax ? "softmax" : "sigmoid";
    json["threshold"] = card.threshold;
    json["self_test"] = card.self_test.has_value();
    json["features"] = Json::parse(features::to_json(card.features));
    json["card"] = Json::parse(card.card_json);
  }
  Json nodes = Json::array();
  for (const onnx::Node& node : model.graph.nodes) {
    nodes.push_back({{"op", node.op_type}, {"name", node.name}, {"inputs", node.inputs}, {"outputs", node.outputs}});
  }
  json["nodes"] = nodes;
  json["initializers"] = initializers;
  return json;
}

void run(const Options& options) {
  const std::vector<std::uint8_t> bytes = read_file(options.file);
  // Audio is known by its magic bytes; ONNX has none, so it is what remains.
  if (audio::sniff_format(bytes) != audio::FileFormat::kUnknown || has_audio_extension(options.file)) {
    print(describe_clip(options.file), options.json);
    return;
  }
  try {
    print(describe_model(options.file, bytes), options.json);
  } catch (const Error& error) {
    throw Error(error.code(), options.file + ": neither audio nor a readable model: " + error.what());
  }
}

}  // namespace

void add_inspect_command(CLI::App& app, Outcome& /*outcome*/) {
  CLI::App* command = app.add_subcommand("inspect", "Metadata of a clip, or the graph, features and labels of a model");
  auto options = std::make_shared<Options>();
  command->add_flag("--json", options->json, "One JSON object");
  command->add_option("file", options->file, "A clip or a model")->required();
  command->callback([options] { run(*options); });
}

}  // namespace earshot::cli
