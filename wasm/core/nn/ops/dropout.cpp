// Dropout (Srivastava et al., 2014), inverted: kept elements are scaled by 1 / (1 - ratio) in training, inference is
// the identity. ONNX marks the graph's mode on the node (training_mode); here the execution's mode decides, as a saved
// recipe has it off.
#include <algorithm>

#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

class InferenceDropout : public Kernel {
 public:
  explicit InferenceDropout(const NodeContext& node) {
    if (node.num_outputs() > 1) node.unsupported("its mask output is not available");
    output_shapes_ = {node.shape(0)};
  }
  [[nodiscard]] bool is_view() const override { return true; }
  void forward(const ForwardArgs&) const noexcept override {}
  void backward(const BackwardArgs&) const noexcept {}
};

class TrainingDropout : public Kernel {
 public:
  TrainingDropout(const NodeContext& node, float ratio) : ratio_(ratio), n_(num_elements(node.shape(0))) {
    if (node.num_outputs() > 1) node.unsupported("its mask output is not available");
    output_shapes_ = {node.shape(0)};
    saved_size_ = static_cast<std::size_t>(n_);  // the factor of every element: 0 or 1 / (1 - ratio)
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const float scales[2] = {1.0F / (1.0F - ratio_), 0.0F};
    const auto ratio = static_cast<double>(ratio_);
    Rng rng = *args.rng;  // a copy of our own stays in registers
    // A table instead of a branch, which no processor could predict.
    for (std::int64_t i = 0; i < n_; ++i) args.saved[i] = scales[rng.uniform() < ratio ? 1 : 0];
    *args.rng = rng;
    for (std::int64_t i = 0; i < n_; ++i) args.outputs[0][i] = args.inputs[0][i] * args.saved[i];
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    for (std::int64_t i = 0; i < n_; ++i) dx[i] += args.output_gradients[0][i] * args.saved[i];
  }

 private:
  float ratio_;
  std::int64_t n_;
};

}  // namespace

std::unique_ptr<Kernel> make_dropout(const NodeContext& node) {
  // An attribute up to opset 11, an input from 12 on; 0.5 by default.
  const float ratio = node.has_input(1) ? node.constant_scalar(1, "ratio") : node.real("ratio", 0.5F);
  if (!(ratio >= 0.0F && ratio < 1.0F)) node.fail("its ratio must be at least 0 and below 1");
  if (!node.training() && node.has_input(2) && node.constant_scalar(2, "training_mode") != 0.0F) {
    node.unsupported("the model was exported in training mode; export it for inference");
  }
  if (!node.training() || ratio == 0.0F) return make_kernel<InferenceDropout>(node);
  return make_kernel<TrainingDropout>(node, ratio);
}

}  // namespace earshot::nn
