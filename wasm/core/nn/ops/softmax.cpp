// Softmax and LogSoftmax. Before opset 13 the input is coerced to two dimensions at `axis` (default 1) and a whole row
// is one distribution; from 13 on the distribution runs along `axis` alone (default -1).
#include <algorithm>
#include <cmath>

#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

template <bool kLog>
class Softmax : public Kernel {
 public:
  explicit Softmax(const NodeContext& node) {
    node.require_inputs(1, 1);
    const Shape& x = node.shape(0);
    const bool coerced = node.opset() < 13;
    const std::size_t axis =
        x.empty()
            ? 0
            : node.axis(node.integer("axis",
                                     coerced ? std::min<std::int64_t>(1, static_cast<std::int64_t>(x.size()) - 1) : -1),
                        x.size());
    outer_ = product(x, 0, axis);
    n_ = x.empty() ? 1 : coerced ? product(x, axis, x.size()) : x[axis];
    inner_ = coerced || x.empty() ? 1 : product(x, axis + 1, x.size());
    output_shapes_ = {x};
  }

  [[nodiscard]] bool in_place() const override { return true; }

  void forward(const ForwardArgs& args) const noexcept override {
    for (std::int64_t o = 0; o < outer_; ++o) {
      for (std::int64_t i = 0; i < inner_; ++i) {
        const std::int64_t start = o * n_ * inner_ + i;
        row_forward(args.inputs[0] + start, args.outputs[0] + start);
      }
    }
  }

  void backward(const BackwardArgs& args) const noexcept {
    if (args.input_gradients[0] == nullptr) return;
    for (std::int64_t o = 0; o < outer_; ++o) {
      for (std::int64_t i = 0; i < inner_; ++i) {
        const std::int64_t start = o * n_ * inner_ + i;
        row_backward(args.outputs[0] + start, args.output_gradients[0] + start, args.input_gradients[0] + start);
      }
    }
  }

 private:
  // Shifted by the maximum, so that the largest exponential is 1 and none overflows.
  void row_forward(const float* x, float* y) const {
    if (n_ == 0) return;
    float largest = x[0];
    for (std::int64_t k = 1; k < n_; ++k) largest = std::max(largest, x[k * inner_]);
    float sum = 0.0F;
    for (std::int64_t k = 0; k < n_; ++k) {
      const float shifted = x[k * inner_] - largest;
      const float e = std::exp(shifted);
      sum += e;
      y[k * inner_] = kLog ? shifted : e;
    }
    const float log_sum = std::log(sum);
    for (std::int64_t k = 0; k < n_; ++k) {
      if constexpr (kLog) {
        y[k * inner_] -= log_sum;
      } else {
        y[k * inner_] /= sum;
      }
    }
  }

  // Softmax: dx = y (g - sum(g y)). LogSoftmax: dx = g - e^y sum(g).
  void row_backward(const float* y, const float* g, float* dx) const {
    float sum = 0.0F;
    for (std::int64_t k = 0; k < n_; ++k) sum += kLog ? g[k * inner_] : g[k * inner_] * y[k * inner_];
    for (std::int64_t k = 0; k < n_; ++k) {
      const std::int64_t at = k * inner_;
      if constexpr (kLog) {
        dx[at] += g[at] - std::exp(y[at]) * sum;
      } else {
        dx[at] += y[at] * (g[at] - sum);
      }
    }
  }

  std::int64_t outer_ = 1, n_ = 1, inner_ = 1;
};

}  // namespace

std::unique_ptr<Kernel> make_softmax(const NodeContext& node) { return make_kernel<Softmax<false>>(node); }
std::unique_ptr<Kernel> make_log_softmax(const NodeContext& node) { return make_kernel<Softmax<true>>(node); }

}  // namespace earshot::nn
