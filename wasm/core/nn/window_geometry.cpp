#include "nn/window_geometry.h"

#include <algorithm>

namespace earshot::nn {
namespace {

constexpr std::int64_t kMaxWindow = std::int64_t{1}
                                    << 20;  // of kernel, stride, dilation and pad: products stay far from overflow

std::vector<std::int64_t> list(const NodeContext& node, std::string_view name, std::size_t size,
                               std::int64_t otherwise) {
  std::vector<std::int64_t> out = node.integers(name).value_or(std::vector<std::int64_t>(size, otherwise));
  if (out.size() != size) {
    node.fail("attribute " + std::string(name) + " has " + std::to_string(out.size()) + " numbers, not " +
              std::to_string(size));
  }
  for (const std::int64_t v : out) {
    const std::int64_t least = name == "pads" ? 0 : 1;
    if (v < least || v > kMaxWindow) node.fail("attribute " + std::string(name) + " is out of range");
  }
  return out;
}

void set_output(const NodeContext& node, WindowAxis& axis, const std::string& auto_pad, bool ceil_mode) {
  if (auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER") {
    axis.out = (axis.in + axis.stride - 1) / axis.stride;
    const std::int64_t total = std::max<std::int64_t>(0, (axis.out - 1) * axis.stride + axis.extent() - axis.in);
    axis.pad = auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
    axis.pad_end = total - axis.pad;
    return;
  }
  if (auto_pad == "VALID") axis.pad = axis.pad_end = 0;
  const std::int64_t room = axis.in + axis.pad + axis.pad_end - axis.extent();
  if (room < 0) {
    node.fail("a window of " + std::to_string(axis.extent()) + " does not fit into " +
              std::to_string(axis.in + axis.pad + axis.pad_end) + " positions");
  }
  axis.out = (ceil_mode ? room + axis.stride - 1 : room) / axis.stride + 1;
  // A window that would start in the padding after the input is left out (ONNX, as PyTorch).
  if (ceil_mode && (axis.out - 1) * axis.stride >= axis.in + axis.pad) --axis.out;
}

}  // namespace

WindowGeometry WindowGeometry::of(const NodeContext& node, std::vector<std::int64_t> kernel_shape) {
  const Shape& x = node.shape(0);
  if (x.size() < 3) node.fail("the input must be [batch, channels, length] or [batch, channels, height, width]");
  if (x.size() > 4) node.unsupported("only one and two spatial dimensions are available");
  const std::size_t rank = x.size() - 2;
  const auto given = node.integers("kernel_shape");
  if (kernel_shape.empty()) {
    if (!given) node.fail("attribute kernel_shape is missing");
    kernel_shape = *given;
  } else if (given && *given != kernel_shape) {
    node.fail("attribute kernel_shape " + to_string(*given) + " is not the weights' " + to_string(kernel_shape));
  }
  if (kernel_shape.size() != rank) node.fail("kernel_shape must have " + std::to_string(rank) + " numbers");
  for (const std::int64_t k : kernel_shape) {
    if (k < 1 || k > kMaxWindow) node.fail("kernel_shape is out of range");
  }
  const std::vector<std::int64_t> strides = list(node, "strides", rank, 1);
  const std::vector<std::int64_t> dilations = list(node, "dilations", rank, 1);
  const std::vector<std::int64_t> pads = list(node, "pads", 2 * rank, 0);
  const std::string auto_pad = node.text("auto_pad", "NOTSET");
  if (auto_pad != "NOTSET" && auto_pad != "SAME_UPPER" && auto_pad != "SAME_LOWER" && auto_pad != "VALID" &&
      !auto_pad.empty()) {
    node.fail("auto_pad \"" + auto_pad + "\" is unknown");
  }
  WindowGeometry out;
  out.spatial_rank = rank;
  out.batch = x[0];
  out.channels = x[1];
  for (std::size_t d = 0; d < rank; ++d) {
    WindowAxis& axis = d + 1 == rank ? out.x : out.y;
    axis = {.in = x[d + 2],
            .kernel = kernel_shape[d],
            .stride = strides[d],
            .dilation = dilations[d],
            .pad = pads[d],
            .pad_end = pads[rank + d]};
    if (axis.in > 0) {
      set_output(node, axis, auto_pad, node.integer("ceil_mode", 0) != 0);
    } else {
      node.fail("a spatial dimension is empty");
    }
  }
  return out;
}

Shape WindowGeometry::output_shape(std::int64_t out_channels) const {
  if (spatial_rank == 1) return {batch, out_channels, x.out};
  return {batch, out_channels, y.out, x.out};
}

}  // namespace earshot::nn
