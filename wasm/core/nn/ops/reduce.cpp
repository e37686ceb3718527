// ReduceSum, ReduceMean, ReduceMax over some axes. The output is walked as an operand that is broadcast along the
// reduced axes.
#include <algorithm>
#include <array>
#include <limits>

#include "nn/broadcast.h"
#include "nn/kernel.h"

namespace earshot::nn {
namespace {

enum class Reduction { kSum, kMean, kMax };

template <Reduction kKind>
class Reduce : public Kernel {
 public:
  explicit Reduce(const NodeContext& node) {
    node.require_inputs(1, 2);
    const Shape& x = node.shape(0);
    std::array<bool, kMaxRank> reduced{};
    // Axes were an attribute up to opset 12 (ReduceSum) or 17 (the others), then an input. None means all.
    const auto axes = node.attribute_or_input("axes", 1);
    if (axes && !axes->empty()) {
      for (const std::int64_t a : *axes) reduced[node.axis(a, x.size())] = true;
    } else if (node.integer("noop_with_empty_axes", 0) == 0) {
      std::fill(reduced.begin(), reduced.end(), true);
    }
    const bool keep = node.integer("keepdims", 1) != 0;
    Shape kept = x;
    Shape out;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (reduced[i]) {
        count_ *= x[i];
        kept[i] = 1;
        if (keep) out.push_back(1);
      } else {
        out.push_back(x[i]);
      }
    }
    if (kKind != Reduction::kSum && count_ == 0) node.fail("the mean or maximum of nothing is not defined");
    pair_ = *Broadcast::make(x, kept);
    n_out_ = num_elements(out);
    output_shapes_ = {out};
    if (kKind == Reduction::kMax && node.training()) scratch_size_ = static_cast<std::size_t>(n_out_);
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const float* x = args.inputs[0];
    float* y = args.outputs[0];
    std::fill_n(y, n_out_, kKind == Reduction::kMax ? -std::numeric_limits<float>::infinity() : 0.0F);
    const std::int64_t n = pair_.run_length();
    pair_.for_each_run([&](std::int64_t from, std::int64_t, std::int64_t to) {
      for (std::int64_t i = 0; i < n; ++i) {
        float& into = y[to + i * pair_.step_b()];
        if constexpr (kKind == Reduction::kMax) {
          into = std::max(into, x[from + i]);
        } else {
          into += x[from + i];
        }
      }
    });
    if constexpr (kKind == Reduction::kMean) {
      const float share = 1.0F / static_cast<float>(count_);
      for (std::int64_t i = 0; i < n_out_; ++i) y[i] *= share;
    }
  }

  // Equal maxima share the gradient, so that the result does not depend on the order of the elements.
  void backward(const BackwardArgs& args) const noexcept {
    const float* x = args.inputs[0];
    const float* y = args.outputs[0];
    const float* g = args.output_gradients[0];
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    const std::int64_t n = pair_.run_length();
    const std::int64_t step = pair_.step_b();
    if constexpr (kKind == Reduction::kMax) {
      std::fill_n(args.scratch, n_out_, 0.0F);
      pair_.for_each_run([&](std::int64_t from, std::int64_t, std::int64_t to) {
        for (std::int64_t i = 0; i < n; ++i)
          args.scratch[to + i * step] += x[from + i] == y[to + i * step] ? 1.0F : 0.0F;
      });
    }
    const float share = kKind == Reduction::kMean ? 1.0F / static_cast<float>(count_) : 1.0F;
    pair_.for_each_run([&](std::int64_t from, std::int64_t, std::int64_t to) {
      for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t at = to + i * step;
        if constexpr (kKind == Reduction::kMax) {
          if (x[from + i] == y[at]) dx[from + i] += g[at] / args.scratch[at];
        } else {
          dx[from + i] += g[at] * share;
        }
      }
    });
  }

 private:
  Broadcast pair_;
  std::int64_t count_ = 1, n_out_ = 1;
};

}  // namespace

std::unique_ptr<Kernel> make_reduce_sum(const NodeContext& node) { return make_kernel<Reduce<Reduction::kSum>>(node); }
std::unique_ptr<Kernel> make_reduce_mean(const NodeContext& node) {
  return make_kernel<Reduce<Reduction::kMean>>(node);
}
std::unique_ptr<Kernel> make_reduce_max(const NodeContext& node) { return make_kernel<Reduce<Reduction::kMax>>(node); }

}  // namespace earshot::nn
