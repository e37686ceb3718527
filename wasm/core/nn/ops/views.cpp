// Flatten, Reshape, Squeeze, Unsqueeze, Identity: the same numbers in another shape. No kernel here moves data: the
// output shares the input's storage, and so do the gradients.
#include <algorithm>
#include <array>

#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

class View : public Kernel {
 public:
  explicit View(Shape shape) { output_shapes_ = {std::move(shape)}; }
  [[nodiscard]] bool is_view() const override { return true; }
  void forward(const ForwardArgs&) const noexcept override {}
  void backward(const BackwardArgs&) const noexcept {}
};

Shape flattened(const NodeContext& node) {
  const Shape& x = node.shape(0);
  const std::int64_t axis = node.integer("axis", 1);
  // axis may equal the rank: [everything, 1].
  const std::size_t split = axis == static_cast<std::int64_t>(x.size()) ? x.size() : node.axis(axis, x.size());
  return {product(x, 0, split), product(x, split, x.size())};
}

Shape reshaped(const NodeContext& node) {
  const Shape& x = node.any_shape(0);
  const auto target = node.attribute_or_input("shape", 1);  // an attribute up to opset 4
  if (!target) node.fail("the target shape is missing");
  Shape out = *target;
  if (out.size() > kMaxRank) node.unsupported("more than " + std::to_string(kMaxRank) + " dimensions");
  const bool zero_is_zero = node.integer("allowzero", 0) != 0;
  std::ptrdiff_t open = -1;
  std::int64_t known = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0 && !zero_is_zero) {
      if (i >= x.size())
        node.fail("the target shape " + to_string(*target) + " copies a dimension that does not exist");
      out[i] = x[i];
    }
    if (out[i] == -1 && open < 0) {
      open = static_cast<std::ptrdiff_t>(i);
    } else if (out[i] < 0 || out[i] > kMaxElements || known * out[i] > kMaxElements) {
      node.fail("the target shape " + to_string(*target) + " is impossible");
    } else {
      known *= out[i];
    }
  }
  const std::int64_t n = num_elements(x);
  if (open >= 0) {
    if (known == 0 || n % known != 0) node.fail("the target shape " + to_string(*target) + " does not fit");
    out[static_cast<std::size_t>(open)] = n / known;
  } else if (known != n) {
    node.fail("the target shape " + to_string(*target) + " does not fit");
  }
  return out;
}

Shape squeezed(const NodeContext& node) {
  const Shape& x = node.any_shape(0);
  std::array<bool, kMaxRank> drop{};
  if (const auto axes = node.attribute_or_input("axes", 1)) {
    for (const std::int64_t a : *axes) {
      const std::size_t axis = node.axis(a, x.size());
      if (x[axis] != 1) node.fail("dimension " + std::to_string(axis) + " is not 1 and cannot be squeezed");
      drop[axis] = true;
    }
  } else {
    std::transform(x.begin(), x.end(), drop.begin(), [](std::int64_t d) { return d == 1; });
  }
  Shape out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!drop[i]) out.push_back(x[i]);
  }
  return out;
}

Shape unsqueezed(const NodeContext& node) {
  const Shape& x = node.any_shape(0);
  const auto axes = node.attribute_or_input("axes", 1);
  if (!axes) node.fail("axes are missing");
  const std::size_t rank = x.size() + axes->size();
  if (rank > kMaxRank) node.unsupported("more than " + std::to_string(kMaxRank) + " dimensions");
  std::array<bool, kMaxRank> added{};
  for (const std::int64_t a : *axes) {
    const std::size_t axis = node.axis(a, rank);
    if (added[axis]) node.fail("an axis appears twice");
    added[axis] = true;
  }
  Shape out(rank, 1);
  std::size_t next = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    if (!added[i]) out[i] = x[next++];
  }
  return out;
}

}  // namespace

std::unique_ptr<Kernel> make_flatten(const NodeContext& node) { return make_kernel<View>(flattened(node)); }
std::unique_ptr<Kernel> make_reshape(const NodeContext& node) { return make_kernel<View>(reshaped(node)); }
std::unique_ptr<Kernel> make_squeeze(const NodeContext& node) { return make_kernel<View>(squeezed(node)); }
std::unique_ptr<Kernel> make_unsqueeze(const NodeContext& node) { return make_kernel<View>(unsqueezed(node)); }
std::unique_ptr<Kernel> make_identity(const NodeContext& node) { return make_kernel<View>(node.any_shape(0)); }

}  // namespace earshot::nn
