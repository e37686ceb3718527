// Gemm: Y = alpha op(A) op(B) + beta C, with op(A) [m, k], op(B) [k, n] and C broadcast to [m, n]. The dense layer.
#include <algorithm>

#include "nn/broadcast.h"
#include "nn/kernel.h"
#include "nn/matrix_product.h"

namespace earshot::nn {
namespace {

class Gemm : public Kernel {
 public:
  explicit Gemm(const NodeContext& node) : alpha_(node.real("alpha", 1.0F)), beta_(node.real("beta", 1.0F)) {
    node.require_inputs(2, 3);
    const Shape& a = node.shape(0);
    const Shape& b = node.shape(1);
    if (a.size() != 2 || b.size() != 2) node.fail("A and B must have two dimensions");
    trans_a_ = node.integer("transA", 0) != 0;
    trans_b_ = node.integer("transB", 0) != 0;
    m_ = a[trans_a_ ? 1 : 0];
    k_ = a[trans_a_ ? 0 : 1];
    n_ = b[trans_b_ ? 0 : 1];
    if (b[trans_b_ ? 1 : 0] != k_) {
      node.fail("the inner sizes " + std::to_string(k_) + " and " + std::to_string(b[trans_b_ ? 1 : 0]) + " differ");
    }
    output_shapes_ = {{m_, n_}};
    if (node.has_input(2) && beta_ != 0.0F) {
      const auto bias = Broadcast::make(output_shapes_[0], node.shape(2));
      if (!bias || bias->output_shape() != output_shapes_[0])
        node.fail("C does not broadcast to " + to_string(output_shapes_[0]));
      has_bias_ = true;
      bias_ = *bias;
    }
    forward_ = {m_, n_, k_, trans_a_, trans_b_};
    // Stored A is [m, k] or [k, m]; each gradient is the product that has the stored layout.
    grad_a_ = trans_a_ ? ProductShape{k_, m_, n_, trans_b_, true} : ProductShape{m_, k_, n_, false, !trans_b_};
    grad_b_ = trans_b_ ? ProductShape{n_, k_, m_, true, trans_a_} : ProductShape{k_, n_, m_, !trans_a_, false};
    scratch_size_ = product_workspace(forward_);
    if (node.training())
      scratch_size_ = std::max({scratch_size_, product_workspace(grad_a_), product_workspace(grad_b_)});
  }

  void forward(const ForwardArgs& args) const noexcept override {
    float* y = args.outputs[0];
    if (has_bias_) {
      const float* c = args.inputs[2];
      bias_.for_each_run([&](std::int64_t out, std::int64_t, std::int64_t in) {
        for (std::int64_t i = 0; i < bias_.run_length(); ++i) y[out + i] = beta_ * c[in + i * bias_.step_b()];
      });
    }
    multiply(forward_, alpha_, args.inputs[0], args.inputs[1], y, has_bias_, args.scratch);
  }

  // With G = dL/dY: dL/dop(A) = alpha G op(B)^T, dL/dop(B) = alpha op(A)^T G, dL/dC = beta G summed over what was
  // broadcast.
  void backward(const BackwardArgs& args) const noexcept {
    const float* g = args.output_gradients[0];
    const float* a = args.inputs[0];
    const float* b = args.inputs[1];
    if (float* da = args.input_gradients[0]) {
      if (trans_a_) {
        multiply(grad_a_, alpha_, b, g, da, true, args.scratch);
      } else {
        multiply(grad_a_, alpha_, g, b, da, true, args.scratch);
      }
    }
    if (float* db = args.input_gradients[1]) {
      if (trans_b_) {
        multiply(grad_b_, alpha_, g, a, db, true, args.scratch);
      } else {
        multiply(grad_b_, alpha_, a, g, db, true, args.scratch);
      }
    }
    if (!has_bias_ || args.input_gradients[2] == nullptr) return;
    float* dc = args.input_gradients[2];
    bias_.for_each_run([&](std::int64_t out, std::int64_t, std::int64_t in) {
      for (std::int64_t i = 0; i < bias_.run_length(); ++i) dc[in + i * bias_.step_b()] += beta_ * g[out + i];
    });
  }

 private:
  float alpha_, beta_;
  bool trans_a_ = false, trans_b_ = false, has_bias_ = false;
  std::int64_t m_ = 0, n_ = 0, k_ = 0;
  ProductShape forward_, grad_a_, grad_b_;
  Broadcast bias_;
};

}  // namespace

std::unique_ptr<Kernel> make_gemm(const NodeContext& node) { return make_kernel<Gemm>(node); }

}  // namespace earshot::nn
