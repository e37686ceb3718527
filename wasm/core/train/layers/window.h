// Windows that slide over a sequence or an image: what convolution and pooling share. Index 0 is time, 1 frequency.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "train/layers/layer.h"

namespace earshot::train {

struct Window {
  // One for a sequence (over time), two for an image.
  std::vector<std::int64_t> size, stride, dilation;
  std::vector<std::int64_t> pads;  // as ONNX has them: all beginnings, then all ends
  std::vector<std::int64_t> out;   // positions
};

struct WindowOptions {
  std::array<int, 2> size = {1, 1}, stride = {1, 1}, dilation = {1, 1};
  bool same = false;
};

// Lays the window over `extent` (of one or two dimensions). "same" pads so that out = ceil(extent / stride), the odd
// cell at the end, as TensorFlow does; "valid" does not pad, and fails when the window is longer than the extent.
[[nodiscard]] Window lay_window(const WindowOptions& window, std::vector<std::int64_t> extent, const Options& options);

// An image stays; a sequence becomes one of a single channel: [frames, coefficients] -> [1, frames, coefficients].
void as_image(Options& options, NetworkBuilder& network, const std::string& name);

// {"axis": "time" | "frequency"} of layers over one dimension. On a sequence "time" is plain ONNX 1-D with the
// coefficients as channels; everything else happens on an image with a window of one in the other dimension. True: on a
// sequence.
[[nodiscard]] bool over_sequence(Options& options, NetworkBuilder& network, const std::string& name,
                                 WindowOptions& window);

}  // namespace earshot::train
