// Pad, Slice and Gather: every output element is one input element or a fixed number, and its position along each axis
// depends on the output's position along that axis alone. So all three are a table for each axis.
#include <algorithm>
#include <array>
#include <limits>

#include "nn/kernel.h"
#include "nn/node_context.h"

namespace earshot::nn {
namespace {

constexpr std::int64_t kOutside = -1;
using Positions = std::vector<std::int64_t>;  // of one axis: the input's position for each of the output's, or kOutside

Positions all_of(std::int64_t n) {
  Positions out(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) out[static_cast<std::size_t>(i)] = i;
  return out;
}

class Pick : public Kernel {
 public:
  Pick(const Shape& input, std::vector<Positions> positions, Shape output, float fill) : fill_(fill) {
    output_shapes_ = {std::move(output)};
    // A scalar is one row of one element.
    if (positions.empty()) positions.push_back({0});
    const std::size_t rank = positions.size();
    for (std::size_t d = 0; d + 1 < rank; ++d) {
      const std::int64_t stride = product(input, d + 1, input.size());
      for (std::int64_t& at : positions[d]) at = at == kOutside ? kOutside : at * stride;
      num_rows_ *= static_cast<std::int64_t>(positions[d].size());
    }
    last_ = std::move(positions.back());
    positions.pop_back();
    outer_ = std::move(positions);
    // Along the last axis there is mostly one stretch that is copied as it is.
    const auto inside = [](std::int64_t at) { return at != kOutside; };
    first_ = std::find_if(last_.begin(), last_.end(), inside) - last_.begin();
    std::int64_t end = first_;
    const auto size = static_cast<std::int64_t>(last_.size());
    while (end < size && at(end) == at(first_) + end - first_) ++end;
    count_ = end - first_;
    whole_ = std::none_of(last_.begin() + static_cast<std::ptrdiff_t>(end), last_.end(), inside);
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const float* x = args.inputs[0];
    float* y = args.outputs[0];
    const auto size = static_cast<std::int64_t>(last_.size());
    for_each_row([&](std::int64_t start) {
      if (start == kOutside) {
        std::fill_n(y, size, fill_);
      } else if (whole_) {
        std::fill_n(y, first_, fill_);
        if (count_ > 0) std::copy_n(x + start + at(first_), count_, y + first_);
        std::fill_n(y + first_ + count_, size - first_ - count_, fill_);
      } else {
        for (std::int64_t i = 0; i < size; ++i) y[i] = at(i) == kOutside ? fill_ : x[start + at(i)];
      }
      y += size;
    });
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    const float* g = args.output_gradients[0];
    const auto size = static_cast<std::int64_t>(last_.size());
    for_each_row([&](std::int64_t start) {
      for (std::int64_t i = 0; start != kOutside && i < size; ++i) {
        if (at(i) != kOutside) dx[start + at(i)] += g[i];
      }
      g += size;
    });
  }

 private:
  [[nodiscard]] std::int64_t at(std::int64_t i) const { return last_[static_cast<std::size_t>(i)]; }

  // visit(where the row starts in the input, or kOutside), in the order of the output.
  template <class Visit>
  void for_each_row(Visit visit) const {
    std::array<std::size_t, kMaxRank> index{};
    for (std::int64_t r = 0; r < num_rows_; ++r) {
      std::int64_t start = 0;
      for (std::size_t d = 0; d < outer_.size(); ++d) {
        const std::int64_t part = outer_[d][index[d]];
        start = start == kOutside || part == kOutside ? kOutside : start + part;
      }
      visit(start);
      for (std::size_t d = outer_.size(); d-- > 0;) {
        if (++index[d] < outer_[d].size()) break;
        index[d] = 0;
      }
    }
  }

