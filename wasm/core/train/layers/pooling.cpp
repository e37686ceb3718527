// max_pool1d, max_pool2d, average_pool1d, average_pool2d: {"pool": 2, "stride": as pool, "padding": "valid" | "same"},
// the 1-D ones with "axis". Padding counts for nothing: not for a maximum, not in an average. global_max_pool,
// global_average_pool.
#include "train/layers/window.h"

namespace earshot::train {
namespace {

void pool(std::string_view type, const char* op_type, bool two_dimensional, Options& options, NetworkBuilder& network) {
  WindowOptions window;
  if (two_dimensional) {
    window.size = options.pair("pool", {2, 2}, 1, 4096);
    window.stride = options.pair("stride", window.size, 1, 4096);
  } else {
    const int size = options.integer("pool", 2, 1, 65536);
    const int stride = options.integer("stride", size, 1, 65536);
    window.size = {size, size};
    window.stride = {stride, stride};
  }
  window.same = options.choice("padding", {"valid", "same"}, 0) == 1;
  const std::string name = network.unique_name(type);
  if (two_dimensional) {
    as_image(options, network, name);
  } else {
    (void)over_sequence(options, network, name, window);
  }
  const Shape& from = network.shape();
  const Window laid = lay_window(window, {from.begin() + 1, from.end()}, options);
  Shape out = {from[0]};
  out.insert(out.end(), laid.out.begin(), laid.out.end());
  network.node(name, op_type, {}, {{"kernel_shape", laid.size}, {"strides", laid.stride}, {"pads", laid.pads}},
               std::move(out));
  network.channels_last(name);
}

// {"axis": "all" | "time" | "frequency"}: of an image one number a channel, or, over one axis, the other axis as a
// sequence of the channels (over "frequency": one row a frame, as a recurrent layer takes it). Of a sequence one number
// a coefficient.
void global_pool(std::string_view type, const char* op_type, const char* reduce_type, Options& options,
                 NetworkBuilder& network) {
  const int axis = options.choice("axis", {"all", "time", "frequency"}, 0);
  const std::string name = network.unique_name(type);
  if (network.shape().size() < 2)
    options.fail("it needs frames or an image, but its input is " + to_string(network.shape()));
  if (axis != 0) {
    if (network.shape().size() != 3)
      options.fail("\"axis\" is for images; of a sequence every coefficient is pooled over time");
    const Shape& shape = network.shape();
    const Shape left = {shape[0], axis == 1 ? shape[2] : shape[1]};
    const std::vector<std::int64_t> axes = {axis == 1 ? 2 : 3};
    network.node(name, reduce_type, {}, {{"axes", axes}, {"keepdims", std::int64_t{0}}}, left);
    network.channels_last(name);
    return;
  }
  network.channels_first(name);
  const std::int64_t channels = network.shape()[0];
  Shape ones = {channels};
  ones.resize(network.shape().size(), 1);
  network.node(name + ".pool", op_type, {}, {}, std::move(ones));
  network.node(name, "Flatten", {}, {{"axis", std::int64_t{1}}}, {channels});
}

}  // namespace

void build_max_pool1d(Options& options, NetworkBuilder& network) {
  pool("max_pool1d", "MaxPool", false, options, network);
}
void build_max_pool2d(Options& options, NetworkBuilder& network) {
  pool("max_pool2d", "MaxPool", true, options, network);
}
void build_average_pool1d(Options& options, NetworkBuilder& network) {
  pool("average_pool1d", "AveragePool", false, options, network);
}
void build_average_pool2d(Options& options, NetworkBuilder& network) {
  pool("average_pool2d", "AveragePool", true, options, network);
}
void build_global_max_pool(Options& options, NetworkBuilder& network) {
  global_pool("global_max_pool", "GlobalMaxPool", "ReduceMax", options, network);
}
void build_global_average_pool(Options& options, NetworkBuilder& network) {
  global_pool("global_average_pool", "GlobalAveragePool", "ReduceMean", options, network);
}

}  // namespace earshot::train
