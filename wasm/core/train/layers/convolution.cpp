// conv1d, conv2d, depthwise_conv2d, separable_conv2d: windows of weights, cross-correlation as everywhere in neural
// networks.
// {"filters", "kernel", "stride", "padding": "valid" | "same", "dilation", "groups", "activation", "bias", "l2",
// "initializer"}; kernel, stride and dilation of the 2-D layers are one number or [time, frequency]. An image is
// [channels, frames, coefficients].
#include "nn/node_context.h"
#include "train/layers/window.h"

namespace earshot::train {
namespace {

struct Convolution {
  WindowOptions window;
  int filters = 1;
  int groups = 1;
  bool bias = true;
  std::string activation;
  KernelOptions kernel;
};

Convolution read_convolution(Options& options, bool two_dimensional) {
  Convolution out;
  if (two_dimensional) {
    if (!options.has("kernel")) options.fail("kernel is missing");
    out.window.size = options.pair("kernel", {1, 1}, 1, 4096);
    out.window.stride = options.pair("stride", {1, 1}, 1, 4096);
    out.window.dilation = options.pair("dilation", {1, 1}, 1, 4096);
  } else {
    const int size = options.required_integer("kernel", 1, 65536);
    const int stride = options.integer("stride", 1, 1, 65536);
    const int dilation = options.integer("dilation", 1, 1, 65536);
    out.window = {{size, size}, {stride, stride}, {dilation, dilation}};
  }
  out.window.same = options.choice("padding", {"valid", "same"}, 0) == 1;
  out.bias = options.flag("bias", true);
  out.activation = options.text("activation", "linear");
  out.kernel = read_kernel_options(options);
  return out;
}

// On the current value, channels first: [channels, extent...] -> [filters, positions...].
void convolve(const Convolution& conv, const std::string& name, nn::Fans fans, Options& options,
              NetworkBuilder& network) {
  const Shape& from = network.shape();
  if (from[0] % conv.groups != 0 || conv.filters % conv.groups != 0) {
    options.fail("its " + std::to_string(from[0]) + " input channels and " + std::to_string(conv.filters) +
                 " filters do not divide into " + std::to_string(conv.groups) + " groups");
  }
  const Window window = lay_window(conv.window, {from.begin() + 1, from.end()}, options);
  Shape kernel_shape = {conv.filters, from[0] / conv.groups};
  kernel_shape.insert(kernel_shape.end(), window.size.begin(), window.size.end());
  Shape out = {conv.filters};
  out.insert(out.end(), window.out.begin(), window.out.end());

  std::vector<std::string> inputs = {add_kernel(network, name + ".weight", kernel_shape, fans, conv.kernel)};
  if (conv.bias) inputs.push_back(network.parameter(name + ".bias", Tensor({conv.filters})));
  network.count_multiply_adds(nn::product(out, 0, out.size()) * nn::product(kernel_shape, 1, kernel_shape.size()));
  network.node(name, "Conv", inputs,
               {{"kernel_shape", window.size},
                {"strides", window.stride},
                {"dilations", window.dilation},
                {"pads", window.pads},
                {"group", std::int64_t{conv.groups}}},
               std::move(out));
}

// Keras counts the window for both fans: inputs of a group times window, filters times window.
nn::Fans fans_of(const Convolution& conv, std::int64_t channels, std::int64_t window_cells) {
  return {channels / conv.groups * window_cells, conv.filters * window_cells};
}

std::int64_t cells(const WindowOptions& window) { return std::int64_t{window.size[0]} * window.size[1]; }

// The depthwise half: `multiplier` filters for each channel. Keras' kernel is [time, frequency, channels, multiplier],
// so that its Glorot limit counts all channels as inputs; kept, since batch normalisation follows in any case.
void depthwise(Convolution conv, int multiplier, const std::string& name, Options& options, NetworkBuilder& network) {
  const std::int64_t channels = network.shape()[0];
  conv.groups = static_cast<int>(channels);
  conv.filters = static_cast<int>(channels) * multiplier;
  convolve(conv, name, {channels * cells(conv.window), multiplier * cells(conv.window)}, options, network);
}

}  // namespace

// One more key: "axis". "time" (default): a sequence's coefficients are the channels. "frequency": the same small
// window runs along each frame's coefficients (Keras' TimeDistributed(Conv1D)), and the result is an image.
void build_conv1d(Options& options, NetworkBuilder& network) {
  Convolution conv = read_convolution(options, false);
  conv.filters = options.required_integer("filters", 1, 65536);
  conv.groups = options.integer("groups", 1, 1, 65536);
  const std::string name = network.unique_name("conv1d");
  const std::int64_t size = conv.window.size[0];
  (void)over_sequence(options, network, name, conv.window);
  convolve(conv, name, fans_of(conv, network.shape()[0], size), options, network);
  network.activation(conv.activation, name);
  network.channels_last(name);
}

void build_conv2d(Options& options, NetworkBuilder& network) {
  Convolution conv = read_convolution(options, true);
  conv.filters = options.required_integer("filters", 1, 65536);
  conv.groups = options.integer("groups", 1, 1, 65536);
  const std::string name = network.unique_name("conv2d");
  as_image(options, network, name);
  convolve(conv, name, fans_of(conv, network.shape()[0], cells(conv.window)), options, network);
  network.activation(conv.activation, name);
}

// {"multiplier"} instead of filters and groups.
void build_depthwise_conv2d(Options& options, NetworkBuilder& network) {
  const Convolution conv = read_convolution(options, true);
  const int multiplier = options.integer("multiplier", 1, 1, 1024);
  const std::string name = network.unique_name("depthwise_conv2d");
  as_image(options, network, name);
  depthwise(conv, multiplier, name, options, network);
  network.activation(conv.activation, name);
}

// A depthwise convolution, then one of window 1 that mixes the channels; one bias, at the end (Keras' SeparableConv2D).
void build_separable_conv2d(Options& options, NetworkBuilder& network) {
  const Convolution conv = read_convolution(options, true);
  const int filters = options.required_integer("filters", 1, 65536);
  const int multiplier = options.integer("multiplier", 1, 1, 1024);
  const std::string name = network.unique_name("separable_conv2d");
  as_image(options, network, name);
  Convolution first = conv;
  first.bias = false;
  depthwise(first, multiplier, name + ".depthwise", options, network);
  Convolution second = conv;
  second.window = {};
  second.filters = filters;
  convolve(second, name, fans_of(second, network.shape()[0], 1), options, network);
  network.activation(conv.activation, name);
}

}  // namespace earshot::train
