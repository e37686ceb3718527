// Layers without kernels: dropout, spatial_dropout, activation.
#include "train/layers/layer.h"

namespace earshot::train {

// {"rate"}
void build_dropout(Options& options, NetworkBuilder& network) {
  const float rate = options.number("rate", 0.5F, 0.0, 0.99);
  const std::string name = network.unique_name("dropout");
  const std::string ratio = network.initializer(name + ".ratio", Tensor({}, {rate}));
  network.node(name, "Dropout", {ratio}, {}, network.shape());
}

// {"rate"}: drops whole channels of an image, whole coefficients of a sequence (Tompson et al., 2015; Keras'
// SpatialDropout). One draw a channel: ones [batch, channels, 1, 1] pass a Dropout and scale the value.
void build_spatial_dropout(Options& options, NetworkBuilder& network) {
  const float rate = options.number("rate", 0.5F, 0.0, 0.99);
  const std::string name = network.unique_name("spatial_dropout");
  const Shape& shape = network.shape();
  if (shape.size() < 2) options.fail("it needs frames or an image; for a vector there is dropout");
  const std::vector<std::int64_t> mask =
      shape.size() == 2 ? std::vector<std::int64_t>{1, shape[1]} : std::vector<std::int64_t>{shape[0], 1, 1};
  const std::string ratio = network.initializer(name + ".ratio", Tensor({}, {rate}));
  const std::string channels = network.integers(name + ".channels", mask);
  network.side_node("Shape", {network.value()}, {name + ".batch"},
                    {{"start", std::int64_t{0}}, {"end", std::int64_t{1}}});
  network.side_node("Concat", {name + ".batch", channels}, {name + ".shape"}, {{"axis", std::int64_t{0}}});
  network.side_node("ConstantOfShape", {name + ".shape"}, {name + ".ones"},
                    {{"value", onnx::Constant(Tensor({1}, {1.0F}))}});
  network.side_node("Dropout", {name + ".ones", ratio}, {name + ".mask"}, {});
  network.node(name, "Mul", {name + ".mask"}, {}, shape);
}

// {"activation", "alpha"}: by itself, after a batch_norm. alpha: slope of leaky_relu (0.01), scale of elu (1).
void build_activation(Options& options, NetworkBuilder& network) {
  const std::string activation = options.text("activation", "relu");
  const std::string name = network.unique_name("activation");
  if (options.has("alpha") && (activation == "leaky_relu" || activation == "elu")) {
    const float alpha = options.number("alpha", 0.01F, 0.0, 100.0);
    network.node(name, activation == "elu" ? "Elu" : "LeakyRelu", {}, {{"alpha", alpha}}, network.shape());
  } else {
    network.activation(activation, name);
  }
}

}  // namespace earshot::train
