// Functions of one element: activations, Sqrt, Exp, Log, Neg, Clip. Each gives its value and its derivative from x and
// y = f(x): of one element, or of a vector of them where the library's function would be slow or training spends its
// time. One that never falls says so by never_falls().
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "nn/kernel.h"
#include "nn/node_context.h"
#include "nn/wide_math.h"

namespace earshot::nn {
namespace {

struct Relu {
  explicit Relu(const NodeContext&) {}
  [[nodiscard]] static bool never_falls() { return true; }
  // Written so that NaN stays NaN (max(x, 0) in either order of operands can lose it).
  [[nodiscard]] float value(float x) const { return x < 0.0F ? 0.0F : x; }
  [[nodiscard]] Wide slopes(Wide x, Wide) const { return choose(x > splat(0.0F), splat(1.0F), splat(0.0F)); }
};
struct LeakyRelu {
  explicit LeakyRelu(const NodeContext& node) : alpha(node.real("alpha", 0.01F)) {}
  [[nodiscard]] bool never_falls() const { return alpha >= 0.0F; }
  [[nodiscard]] Wide values(Wide x) const { return choose(x < splat(0.0F), alpha * x, x); }
  [[nodiscard]] Wide slopes(Wide x, Wide) const { return choose(x < splat(0.0F), splat(alpha), splat(1.0F)); }
  float alpha;
};
struct Elu {
  explicit Elu(const NodeContext& node) : alpha(node.real("alpha", 1.0F)) {}
  [[nodiscard]] bool never_falls() const { return alpha >= 0.0F; }
  [[nodiscard]] Wide values(Wide x) const {
    // e^x - 1 = 2 t / (1 - t) with t = tanh(x / 2): no cancellation near 0.
    const Wide t = wide_tanh(x * 0.5F);
    return choose(x < splat(0.0F), alpha * (t + t) / (1.0F - t), x);
  }
  [[nodiscard]] Wide slopes(Wide x, Wide y) const { return choose(x < splat(0.0F), y + alpha, splat(1.0F)); }
  float alpha;
};
struct Tanh {
  explicit Tanh(const NodeContext&) {}
  [[nodiscard]] static bool never_falls() { return true; }
  [[nodiscard]] Wide values(Wide x) const { return wide_tanh(x); }
  [[nodiscard]] Wide slopes(Wide, Wide y) const { return 1.0F - y * y; }
};
struct Sigmoid {
  explicit Sigmoid(const NodeContext&) {}
  [[nodiscard]] static bool never_falls() { return true; }
  [[nodiscard]] Wide values(Wide x) const { return wide_sigmoid(x); }
  [[nodiscard]] Wide slopes(Wide, Wide y) const { return y * (1.0F - y); }
};
struct HardSigmoid {
  explicit HardSigmoid(const NodeContext& node) : alpha(node.real("alpha", 0.2F)), beta(node.real("beta", 0.5F)) {}
  [[nodiscard]] float value(float x) const { return std::clamp(alpha * x + beta, 0.0F, 1.0F); }
  [[nodiscard]] float slope(float, float y) const { return y > 0.0F && y < 1.0F ? alpha : 0.0F; }
  float alpha, beta;
};
struct HardSwish {  // x hardsigmoid(x) with alpha 1/6, beta 1/2
  explicit HardSwish(const NodeContext&) {}
  [[nodiscard]] float value(float x) const { return x * std::clamp(x / 6.0F + 0.5F, 0.0F, 1.0F); }
  [[nodiscard]] float slope(float x, float) const { return x <= -3.0F ? 0.0F : x >= 3.0F ? 1.0F : x / 3.0F + 0.5F; }
};
struct Softplus {  // ln(1 + e^x), without overflow for large x
  explicit Softplus(const NodeContext&) {}
  [[nodiscard]] float value(float x) const { return std::max(x, 0.0F) + std::log1p(std::exp(-std::abs(x))); }
  [[nodiscard]] float slope(float x, float) const { return 1.0F / (1.0F + std::exp(-x)); }
};
struct Sqrt {
  explicit Sqrt(const NodeContext&) {}
  [[nodiscard]] float value(float x) const { return std::sqrt(x); }
  [[nodiscard]] float slope(float, float y) const { return 0.5F / y; }
};
struct Exp {
  explicit Exp(const NodeContext&) {}
  [[nodiscard]] Wide values(Wide x) const { return wide_exp(x); }
  [[nodiscard]] float slope(float, float y) const { return y; }
};
struct Log {
  explicit Log(const NodeContext&) {}
  [[nodiscard]] float value(float x) const { return std::log(x); }
  [[nodiscard]] float slope(float x, float) const { return 1.0F / x; }
};
struct Neg {
  explicit Neg(const NodeContext&) {}
  [[nodiscard]] float value(float x) const { return -x; }
  [[nodiscard]] float slope(float, float) const { return -1.0F; }
};
struct Clip {  // limits are attributes up to opset 10 and inputs from 11 on
  explicit Clip(const NodeContext& node) {
    low = node.has_input(1) ? node.constant_scalar(1, "min") : node.real("min", std::numeric_limits<float>::lowest());
    high = node.has_input(2) ? node.constant_scalar(2, "max") : node.real("max", std::numeric_limits<float>::max());
  }
  // Not std::clamp: ONNX allows min > max, where max wins.
  [[nodiscard]] float value(float x) const { return std::min(std::max(x, low), high); }
  [[nodiscard]] float slope(float x, float) const { return x >= low && x <= high ? 1.0F : 0.0F; }
  float low, high;
};

template <class Fn>
class Elementwise : public Kernel {
 public:
  explicit Elementwise(const NodeContext& node) : fn_(node), n_(num_elements(node.shape(0))) {
    output_shapes_ = {node.shape(0)};
  }

