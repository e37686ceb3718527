// Add, Sub, Mul, Div, Pow, PRelu: two operands with ONNX broadcasting. An operand that was broadcast collects the sum
// of the gradients of its copies.
#include <cmath>

#include "nn/broadcast.h"
#include "nn/kernel.h"

namespace earshot::nn {
namespace {

// value(a, b), and the partial derivatives times g.
struct AddFn {
  static float value(float a, float b) { return a + b; }
  static float grad_a(float g, float, float) { return g; }
  static float grad_b(float g, float, float) { return g; }
};
struct SubFn {
  static float value(float a, float b) { return a - b; }
  static float grad_a(float g, float, float) { return g; }
  static float grad_b(float g, float, float) { return -g; }
};
struct MulFn {
  static float value(float a, float b) { return a * b; }
  static float grad_a(float g, float, float b) { return g * b; }
  static float grad_b(float g, float a, float) { return g * a; }
};
struct DivFn {
  static float value(float a, float b) { return a / b; }
  static float grad_a(float g, float, float b) { return g / b; }
  static float grad_b(float g, float a, float b) { return -g * a / (b * b); }
};
struct PowFn {
  static float value(float a, float b) { return b == 2.0F ? a * a : std::pow(a, b); }
  static float grad_a(float g, float a, float b) { return b == 2.0F ? 2.0F * g * a : g * b * std::pow(a, b - 1.0F); }
  // d a^b / db = a^b ln a, and 0 at a = 0 where the logarithm has no limit but the product has.
  static float grad_b(float g, float a, float b) { return a > 0.0F ? g * std::pow(a, b) * std::log(a) : 0.0F; }
};
struct PReluFn {
  static float value(float a, float b) { return a < 0.0F ? a * b : a; }
  static float grad_a(float g, float a, float b) { return a < 0.0F ? g * b : g; }
  static float grad_b(float g, float a, float) { return a < 0.0F ? g * a : 0.0F; }
};

// The second operand's shape. Before opset 7 broadcasting was one-sided and aligned B's first dimension to `axis`.
Shape second_shape(const NodeContext& node) {
  const Shape& a = node.shape(0);
  Shape b = node.shape(1);
  if (node.opset() >= 7) return b;
  std::int64_t axis = -1;
  if (node.op_type() == "PRelu") {
    if (b.size() != 1 || a.size() < 2) return b;
    axis = 1;  // one slope a channel
  } else if (node.integer("broadcast", 0) != 0 && node.has("axis")) {
    axis = static_cast<std::int64_t>(node.axis(node.integer("axis", 0), a.size()));
  }
  if (axis < 0) return b;
  while (b.size() + static_cast<std::size_t>(axis) < a.size()) b.push_back(1);
  return b;
}

template <class Fn>
class Binary : public Kernel {
 public:
  explicit Binary(const NodeContext& node) {
    node.require_inputs(2, 2);
    const auto pair = Broadcast::make(node.shape(0), second_shape(node));
    if (!pair) node.fail("the shapes do not broadcast against each other");
    pair_ = *pair;
    in_place_ = pair_.output_shape() == node.shape(0);
    output_shapes_ = {pair_.output_shape()};
  }

  // Reading a[i] and b[j] before writing y[i] makes this safe when a has the output's shape.
  [[nodiscard]] bool in_place() const override { return in_place_; }

  void forward(const ForwardArgs& args) const noexcept override {
    pair_.for_each_run([&](std::int64_t out, std::int64_t offset_a, std::int64_t offset_b) {
      const float* a = args.inputs[0] + offset_a;
      const float* b = args.inputs[1] + offset_b;
      float* y = args.outputs[0] + out;
      const std::int64_t n = pair_.run_length();
      // The three kinds of run, each a loop the compiler can vectorise.
      if (pair_.step_a() == 1 && pair_.step_b() == 1) {
        for (std::int64_t i = 0; i < n; ++i) y[i] = Fn::value(a[i], b[i]);
      } else if (pair_.step_a() == 1) {
        const float fixed = b[0];
        for (std::int64_t i = 0; i < n; ++i) y[i] = Fn::value(a[i], fixed);
      } else {
        const float fixed = a[0];
        for (std::int64_t i = 0; i < n; ++i) y[i] = Fn::value(fixed, b[i * pair_.step_b()]);
      }
    });
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* grad_a = args.input_gradients[0];
    float* grad_b = args.input_gradients[1];
    pair_.for_each_run([&](std::int64_t out, std::int64_t offset_a, std::int64_t offset_b) {
      const float* g = args.output_gradients[0] + out;
      const float* a = args.inputs[0] + offset_a;
      const float* b = args.inputs[1] + offset_b;
      if (grad_a != nullptr) collect(g, a, b, grad_a + offset_a, pair_.step_a(), Fn::grad_a);
      if (grad_b != nullptr) collect(g, a, b, grad_b + offset_b, pair_.step_b(), Fn::grad_b);
    });
  }

 private:
  template <class Derivative>
  void collect(const float* g, const float* a, const float* b, float* into, std::int64_t step,
               Derivative derivative) const {
    const std::int64_t n = pair_.run_length();
    const std::int64_t sa = pair_.step_a();
    const std::int64_t sb = pair_.step_b();
    if (step == 1) {
      for (std::int64_t i = 0; i < n; ++i) into[i] += derivative(g[i], a[i * sa], b[i * sb]);
    } else {
      float sum = 0.0F;
      for (std::int64_t i = 0; i < n; ++i) sum += derivative(g[i], a[i * sa], b[i * sb]);
      *into += sum;
    }
  }

  Broadcast pair_;
  bool in_place_ = false;
};

}  // namespace

std::unique_ptr<Kernel> make_add(const NodeContext& node) { return make_kernel<Binary<AddFn>>(node); }
std::unique_ptr<Kernel> make_sub(const NodeContext& node) { return make_kernel<Binary<SubFn>>(node); }
std::unique_ptr<Kernel> make_mul(const NodeContext& node) { return make_kernel<Binary<MulFn>>(node); }
std::unique_ptr<Kernel> make_div(const NodeContext& node) { return make_kernel<Binary<DivFn>>(node); }
std::unique_ptr<Kernel> make_pow(const NodeContext& node) { return make_kernel<Binary<PowFn>>(node); }
std::unique_ptr<Kernel> make_prelu(const NodeContext& node) { return make_kernel<Binary<PReluFn>>(node); }

}  // namespace earshot::nn
