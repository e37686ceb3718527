// dense: y = activation(x W + b) on the last dimension: with frames in front, the same product for each frame (Keras'
// TimeDistributed(Dense)). {"units", "activation", "bias", "l2", "activity_l2", "initializer"}
#include "nn/node_context.h"
#include "train/layers/layer.h"

namespace earshot::train {

void build_dense(Options& options, NetworkBuilder& network) {
  const int units = options.required_integer("units", 1, 1 << 20);
  const std::string activation = options.text("activation", "linear");
  const bool has_bias = options.flag("bias", true);
  const KernelOptions kernel_options = read_kernel_options(options);
  const float activity_l2 = options.number("activity_l2", 0.0F, 0.0, 100.0);

  const std::string name = network.unique_name("dense");
  const std::int64_t inputs = network.shape().back();
  Shape out = network.shape();
  out.back() = units;
  const std::string kernel = add_kernel(network, name + ".weight", {inputs, units}, {inputs, units}, kernel_options);
  std::vector<std::string> bias;
  if (has_bias) bias.push_back(network.parameter(name + ".bias", Tensor({units})));
  network.count_multiply_adds(nn::product(out, 0, out.size()) * inputs);

  if (network.shape().size() == 1) {
    std::vector<std::string> inputs_of_gemm = {kernel};
    inputs_of_gemm.insert(inputs_of_gemm.end(), bias.begin(), bias.end());
    network.node(name, "Gemm", inputs_of_gemm, {}, out);
  } else {  // one product for all frames
    network.node(has_bias ? name + ".product" : name, "MatMul", {kernel}, {}, out);
    if (has_bias) network.node(name, "Add", bias, {}, out);
  }
  network.activation(activation, name);
  if (activity_l2 > 0.0F) network.penalise_activity(activity_l2);
}

}  // namespace earshot::train