  [[nodiscard]] bool in_place() const override { return maximum_ == nullptr; }
  [[nodiscard]] bool is_elementwise() const override { return maximum_ == nullptr; }

  // What never falls takes the largest number to the largest value: it may as well follow the maximum, which leaves
  // fewer numbers to compute (a quarter after a pool of 2 x 2).
  [[nodiscard]] bool absorb(std::unique_ptr<Kernel>& next) override {
    if constexpr (requires(Fn fn) { fn.never_falls(); }) {
      if (maximum_ != nullptr || !next->is_maximum() || !fn_.never_falls()) return false;
      maximum_ = std::move(next);
      scratch_size_ = maximum_->scratch_size();
      n_ = num_elements(maximum_->output_shapes()[0]);
      return true;
    } else {
      return false;
    }
  }

  void forward(const ForwardArgs& args) const noexcept override {
    if (maximum_ != nullptr) maximum_->forward(args);
    apply(n_, maximum_ == nullptr ? args.inputs[0] : args.outputs[0], args.outputs[0]);
  }
  void map(float* values, std::int64_t n) const noexcept override { apply(n, values, values); }

  void backward(const BackwardArgs& args) const noexcept {
    const float* x = args.inputs[0];
    const float* y = args.outputs[0];
    const float* g = args.output_gradients[0];
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    if constexpr (requires(Fn fn, Wide v) { fn.slopes(v, v); }) {
      map_wide(n_, std::array<const float*, 4>{x, y, g, dx}, dx,
               [this](const std::array<Wide, 4>& in) { return in[3] + in[2] * fn_.slopes(in[0], in[1]); });
    } else {
      for (std::int64_t i = 0; i < n_; ++i) dx[i] += g[i] * fn_.slope(x[i], y[i]);
    }
  }

 private:
  // An element's value does not depend on where it stands, so that any stretch gives the same bits.
  void apply(std::int64_t n, const float* x, float* y) const noexcept {
    if constexpr (requires(Fn fn, Wide v) { fn.values(v); }) {
      map_wide(n, x, y, [this](Wide v) { return fn_.values(v); });
    } else {
      for (std::int64_t i = 0; i < n; ++i) y[i] = fn_.value(x[i]);
    }
  }

  Fn fn_;
  std::int64_t n_;                   // elements of the output
  std::unique_ptr<Kernel> maximum_;  // absorbed: comes first
};

}  // namespace

std::unique_ptr<Kernel> make_relu(const NodeContext& node) { return make_kernel<Elementwise<Relu>>(node); }
std::unique_ptr<Kernel> make_leaky_relu(const NodeContext& node) { return make_kernel<Elementwise<LeakyRelu>>(node); }
std::unique_ptr<Kernel> make_elu(const NodeContext& node) { return make_kernel<Elementwise<Elu>>(node); }
std::unique_ptr<Kernel> make_tanh(const NodeContext& node) { return make_kernel<Elementwise<Tanh>>(node); }
std::unique_ptr<Kernel> make_sigmoid(const NodeContext& node) { return make_kernel<Elementwise<Sigmoid>>(node); }
std::unique_ptr<Kernel> make_hard_sigmoid(const NodeContext& node) {
  return make_kernel<Elementwise<HardSigmoid>>(node);
}
std::unique_ptr<Kernel> make_hard_swish(const NodeContext& node) { return make_kernel<Elementwise<HardSwish>>(node); }
std::unique_ptr<Kernel> make_softplus(const NodeContext& node) { return make_kernel<Elementwise<Softplus>>(node); }
std::unique_ptr<Kernel> make_sqrt(const NodeContext& node) { return make_kernel<Elementwise<Sqrt>>(node); }
std::unique_ptr<Kernel> make_exp(const NodeContext& node) { return make_kernel<Elementwise<Exp>>(node); }
std::unique_ptr<Kernel> make_log(const NodeContext& node) { return make_kernel<Elementwise<Log>>(node); }
std::unique_ptr<Kernel> make_neg(const NodeContext& node) { return make_kernel<Elementwise<Neg>>(node); }
std::unique_ptr<Kernel> make_clip(const NodeContext& node) { return make_kernel<Elementwise<Clip>>(node); }

}  // namespace earshot::nn