  float fill_;
  std::vector<Positions> outer_;  // in floats, for all axes but the last
  Positions last_;
  std::int64_t num_rows_ = 1, first_ = 0, count_ = 0;
  bool whole_ = false;  // [first_, first_ + count_) is all there is inside
};

Positions padded(const NodeContext& node, const std::string& mode, std::int64_t n, std::int64_t before,
                 std::int64_t after) {
  // Elements are counted in doubles, so that absurd numbers cannot overflow.
  if (static_cast<double>(n) + static_cast<double>(before) + static_cast<double>(after) < 0.0)
    node.fail("it removes more than there is");
  if (std::max(before, after) > kMaxElements) node.fail("its padding is too large");
  if (mode != "constant" && (before < 0 || after < 0)) node.unsupported("negative pads in mode " + mode);
  if (mode != "constant" && n == 0) node.fail("there is nothing to repeat");
  const std::int64_t most = mode == "reflect" ? n - 1 : n;
  if ((mode == "reflect" || mode == "wrap") && std::max(before, after) > most)
    node.unsupported("pads longer than the input in mode " + mode);
  Positions out;
  for (std::int64_t i = -before; i < n + after; ++i) {
    if (i >= 0 && i < n) {
      out.push_back(i);
    } else if (mode == "constant") {
      out.push_back(kOutside);
    } else if (mode == "edge") {
      out.push_back(i < 0 ? 0 : n - 1);
    } else if (mode == "reflect") {
      out.push_back(i < 0 ? -i : 2 * (n - 1) - i);
    } else {
      out.push_back(i < 0 ? i + n : i - n);
    }
  }
  return out;
}

// Python's slice of n elements; ends beyond the data are cut.
Positions sliced(const NodeContext& node, std::int64_t n, std::int64_t start, std::int64_t end, std::int64_t step) {
  if (step == 0) node.fail("a step of 0");
  const auto clamped = [&](std::int64_t at, std::int64_t least, std::int64_t most) {
    return std::clamp(at < 0 ? std::max(at, -n - 1) + n : at, least, most);
  };
  Positions out;
  step = std::clamp(step, -n - 1, n + 1);
  if (step > 0) {
    for (std::int64_t i = clamped(start, 0, n); i < clamped(end, 0, n); i += step) out.push_back(i);
  } else {
    for (std::int64_t i = clamped(start, -1, n - 1); i > clamped(end, -1, n - 1); i += step) out.push_back(i);
  }
  return out;
}

std::unique_ptr<Kernel> picked(const NodeContext& node, const std::vector<Positions>& positions, float fill) {
  Shape out;
  double floats = 1.0;
  for (const Positions& axis : positions) {
    out.push_back(static_cast<std::int64_t>(axis.size()));
    floats *= static_cast<double>(axis.size());
  }
  if (floats > static_cast<double>(kMaxElements)) node.fail("its output " + to_string(out) + " is too large");
  return make_kernel<Pick>(node.shape(0), positions, std::move(out), fill);
}

}  // namespace

std::unique_ptr<Kernel> make_pad(const NodeContext& node) {
  node.require_inputs(1, 4);
  const Shape& x = node.shape(0);
  const std::string mode = node.text("mode", "constant");
  if (mode != "constant" && mode != "edge" && mode != "reflect" && mode != "wrap")
    node.fail("mode \"" + mode + "\" is unknown");
  // Attributes up to opset 10 (named paddings in opset 1), inputs from 11 on.
  auto pads = node.attribute_or_input("pads", 1);
  if (!pads) pads = node.integers("paddings");
  if (!pads) node.fail("pads are missing");
  const float fill = node.has_input(2) ? node.constant_scalar(2, "constant_value") : node.real("value", 0.0F);
  std::vector<std::int64_t> axes = all_of(static_cast<std::int64_t>(x.size()));
  if (node.has_input(3)) axes = node.constant_integers(3, "axes");
  if (pads->size() != 2 * axes.size()) node.fail("pads must have " + std::to_string(2 * axes.size()) + " numbers");
  std::vector<Positions> positions;
  for (const std::int64_t n : x) positions.push_back(all_of(n));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = node.axis(axes[i], x.size());
    positions[axis] = padded(node, mode, x[axis], (*pads)[i], (*pads)[axes.size() + i]);
  }
  return picked(node, positions, fill);
}

std::unique_ptr<Kernel> make_slice(const NodeContext& node) {
  node.require_inputs(1, 5);
  const Shape& x = node.shape(0);
  // Attributes up to opset 9, inputs from 10 on.
  const auto starts = node.attribute_or_input("starts", 1);
  const auto ends = node.attribute_or_input("ends", 2);
  if (!starts || !ends || starts->size() != ends->size()) node.fail("starts and ends must be equally long");
  const auto axes = node.attribute_or_input("axes", 3).value_or(all_of(static_cast<std::int64_t>(starts->size())));
  const auto steps =
      node.has_input(4) ? node.constant_integers(4, "steps") : std::vector<std::int64_t>(starts->size(), 1);
  if (axes.size() != starts->size() || steps.size() != starts->size())
    node.fail("axes and steps must be as long as starts");
  std::vector<Positions> positions;
  for (const std::int64_t n : x) positions.push_back(all_of(n));
  std::array<bool, kMaxRank> seen{};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = node.axis(axes[i], x.size());
    if (seen[axis]) node.fail("an axis appears twice");
    seen[axis] = true;
    positions[axis] = sliced(node, x[axis], (*starts)[i], (*ends)[i], steps[i]);
  }
  return picked(node, positions, 0.0F);
}

// The indices may have any shape, which takes the place of the axis in the output.
std::unique_ptr<Kernel> make_gather(const NodeContext& node) {
  node.require_inputs(2, 2);
  const Shape& x = node.shape(0);
  if (x.empty()) node.fail("a scalar has no axis");
  const std::size_t axis = node.axis(node.integer("axis", 0), x.size());
  const std::vector<std::int64_t> indices = node.constant_integers(1, "indices");
  std::vector<Positions> positions;
  for (const std::int64_t n : x) positions.push_back(all_of(n));
  positions[axis].clear();
  for (const std::int64_t index : indices)
    positions[axis].push_back(static_cast<std::int64_t>(node.axis(index, static_cast<std::size_t>(x[axis]))));
  const Shape& taken = node.any_shape(1);
  Shape out(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(axis));
  out.insert(out.end(), taken.begin(), taken.end());
  out.insert(out.end(), x.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.end());
  if (out.size() > kMaxRank) node.unsupported("more than " + std::to_string(kMaxRank) + " dimensions");
  return make_kernel<Pick>(x, positions, std::move(out), 0.0F);
}

}  // namespace earshot::nn
