#include "convert/keras_graph.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"

namespace earshot::convert {
namespace {

[[noreturn]] void unsupported(const KerasLayer& layer, const std::string& why) {
  throw Error(ErrorCode::kUnsupportedModel,
              "The layer " + layer.name + " (" + layer.type + ") cannot be converted: " + why + ".");
}
[[noreturn]] void misfit(const KerasLayer& layer, const std::string& why) {
  throw Error(ErrorCode::kInvalidModel, "The layer " + layer.name + " (" + layer.type + ") does not fit: " + why + ".");
}

// A setting that may be missing or null.
const Json* setting(const KerasLayer& layer, const char* key) {
  const auto found = layer.config.find(key);
  return found == layer.config.end() || found->is_null() ? nullptr : &*found;
}
std::string text(const KerasLayer& layer, const char* key, const char* otherwise) {
  const Json* found = setting(layer, key);
  return found == nullptr ? otherwise : found->get<std::string>();
}
bool flag(const KerasLayer& layer, const char* key, bool otherwise) {
  const Json* found = setting(layer, key);
  return found == nullptr ? otherwise : found->get<bool>();
}
float number(const KerasLayer& layer, const char* key, float otherwise) {
  const Json* found = setting(layer, key);
  return found == nullptr ? otherwise : found->get<float>();
}

constexpr std::int64_t kLargest = 1 << 20;

// A number for both dimensions or one for each.
Shape pair(const KerasLayer& layer, const char* key, const Shape& otherwise) {
  const Json* found = setting(layer, key);
  if (found == nullptr) return otherwise;
  Shape values = found->is_array() ? found->get<Shape>() : Shape(2, found->get<std::int64_t>());
  const bool fits = values.size() == 2 &&
                    std::all_of(values.begin(), values.end(), [](std::int64_t v) { return v >= 1 && v <= kLargest; });
  if (!fits) misfit(layer, std::string(key) + " must be one or two whole numbers");
  return values;
}

struct Window {
  Shape size, stride, dilation;
  Shape pads = {0, 0, 0, 0};  // ONNX's order: begin of height, begin of width, ends
  Shape out = {0, 0};
};

// Keras's "same" gives ceil(in / stride) positions; an odd sample of padding goes to the end.
void lay(const KerasLayer& layer, Window& window, const Shape& image) {
  const std::string padding = text(layer, "padding", "valid");
  if (padding != "valid" && padding != "same") unsupported(layer, "padding \"" + padding + "\"");
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t in = image[i + 1];
    const std::int64_t reach = (window.size[i] - 1) * window.dilation[i] + 1;
    if (padding == "same") {
      window.out[i] = (in + window.stride[i] - 1) / window.stride[i];
      const std::int64_t total = std::max<std::int64_t>(0, (window.out[i] - 1) * window.stride[i] + reach - in);
      window.pads[i] = total / 2;
      window.pads[i + 2] = total - total / 2;
    } else {
      if (reach > in) misfit(layer, "its window is larger than its input, " + to_string(image));
      window.out[i] = (in - reach) / window.stride[i] + 1;
    }
  }
}

void require_channels_last(const KerasLayer& layer) {
  const std::string format = text(layer, "data_format", "channels_last");
  if (format != "channels_last") unsupported(layer, "its data format is \"" + format + "\"");
}

struct NamedActivation {
  std::string_view name;
  const char* op_type;
};
// ONNX's defaults are Keras's: elu's alpha 1, hard_sigmoid 0.2 x + 0.5.
constexpr std::array kActivations = {
    NamedActivation{"relu", "Relu"},       NamedActivation{"elu", "Elu"},
    NamedActivation{"sigmoid", "Sigmoid"}, NamedActivation{"hard_sigmoid", "HardSigmoid"},
    NamedActivation{"tanh", "Tanh"},       NamedActivation{"softplus", "Softplus"},
    NamedActivation{"softmax", "Softmax"}};

// Keras has kernels as [height, width, in, out], ONNX as [out, in, height, width].
Tensor channels_first(const Tensor& kernel) {
  const std::int64_t height = kernel.shape[0], width = kernel.shape[1], in = kernel.shape[2], out = kernel.shape[3];
  Tensor turned({out, in, height, width});
  std::size_t from = 0;
  for (std::int64_t tap = 0; tap < height * width; ++tap) {
    for (std::int64_t i = 0; i < in; ++i) {
      for (std::int64_t o = 0; o < out; ++o)
        turned.data[static_cast<std::size_t>((o * in + i) * height * width + tap)] = kernel.data[from++];
    }
  }
  return turned;
}

}  // namespace

KerasGraph::KerasGraph(onnx::Graph& graph, std::string from, Shape shape, const TfjsWeights& weights)
    : graph_(graph), value_(std::move(from)), shape_(std::move(shape)), weights_(weights) {}

