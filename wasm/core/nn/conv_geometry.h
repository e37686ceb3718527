// How a convolution reads its input without im2col. The padded input of one group is staged as planes, one for each
// channel and each phase (py, px) of the stride, holding the elements y = yy * stride + py, x = xx * stride + px.
// Within a plane every convolution has stride 1: tap (ky, kx) of output position (oy, ox) is at (oy + shift_y, ox +
// shift_x), that is at offset + oy * width + ox with one offset for the tap. A convolution is then a product whose
// columns need no copies (nn/tiled_columns.h), and its gradients are the same kind of product:
//
//   y[co][p]   = sum over ci, tap of w[co][ci][tap] staged[ci][p + offset(tap)]
//   dx[ci][p]  = sum over co, tap of w[co][ci][tap] dy[co][p - offset(tap)]       for each phase, with its taps
//   dw[co][ci][tap] = sum over p of dy[co][p] staged[ci][p + offset(tap)]
#pragma once

#include <vector>

#include "nn/tiled_columns.h"
#include "nn/window_geometry.h"

namespace earshot::nn {

class ConvGeometry {
 public:
  ConvGeometry() = default;
  // in_channels and out_channels: of one group. Throws through the node when the staged input would be too large.
  ConvGeometry(const NodeContext& node, const WindowGeometry& window, std::int64_t in_channels,
               std::int64_t out_channels);

  struct Phase {
    std::int64_t py = 0, px = 0;
    std::vector<std::int32_t> taps;    // indices ky * kernel_w + kx
    std::vector<std::int32_t> shifts;  // their offsets within a plane
    TiledProduct product;              // dx of this phase; rows are input channels, d counts (output channel, tap)
  };

  [[nodiscard]] const TiledProduct& forward() const { return forward_; }
  [[nodiscard]] const std::vector<Phase>& phases() const { return phases_; }
  [[nodiscard]] std::int64_t taps() const { return window_.y.kernel * window_.x.kernel; }

  // Floats of the staged input and output gradient of one group of one example; 0 where the tensor serves as it is.
  [[nodiscard]] std::int64_t staged_input_size() const { return input_direct_ ? 0 : staged_input_; }
  [[nodiscard]] std::int64_t staged_gradient_size() const { return gradient_direct_ ? 0 : staged_gradient_; }
  // Either copies into `to` and returns it, or returns `x` itself.
  const float* stage_input(const float* x, float* to) const noexcept;
  // The output gradient in rows as wide as the planes, zeros between and around.
  const float* stage_gradient(const float* dy, float* to) const noexcept;

  // dw[co][d] += ..., from what the two functions above returned.
  void add_weight_gradient(const float* staged, const float* gradient, float* dw) const noexcept;

 private:
  // Positions of a plane from the first output to the last, in whole vectors.
  [[nodiscard]] std::int64_t length() const { return round_up((window_.y.out - 1) * width_ + window_.x.out, kWide); }
  void make_phases();
  void make_forward(bool training);
  void make_backward();

  WindowGeometry window_;
  std::int64_t in_channels_ = 0, out_channels_ = 0;
  std::int64_t width_ = 0, height_ = 0;  // of a plane
  std::int64_t margin_ = 0,
               gradient_stride_ = 0;  // zeros before each channel of the gradient; floats from one to the next
  std::int64_t staged_input_ = 0, staged_gradient_ = 0;
  bool input_direct_ = false, gradient_direct_ = false;
  TiledProduct forward_;
  std::vector<Phase> phases_;
};

}  // namespace earshot::nn
