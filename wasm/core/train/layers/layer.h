// Recipe layers by name. A new layer is one builder function, one line in layers/registry.cpp, and its test.
//
// Every layer also knows three keys about the way values flow, applied in this order once it is built:
//   "concat_with": "name"  joins a saved value (first) and the layer's output along their channels
//   "add_to": "name"       adds a saved value of the same shape (a residual connection)
//   "save": "name"         remembers the output for a later layer
#pragma once

#include <cstddef>
#include <string>

#include "train/network_builder.h"
#include "train/options.h"

namespace earshot::train {

// Adds the layer's nodes; reads every option it knows from `options` (unknown ones are rejected by the caller).
using LayerBuilder = void(Options& options, NetworkBuilder& network);

// The "type" of layer number `index` of a recipe; throws kInvalidConfig when it is missing or unknown.
[[nodiscard]] std::string layer_type(const Json& layer, std::size_t index);
void build_layer(const Json& layer, std::size_t index, NetworkBuilder& network);

// What layers with a kernel share: {"initializer": glorot_uniform | he_normal | he_uniform, "l2"}. Keras' default is
// Glorot.
struct KernelOptions {
  int initializer = 0;
  float l2 = 0.0F;
};
[[nodiscard]] KernelOptions read_kernel_options(Options& options);
// A trained initializer with random first values, known to penalties on kernels.
[[nodiscard]] std::string add_kernel(NetworkBuilder& network, std::string name, Shape shape, nn::Fans fans,
                                     const KernelOptions& options);

}  // namespace earshot::train
