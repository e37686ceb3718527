#include "convert/keras_layers.h"

#include <algorithm>

#include "base/error.h"

namespace earshot::convert {
namespace {

constexpr int kMostNested = 8;

[[noreturn]] void no_chain(const std::string& layer) {
  throw Error(ErrorCode::kUnsupportedModel,
              "The layer " + layer + " has several inputs; only layers that follow one another can be converted.");
}

bool is_model(const std::string& type) { return type == "Sequential" || type == "Model" || type == "Functional"; }

// The one layer that feeds this one, or "" for the first. inbound_nodes: [[[name, node, tensor, {}]]].
std::string feeder_of(const Json& layer) {
  const auto nodes = layer.find("inbound_nodes");
  if (nodes == layer.end() || nodes->empty()) return "";
  const Json& inputs = nodes->front();
  if (nodes->size() != 1 || inputs.size() != 1) no_chain(layer.at("name").get<std::string>());
  return inputs.front().at(0).get<std::string>();
}

// A functional model's layers from the input to the output: its list may be in any order.
std::vector<const Json*> chained(const Json& config) {
  const Json& layers = config.at("layers");
  const Json& outputs = config.at("output_layers");
  if (outputs.size() != 1) {
    throw Error(ErrorCode::kUnsupportedModel, "The model has several outputs; a classifier has one.");
  }
  std::vector<const Json*> chain;
  for (auto name = outputs.front().at(0).get<std::string>(); !name.empty(); name = feeder_of(*chain.back())) {
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const Json& layer) { return layer.at("name").get<std::string>() == name; });
    if (found == layers.end() || chain.size() == layers.size()) {
      throw Error(ErrorCode::kMalformedFile, "model.json names a layer " + name + " that is not in its place.");
    }
    chain.push_back(&*found);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

void add_layers(const Json& model, int depth, KerasModel& out) {
  if (depth > kMostNested) {
    throw Error(ErrorCode::kUnsupportedModel, "The model's layers lie too deep in each other to be converted.");
  }
  const Json& config = model.at("config");
  std::vector<const Json*> layers;
  if (model.at("class_name").get<std::string>() == "Sequential") {
    // A list itself in older files, later {name, layers}.
    for (const Json& layer : config.is_array() ? config : config.at("layers")) layers.push_back(&layer);
  } else {
    layers = chained(config);
  }
  for (const Json* layer : layers) {
    auto type = layer->at("class_name").get<std::string>();
    if (is_model(type)) {
      add_layers(*layer, depth + 1, out);
      continue;
    }
    const Json& settings = layer->at("config");
    for (const char* key : {"batch_input_shape", "batch_shape"}) {
      const auto shape = settings.find(key);
      if (!out.input.empty() || shape == settings.end() || !shape->is_array()) continue;
      for (std::size_t i = 1; i < shape->size(); ++i)
        out.input.push_back((*shape)[i].is_null() ? -1 : (*shape)[i].get<std::int64_t>());
    }
    out.layers.push_back({std::move(type), settings.at("name").get<std::string>(), settings});
  }
}

}  // namespace

KerasModel read_keras_model(const Json& topology) {
  // Written by Keras itself, the model lies in "model_config".
  const auto wrapped = topology.find("model_config");
  const Json& model = wrapped == topology.end() ? topology : *wrapped;
  if (!model.contains("class_name") || !is_model(model.at("class_name").get<std::string>())) {
    throw Error(ErrorCode::kUnsupportedModel,
                "model.json is a graph model, not a layers model; only the latter can be converted.");
  }
  KerasModel out;
  add_layers(model, 0, out);
  return out;
}

}  // namespace earshot::convert
