// batch_norm and layer_norm.
#include <algorithm>

#include "train/layers/layer.h"

namespace earshot::train {

// {"momentum", "epsilon"}: over the channels of an image, the coefficients of a sequence, each element of a vector;
// defaults as in Keras. ONNX normalises dimension 1, so a sequence is turned round for it.
void build_batch_norm(Options& options, NetworkBuilder& network) {
  const float momentum = options.number("momentum", 0.99F, 0.0, 1.0);
  const float epsilon = options.number("epsilon", 0.001F, 1e-12, 1.0);
  const std::string name = network.unique_name("batch_norm");
  network.channels_first(name);
  const std::int64_t n = network.shape().front();
  const auto filled = [&](float value) { return Tensor({n}, std::vector<float>(static_cast<std::size_t>(n), value)); };
  const std::vector<std::string> inputs = {
      network.parameter(name + ".scale", filled(1.0F)), network.parameter(name + ".bias", filled(0.0F)),
      network.statistic(name + ".mean", filled(0.0F)), network.statistic(name + ".variance", filled(1.0F))};
  network.node(name, "BatchNormalization", inputs, {{"momentum", momentum}, {"epsilon", epsilon}}, network.shape());
  network.channels_last(name);
}

// {"axis": -1, "epsilon"}: every frame by itself over its coefficients (-1), or over all dimensions from `axis` on,
// counted from the end (Ba et al., 2016). Scale and offset have the shape normalised over; epsilon as in Keras.
void build_layer_norm(Options& options, NetworkBuilder& network) {
  const Shape& shape = network.shape();
  const auto rank = static_cast<int>(shape.size());
  const int axis = options.integer("axis", -1, -rank, -1);
  const float epsilon = options.number("epsilon", 0.001F, 1e-12, 1.0);
  const std::string name = network.unique_name("layer_norm");
  const Shape over(shape.end() + axis, shape.end());
  Tensor ones(over);
  std::fill(ones.data.begin(), ones.data.end(), 1.0F);
  const std::string scale = network.parameter(name + ".scale", std::move(ones));
  const std::string bias = network.parameter(name + ".bias", Tensor(over));
  network.node(name, "LayerNormalization", {scale, bias}, {{"axis", std::int64_t{axis}}, {"epsilon", epsilon}}, shape);
}

}  // namespace earshot::train
