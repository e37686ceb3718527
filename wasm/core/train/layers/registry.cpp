#include <algorithm>
#include <array>
#include <utility>

#include "train/layers/layer.h"

namespace earshot::train {

LayerBuilder build_activation, build_average_pool1d, build_average_pool2d, build_batch_norm, build_conv1d, build_conv2d,
    build_dense, build_depthwise_conv2d, build_dropout, build_flatten, build_global_average_pool, build_global_max_pool,
    build_gru, build_layer_norm, build_lstm, build_max_pool1d, build_max_pool2d, build_permute, build_reshape,
    build_separable_conv2d, build_spatial_dropout;

namespace {

struct LayerEntry {
  std::string_view type;
  LayerBuilder* build;
};

// Sorted by name.
constexpr std::array kLayers = {
    LayerEntry{"activation", build_activation},
    LayerEntry{"average_pool1d", build_average_pool1d},
    LayerEntry{"average_pool2d", build_average_pool2d},
    LayerEntry{"batch_norm", build_batch_norm},
    LayerEntry{"conv1d", build_conv1d},
    LayerEntry{"conv2d", build_conv2d},
    LayerEntry{"dense", build_dense},
    LayerEntry{"depthwise_conv2d", build_depthwise_conv2d},
    LayerEntry{"dropout", build_dropout},
    LayerEntry{"flatten", build_flatten},
    LayerEntry{"global_average_pool", build_global_average_pool},
    LayerEntry{"global_max_pool", build_global_max_pool},
    LayerEntry{"gru", build_gru},
    LayerEntry{"layer_norm", build_layer_norm},
    LayerEntry{"lstm", build_lstm},
    LayerEntry{"max_pool1d", build_max_pool1d},
    LayerEntry{"max_pool2d", build_max_pool2d},
    LayerEntry{"permute", build_permute},
    LayerEntry{"reshape", build_reshape},
    LayerEntry{"separable_conv2d", build_separable_conv2d},
    LayerEntry{"spatial_dropout", build_spatial_dropout},
};

const LayerEntry* find_layer(std::string_view type) {
  const auto found =
      std::find_if(kLayers.begin(), kLayers.end(), [&](const LayerEntry& entry) { return entry.type == type; });
  return found == kLayers.end() ? nullptr : &*found;
}

const std::pair<std::string, Shape>& saved_value(const std::string& name, const Options& options,
                                                 const NetworkBuilder& network) {
  const auto* saved = network.saved(name);
  if (saved == nullptr) options.fail("no layer before it saves \"" + name + "\"");
  return *saved;
}

// Channels: the last dimension of a vector or a sequence, the first of an image.
void concatenate(const std::string& name, const Options& options, NetworkBuilder& network) {
  const auto [value, shape] = saved_value(name, options, network);
  const std::size_t axis = shape.size() == 3 ? 0 : shape.size() - 1;
  Shape out = network.shape();
  bool fits = out.size() == shape.size();
  for (std::size_t i = 0; fits && i < out.size(); ++i) fits = i == axis || out[i] == shape[i];
  if (!fits)
    options.fail("its output " + to_string(network.shape()) + " cannot be joined with \"" + name + "\", " +
                 to_string(shape));
  out[axis] += shape[axis];
  const std::string joined = network.unique_name("concat");
  network.side_node("Concat", {value, network.value()}, {joined}, {{"axis", static_cast<std::int64_t>(axis) + 1}});
  network.continue_with(joined, std::move(out));
}

void add(const std::string& name, const Options& options, NetworkBuilder& network) {
  const auto [value, shape] = saved_value(name, options, network);
  if (shape != network.shape())
    options.fail("its output " + to_string(network.shape()) + " cannot be added to \"" + name + "\", " +
                 to_string(shape));
  network.node(network.unique_name("add"), "Add", {value}, {}, shape);
}

}  // namespace

std::string layer_type(const Json& layer, std::size_t index) {
  Options options(layer, "recipe: layer " + std::to_string(index + 1));
  const std::string type = options.text("type", "");
  if (type.empty()) options.fail("type is missing");
  if (find_layer(type) == nullptr) {
    std::string names;
    for (const LayerEntry& entry : kLayers) names += (names.empty() ? "" : ", ") + std::string(entry.type);
    options.fail("\"" + type + "\" is not a layer; there are " + names);
  }
  return type;
}

void build_layer(const Json& layer, std::size_t index, NetworkBuilder& network) {
  const std::string type = layer_type(layer, index);
  Options options(layer, "recipe: layer " + std::to_string(index + 1) + " (" + type + ")");
  (void)options.text("type", "");
  find_layer(type)->build(options, network);
  if (const std::string name = options.text("concat_with", ""); !name.empty()) concatenate(name, options, network);
  if (const std::string name = options.text("add_to", ""); !name.empty()) add(name, options, network);
  if (const std::string name = options.text("save", ""); !name.empty() && !network.save(name))
    options.fail("\"" + name + "\" is saved twice");
  options.reject_unknown();
  network.end_layer(type);
}

}  // namespace earshot::train
