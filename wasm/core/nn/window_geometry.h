// Windows that slide over the spatial dimensions of [batch, channels, height, width], or of [batch, channels, length]
// seen as height 1: the attributes kernel_shape, strides, pads, dilations, auto_pad and ceil_mode that Conv and the
// pools share.
#pragma once

#include "nn/node_context.h"

namespace earshot::nn {

struct WindowAxis {
  std::int64_t in = 1, out = 1, kernel = 1, stride = 1, dilation = 1;
  std::int64_t pad = 0;      // before the first element
  std::int64_t pad_end = 0;  // after the last one

  // Positions from the first tap to the last, both included.
  [[nodiscard]] std::int64_t extent() const { return (kernel - 1) * dilation + 1; }
};

struct WindowGeometry {
  std::int64_t batch = 1, channels = 1;
  WindowAxis y, x;
  std::size_t spatial_rank = 2;  // 1: only x exists in the model

  // Of input 0 and the node's attributes; `kernel_shape` is what the weights say (empty: the attribute is required).
  // Throws through the node: unsupported for more than two spatial dimensions, invalid for windows that do not fit.
  [[nodiscard]] static WindowGeometry of(const NodeContext& node, std::vector<std::int64_t> kernel_shape = {});

  [[nodiscard]] std::int64_t in_plane() const { return y.in * x.in; }
  [[nodiscard]] std::int64_t out_plane() const { return y.out * x.out; }
  [[nodiscard]] Shape output_shape(std::int64_t out_channels) const;
};

}  // namespace earshot::nn