void KerasGraph::node(const std::string& name, const char* op_type, std::vector<std::string> more_inputs,
                      std::map<std::string, onnx::Attribute> attributes, Shape shape) {
  more_inputs.insert(more_inputs.begin(), value_);
  graph_.nodes.push_back({op_type, name, std::move(more_inputs), {name}, std::move(attributes), ""});
  value_ = name;
  shape_ = std::move(shape);
  last_activation_.clear();
}

std::string KerasGraph::initializer(const std::string& name, onnx::Constant value) {
  graph_.initializers.emplace_back(name, std::move(value));
  return name;
}

void KerasGraph::expect_rank(const KerasLayer& layer, std::size_t rank) const {
  if (shape_.size() == rank) return;
  const char* wanted = rank == 3 ? "an image" : "a row of numbers; a Flatten layer is missing before it";
  misfit(layer, std::string("it needs ") + wanted);
}

void KerasGraph::add(const KerasLayer& layer) {
  const std::string& type = layer.type;
  if (type == "InputLayer" || type == "Dropout" || type == "SpatialDropout2D" || type == "GaussianNoise" ||
      type == "GaussianDropout" || type == "ActivityRegularization") {
    return;  // they do nothing when a model is used
  }
  if (type == "Conv2D") return convolution(layer);
  if (type == "MaxPooling2D") return pooling(layer, "MaxPool");
  if (type == "AveragePooling2D") return pooling(layer, "AveragePool");
  if (type == "GlobalMaxPooling2D") return global_pooling(layer, "GlobalMaxPool");
  if (type == "GlobalAveragePooling2D") return global_pooling(layer, "GlobalAveragePool");
  if (type == "Dense") return dense(layer);
  if (type == "BatchNormalization") return batch_normalization(layer);
  if (type == "Flatten") return flatten(layer.name);
  if (type == "Reshape") return reshape(layer);
  if (type == "Activation") return activation(layer, text(layer, "activation", "linear"));
  if (type == "Softmax") return activation(layer, "softmax");
  if (type == "ReLU" && setting(layer, "max_value") == nullptr && number(layer, "negative_slope", 0.0F) == 0.0F &&
      number(layer, "threshold", 0.0F) == 0.0F) {
    return activation(layer, "relu");
  }
  unsupported(layer, "there is no counterpart for it");
}

void KerasGraph::convolution(const KerasLayer& layer) {
  expect_rank(layer, 3);
  require_channels_last(layer);
  const Shape& kernel = weights_.shape_of(layer.name, "kernel");
  if (kernel.size() != 4) misfit(layer, "its kernel is " + to_string(kernel));
  if (kernel[2] != shape_[0]) unsupported(layer, "it has groups of channels");
  Window window{{kernel[0], kernel[1]}, pair(layer, "strides", {1, 1}), pair(layer, "dilation_rate", {1, 1})};
  lay(layer, window, shape_);
  std::vector<std::string> inputs = {
      initializer(layer.name + ".weight", channels_first(weights_.get(layer.name, "kernel", kernel)))};
  if (flag(layer, "use_bias", true))
    inputs.push_back(initializer(layer.name + ".bias", weights_.get(layer.name, "bias", {kernel[3]})));
  node(layer.name, "Conv", std::move(inputs),
       {{"kernel_shape", window.size},
        {"strides", window.stride},
        {"dilations", window.dilation},
        {"pads", window.pads}},
       {kernel[3], window.out[0], window.out[1]});
  activation(layer, text(layer, "activation", "linear"));
}

// Padding counts for nothing in either: ONNX's count_include_pad is 0 by default, as in Keras.
void KerasGraph::pooling(const KerasLayer& layer, const char* op_type) {
  expect_rank(layer, 3);
  require_channels_last(layer);
  Window window;
  window.size = pair(layer, "pool_size", {2, 2});
  window.stride = pair(layer, "strides", window.size);
  window.dilation = {1, 1};
  lay(layer, window, shape_);
  node(layer.name, op_type, {}, {{"kernel_shape", window.size}, {"strides", window.stride}, {"pads", window.pads}},
       {shape_[0], window.out[0], window.out[1]});
}

void KerasGraph::global_pooling(const KerasLayer& layer, const char* op_type) {
  expect_rank(layer, 3);
  require_channels_last(layer);
  const std::int64_t channels = shape_[0];
  node(layer.name, op_type, {}, {}, {channels, 1, 1});
  if (!flag(layer, "keepdims", false)) flatten(layer.name + ".flat");
}

void KerasGraph::dense(const KerasLayer& layer) {
  expect_rank(layer, 1);
  const Shape& kernel = weights_.shape_of(layer.name, "kernel");
  if (kernel.size() != 2 || kernel[0] != shape_[0]) {
    misfit(layer, "its kernel is " + to_string(kernel) + " for an input of " + std::to_string(shape_[0]) + " numbers");
  }
  std::vector<std::string> inputs = {initializer(layer.name + ".weight", weights_.get(layer.name, "kernel", kernel))};
  if (flag(layer, "use_bias", true))
    inputs.push_back(initializer(layer.name + ".bias", weights_.get(layer.name, "bias", {kernel[1]})));
  node(layer.name, "Gemm", std::move(inputs), {}, {kernel[1]});
  activation(layer, text(layer, "activation", "linear"));
}

