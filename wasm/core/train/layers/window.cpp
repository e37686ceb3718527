#include "train/layers/window.h"

#include <algorithm>

namespace earshot::train {

Window lay_window(const WindowOptions& window, std::vector<std::int64_t> extent, const Options& options) {
  Window out;
  std::vector<std::int64_t> ends;
  for (std::size_t i = 0; i < extent.size(); ++i) {
    const std::int64_t size = window.size[i];
    const std::int64_t stride = window.stride[i];
    const std::int64_t dilation = window.dilation[i];
    const std::int64_t covered = (size - 1) * dilation + 1;
    const std::int64_t positions = window.same ? (extent[i] + stride - 1) / stride : (extent[i] - covered) / stride + 1;
    if (!window.same && extent[i] < covered) {
      options.fail("its window covers " + std::to_string(covered) + (i == 0 ? " frames" : " coefficients") +
                   ", but its input has only " + std::to_string(extent[i]));
    }
    const std::int64_t padding =
        window.same ? std::max<std::int64_t>(0, (positions - 1) * stride + covered - extent[i]) : 0;
    out.size.push_back(size);
    out.stride.push_back(stride);
    out.dilation.push_back(dilation);
    out.pads.push_back(padding / 2);
    ends.push_back(padding - padding / 2);
    out.out.push_back(positions);
  }
  out.pads.insert(out.pads.end(), ends.begin(), ends.end());
  return out;
}

void as_image(Options& options, NetworkBuilder& network, const std::string& name) {
  const Shape shape = network.shape();
  if (shape.size() == 3) return;
  if (shape.size() != 2) options.fail("it needs frames or an image, but its input is " + to_string(shape));
  const std::string axes = network.integers(name + ".image_axis", {1});
  network.node(name + ".image", "Unsqueeze", {axes}, {}, {1, shape[0], shape[1]});
}

bool over_sequence(Options& options, NetworkBuilder& network, const std::string& name, WindowOptions& window) {
  const bool time = options.choice("axis", {"time", "frequency"}, 0) == 0;
  if (time && network.shape().size() == 2) {
    network.channels_first(name);
    return true;
  }
  as_image(options, network, name);
  const std::size_t other = time ? 1 : 0;
  window.size[other] = window.stride[other] = window.dilation[other] = 1;
  return false;
}

}  // namespace earshot::train
