// LayerNormalization (Ba, Kiros and Hinton, 2016; ONNX opset 17): over the dimensions from `axis` on,
// y = scale (x - mean) / sqrt(var + eps) + bias, with the population variance of each row. In inference also its
// outputs mean and 1 / sqrt(var + eps).
#include <algorithm>
#include <cmath>

#include "base/set_up.h"
#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

enum Input : std::size_t { kX = 0, kScale = 1, kBias = 2 };

class LayerNorm : public Kernel {
 public:
  EARSHOT_SET_UP explicit LayerNorm(const NodeContext& node)
      : epsilon_(node.real("epsilon", 1e-5F)), training_(node.training()) {
    node.require_inputs(2, 3);
    if (node.training() && node.num_outputs() > 1) {
      node.unsupported("its outputs mean and inverse deviation have no gradient");
    }
    const Shape& x = node.shape(kX);
    if (x.empty()) node.fail("a scalar has no axis");
    const std::size_t axis = node.axis(node.integer("axis", -1), x.size());
    rows_ = product(x, 0, axis);
    n_ = product(x, axis, x.size());
    if (n_ == 0) node.fail("the mean of nothing is not defined");
    has_bias_ = node.has_input(kBias);
    const Shape normalized(x.begin() + static_cast<std::ptrdiff_t>(axis), x.end());
    check(node, normalized, node.shape(kScale));
    if (has_bias_) check(node, normalized, node.shape(kBias));
    Shape statistics = x;
    std::fill(statistics.begin() + static_cast<std::ptrdiff_t>(axis), statistics.end(), 1);
    output_shapes_ = {x, statistics, statistics};
    if (training_) saved_size_ = 2 * static_cast<std::size_t>(rows_);  // mean and 1 / sqrt(var + eps) of each row
  }

  [[nodiscard]] bool in_place() const override { return true; }

  void forward(const ForwardArgs& args) const noexcept override {
    const float* scale = args.inputs[kScale];
    const float* bias = has_bias_ ? args.inputs[kBias] : nullptr;
    const float* x = args.inputs[kX];
    float* y = args.outputs[0];
    for (std::int64_t r = 0; r < rows_; ++r, x += n_, y += n_) {
      double sum = 0.0;
      for (std::int64_t j = 0; j < n_; ++j) sum += static_cast<double>(x[j]);
      const auto mean = static_cast<float>(sum / static_cast<double>(n_));
      double square = 0.0;
      for (std::int64_t j = 0; j < n_; ++j) {
        const float centred = x[j] - mean;
        square += static_cast<double>(centred * centred);
      }
      const float inverse = 1.0F / std::sqrt(static_cast<float>(square / static_cast<double>(n_)) + epsilon_);
      for (std::int64_t j = 0; j < n_; ++j) {
        const float normal = (x[j] - mean) * inverse * scale[j];
        y[j] = bias == nullptr ? normal : normal + bias[j];
      }
      if (args.outputs.size() > 1 && args.outputs[1] != nullptr) args.outputs[1][r] = mean;
      if (args.outputs.size() > 2 && args.outputs[2] != nullptr) args.outputs[2][r] = inverse;
      if (training_) {
        args.saved[2 * r] = mean;
        args.saved[2 * r + 1] = inverse;
      }
    }
  }

  // With v = (x - mean) / deviation and s = g scale: dx = (s - mean(s) - v mean(s v)) / deviation.
  void backward(const BackwardArgs& args) const noexcept {
    const float* scale = args.inputs[kScale];
    const float* x = args.inputs[kX];
    const float* g = args.output_gradients[0];
    float* dx = args.input_gradients[kX];
    float* dscale = args.input_gradients[kScale];
    float* dbias = has_bias_ ? args.input_gradients[kBias] : nullptr;
    for (std::int64_t r = 0; r < rows_; ++r, x += n_, g += n_) {
      const float mean = args.saved[2 * r];
      const float inverse = args.saved[2 * r + 1];
      float sum_s = 0.0F;
      float sum_sv = 0.0F;
      for (std::int64_t j = 0; j < n_; ++j) {
        const float v = (x[j] - mean) * inverse;
        const float s = g[j] * scale[j];
        sum_s += s;
        sum_sv += s * v;
        if (dscale != nullptr) dscale[j] += g[j] * v;
        if (dbias != nullptr) dbias[j] += g[j];
      }
      if (dx == nullptr) continue;
      const float mean_s = sum_s / static_cast<float>(n_);
      const float mean_sv = sum_sv / static_cast<float>(n_);
      for (std::int64_t j = 0; j < n_; ++j) {
        const float v = (x[j] - mean) * inverse;
        dx[r * n_ + j] += (g[j] * scale[j] - mean_s - v * mean_sv) * inverse;
      }
    }
  }

 private:
  static void check(const NodeContext& node, const Shape& normalized, const Shape& given) {
    if (given != normalized)
      node.unsupported("scale and bias other than " + to_string(normalized) + " are not available");
  }

  float epsilon_;
  bool training_, has_bias_ = false;
  std::int64_t rows_ = 0, n_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_layer_normalization(const NodeContext& node) { return make_kernel<LayerNorm>(node); }

}  // namespace earshot::nn
