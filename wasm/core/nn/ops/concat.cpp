// Concat along one axis: for every index before the axis, the inputs' blocks one after another.
#include <algorithm>

#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

class Concat : public Kernel {
 public:
  explicit Concat(const NodeContext& node) {
    node.require_inputs(1, node.num_inputs());
    Shape out = node.shape(0);
    const std::size_t axis = node.axis(node.integer("axis", 1), out.size());  // required from opset 4 on; 1 before
    out[axis] = 0;
    outer_ = product(out, 0, axis);
    for (std::size_t i = 0; i < node.num_inputs(); ++i) {
      Shape x = node.shape(i);
      if (x.size() != out.size()) node.fail("the inputs differ in rank");
      blocks_.push_back(product(x, axis, x.size()));
      out[axis] += x[axis];
      x[axis] = out[axis];
      if (x != out) node.fail("the inputs differ outside of axis " + std::to_string(axis));
    }
    row_ = product(out, axis, out.size());
    output_shapes_ = {out};
  }

  void forward(const ForwardArgs& args) const noexcept override {
    std::int64_t start = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      for (std::int64_t o = 0; o < outer_; ++o)
        std::copy_n(args.inputs[i] + o * blocks_[i], blocks_[i], args.outputs[0] + o * row_ + start);
      start += blocks_[i];
    }
  }

  void backward(const BackwardArgs& args) const noexcept {
    std::int64_t start = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (float* dx = args.input_gradients[i]) {
        for (std::int64_t o = 0; o < outer_; ++o) {
          const float* g = args.output_gradients[0] + o * row_ + start;
          for (std::int64_t j = 0; j < blocks_[i]; ++j) dx[o * blocks_[i] + j] += g[j];
        }
      }
      start += blocks_[i];
    }
  }

 private:
  std::vector<std::int64_t> blocks_;  // floats of each input per outer index
  std::int64_t outer_ = 1, row_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_concat(const NodeContext& node) { return make_kernel<Concat>(node); }

}  // namespace earshot::nn
