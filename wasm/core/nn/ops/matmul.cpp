// MatMul as numpy.matmul: the last two dimensions multiply, the others broadcast; a vector counts as a row or a column.
#include <algorithm>

#include "nn/broadcast.h"
#include "nn/kernel.h"
#include "nn/matrix_product.h"

namespace earshot::nn {
namespace {

class MatMul : public Kernel {
 public:
  explicit MatMul(const NodeContext& node) {
    node.require_inputs(2, 2);
    Shape a = node.shape(0);
    Shape b = node.shape(1);
    if (a.empty() || b.empty()) node.fail("a scalar cannot be multiplied as a matrix");
    const bool row = a.size() == 1;
    const bool column = b.size() == 1;
    if (row) a.insert(a.begin(), 1);
    if (column) b.push_back(1);
    std::int64_t m = a[a.size() - 2];
    const std::int64_t k = a.back();
    const std::int64_t n = b.back();
    if (b[b.size() - 2] != k)
      node.fail("the inner sizes " + std::to_string(k) + " and " + std::to_string(b[b.size() - 2]) + " differ");

    Shape batch_a(a.begin(), a.end() - 2);
    const Shape batch_b(b.begin(), b.end() - 2);
    auto batches = Broadcast::make(batch_a, batch_b);
    if (!batches) node.fail("the leading dimensions do not broadcast");
    Shape out = batches->output_shape();
    if (!row) out.push_back(m);
    if (!column) out.push_back(n);
    output_shapes_ = {out};

    // One matrix B for all of A (a dense layer over frames): the batch is just more rows, one large product.
    if (product(batch_b, 0, batch_b.size()) == 1 && product(batch_a, 0, batch_a.size()) > 0) {
      m *= product(batch_a, 0, batch_a.size());
      batches = Broadcast::make({}, {});
    }
    batches_ = *batches;
    forward_ = {m, n, k, false, false};
    grad_a_ = {m, k, n, false, true};
    grad_b_ = {k, n, m, true, false};
    scratch_size_ = product_workspace(forward_);
    if (node.training())
      scratch_size_ = std::max({scratch_size_, product_workspace(grad_a_), product_workspace(grad_b_)});
  }

  void forward(const ForwardArgs& args) const noexcept override {
    for_each_matrix([&](std::int64_t out, std::int64_t a, std::int64_t b) {
      multiply(forward_, 1.0F, args.inputs[0] + a, args.inputs[1] + b, args.outputs[0] + out, false, args.scratch);
    });
  }

  // dA = G B^T, dB = A^T G; matrices that were broadcast collect the sum.
  void backward(const BackwardArgs& args) const noexcept {
    for_each_matrix([&](std::int64_t out, std::int64_t a, std::int64_t b) {
      const float* g = args.output_gradients[0] + out;
      if (float* da = args.input_gradients[0])
        multiply(grad_a_, 1.0F, g, args.inputs[1] + b, da + a, true, args.scratch);
      if (float* db = args.input_gradients[1])
        multiply(grad_b_, 1.0F, args.inputs[0] + a, g, db + b, true, args.scratch);
    });
  }

 private:
  template <class Visit>
  void for_each_matrix(Visit visit) const {
    batches_.for_each_run([&](std::int64_t out, std::int64_t a, std::int64_t b) {
      for (std::int64_t i = 0; i < batches_.run_length(); ++i) {
        visit((out + i) * forward_.m * forward_.n, (a + i * batches_.step_a()) * forward_.m * forward_.k,
              (b + i * batches_.step_b()) * forward_.k * forward_.n);
      }
    });
  }

  Broadcast batches_;
  ProductShape forward_, grad_a_, grad_b_;
};

}  // namespace

std::unique_ptr<Kernel> make_matmul(const NodeContext& node) { return make_kernel<MatMul>(node); }

}  // namespace earshot::nn
