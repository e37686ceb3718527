// Transpose: output dimension d is input dimension perm[d] (default: reversed).
#include <array>

#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

class Transpose : public Kernel {
 public:
  explicit Transpose(const NodeContext& node) {
    node.require_inputs(1, 1);
    const Shape& x = node.shape(0);
    std::vector<std::int64_t> perm(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) perm[i] = static_cast<std::int64_t>(x.size() - 1 - i);
    if (const auto given = node.integers("perm")) perm = *given;
    if (perm.size() != x.size()) node.fail("perm names " + std::to_string(perm.size()) + " dimensions");
    std::array<bool, kMaxRank> seen{};
    Shape out(x.size());
    rank_ = x.size();
    for (std::size_t d = 0; d < rank_; ++d) {
      const std::size_t from = node.axis(perm[d], rank_);
      if (seen[from]) node.fail("perm names a dimension twice");
      seen[from] = true;
      out[d] = x[from];
      dims_[d] = x[from];
      strides_[d] = product(x, from + 1, rank_);
    }
    n_ = num_elements(x);
    output_shapes_ = {out};
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const float* x = args.inputs[0];
    float* y = args.outputs[0];
    visit([&](std::int64_t out, std::int64_t in) { y[out] = x[in]; });
  }

  void backward(const BackwardArgs& args) const noexcept {
    const float* g = args.output_gradients[0];
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    visit([&](std::int64_t out, std::int64_t in) { dx[in] += g[out]; });
  }

 private:
  // Walks the output in order; the innermost dimension is a plain strided loop.
  template <class Move>
  void visit(Move move) const {
    const std::int64_t run = rank_ == 0 ? 1 : dims_[rank_ - 1];
    const std::int64_t step = rank_ == 0 ? 0 : strides_[rank_ - 1];
    std::array<std::int64_t, kMaxRank> index{};
    std::int64_t in = 0;
    for (std::int64_t out = 0; out < n_; out += run) {
      for (std::int64_t i = 0; i < run; ++i) move(out + i, in + i * step);
      for (std::size_t d = rank_ == 0 ? 0 : rank_ - 1; d-- > 0;) {
        in += strides_[d];
        if (++index[d] < dims_[d]) break;
        in -= strides_[d] * dims_[d];
        index[d] = 0;
      }
    }
  }

  std::size_t rank_ = 0;
  std::array<std::int64_t, kMaxRank> dims_{}, strides_{};
  std::int64_t n_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_transpose(const NodeContext& node) { return make_kernel<Transpose>(node); }

}  // namespace earshot::nn