void KerasGraph::batch_normalization(const KerasLayer& layer) {
  if (const Json* axis = setting(layer, "axis")) {
    const auto at = (axis->is_array() ? axis->at(0) : *axis).get<std::int64_t>();
    const auto last = static_cast<std::int64_t>(shape_.size());  // the batch counts too
    if (at != -1 && at != last) unsupported(layer, "it is not over channels");
  }
  const Shape channels = {shape_[0]};
  const auto weight = [&](const char* name, bool present, float otherwise) {
    Tensor values(channels);
    std::fill(values.data.begin(), values.data.end(), otherwise);
    return initializer(layer.name + "." + name, present ? weights_.get(layer.name, name, channels) : values);
  };
  std::vector<std::string> inputs = {weight("gamma", flag(layer, "scale", true), 1.0F),
                                     weight("beta", flag(layer, "center", true), 0.0F),
                                     weight("moving_mean", true, 0.0F), weight("moving_variance", true, 1.0F)};
  node(layer.name, "BatchNormalization", std::move(inputs), {{"epsilon", number(layer, "epsilon", 1e-3F)}}, shape_);
}

void KerasGraph::flatten(const std::string& name) {
  if (shape_.size() == 1) return;
  const Shape image = shape_;
  // With one channel or one position both orders are the same.
  if (image[0] > 1 && image[1] * image[2] > 1) {
    node(name + ".channels_last", "Transpose", {}, {{"perm", Shape{0, 2, 3, 1}}}, {image[1], image[2], image[0]});
  }
  node(name, "Flatten", {}, {{"axis", std::int64_t{1}}}, {num_elements(image)});
}

void KerasGraph::reshape(const KerasLayer& layer) {
  const Json* target = setting(layer, "target_shape");
  if (target == nullptr) misfit(layer, "it names no target shape");
  Shape shape;
  // The size that is left to be worked out is -1 in Keras and null in TensorFlow.js.
  for (const Json& dim : *target) shape.push_back(dim.is_null() ? -1 : dim.get<std::int64_t>());
  flatten(layer.name + ".flat");
  const std::int64_t all = shape_[0];
  std::int64_t known = 1;
  std::int64_t* open = nullptr;
  for (std::int64_t& dim : shape) {
    if (dim < 0 && open == nullptr) {
      open = &dim;
    } else if (dim < 1 || dim > all) {
      misfit(layer, "its target shape " + to_string(shape) + " is impossible");
    } else {
      known *= dim;
      if (known > all) break;
    }
  }
  if (open != nullptr) *open = all / known;
  if (open != nullptr ? known * *open != all : known != all)
    misfit(layer, "its target shape " + to_string(shape) + " does not hold " + std::to_string(all) + " numbers");
  if (shape.size() == 1) return;
  if (shape.size() != 3) unsupported(layer, "its target is neither a row of numbers nor an image");
  const std::string sizes =
      initializer(layer.name + ".shape", onnx::Int64Tensor{{4}, {-1, shape[0], shape[1], shape[2]}});
  node(layer.name + ".image", "Reshape", {sizes}, {}, shape);
  node(layer.name, "Transpose", {}, {{"perm", Shape{0, 3, 1, 2}}}, {shape[2], shape[0], shape[1]});
}

void KerasGraph::activation(const KerasLayer& layer, const std::string& function) {
  if (function == "linear") return;
  const std::string name = layer.name + "." + function;
  if (function == "relu6") {
    const std::string low = initializer(name + ".low", Tensor({}, {0.0F}));
    const std::string high = initializer(name + ".high", Tensor({}, {6.0F}));
    node(name, "Clip", {low, high}, {}, shape_);
  } else if (function == "swish" || function == "silu") {  // x sigmoid(x)
    const std::string x = value_;
    node(name + ".sigmoid", "Sigmoid", {}, {}, shape_);
    node(name, "Mul", {x}, {}, shape_);
  } else {
    const auto* found = std::find_if(kActivations.begin(), kActivations.end(),
                                     [&](const NamedActivation& known) { return known.name == function; });
    if (found == kActivations.end()) unsupported(layer, "its activation is \"" + function + "\"");
    if (function == "softmax") {
      // Over the channels in Keras; only of a row of numbers is that ONNX's last axis.
      expect_rank(layer, 1);
      node(name, found->op_type, {}, {{"axis", std::int64_t{-1}}}, shape_);
    } else {
      node(name, found->op_type, {}, {}, shape_);
    }
  }
  last_activation_ = function;
}

}  // namespace earshot::convert
