#include "nn/initializers.h"
#include "train/layers/layer.h"

namespace earshot::train {

KernelOptions read_kernel_options(Options& options) {
  KernelOptions out;
  out.initializer = options.choice("initializer", {"glorot_uniform", "he_normal", "he_uniform"}, 0);
  out.l2 = options.number("l2", 0.0F, 0.0, 100.0);
  return out;
}

std::string add_kernel(NetworkBuilder& network, std::string name, Shape shape, nn::Fans fans,
                       const KernelOptions& options) {
  Tensor weight(std::move(shape));
  if (options.initializer == 0) nn::glorot_uniform(weight.values(), fans, network.rng());
  if (options.initializer == 1) nn::he_normal(weight.values(), fans, network.rng());
  if (options.initializer == 2) nn::he_uniform(weight.values(), fans, network.rng());
  std::string kernel = network.parameter(std::move(name), std::move(weight));
  network.is_kernel(kernel);
  if (options.l2 > 0.0F) network.penalise_weight(kernel, options.l2);
  return kernel;
}

}  // namespace earshot::train
