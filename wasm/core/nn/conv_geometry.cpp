#include "nn/conv_geometry.h"

#include <algorithm>

#include "base/set_up.h"
#include "nn/aligned_buffer.h"

namespace earshot::nn {
namespace {

struct Range {
  std::int64_t first = 0, last = 0;  // half open
};

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

// Positions i of a plane of `size` whose element i * stride + phase - pad lies inside the input.
Range inside(const WindowAxis& axis, std::int64_t phase, std::int64_t size) {
  const std::int64_t first = std::max<std::int64_t>(0, divide_up(axis.pad - phase, axis.stride));
  const std::int64_t last = std::min(size, divide_up(axis.in + axis.pad - phase, axis.stride));
  return {std::min(first, size), std::max(std::min(first, size), last)};
}

// Positions summed before the partial sums go to memory: the rows of both operands stay in the L1 cache.
constexpr std::int64_t kChunk = 512;

// dw[r * depth + k] += sum over p of gradient[r * stride + p] * staged[offsets[k] + p]; length is a multiple of kWide.
template <int kRows, int kCols>
void weight_gradient_block(std::int64_t length, const float* gradient, std::int64_t stride, int present_rows,
                           const float* staged, const std::int32_t* offsets, std::int64_t present_cols, float* dw,
                           std::int64_t depth) {
  const float* g[kRows];
  const float* s[kCols];
  for (int r = 0; r < kRows; ++r) g[r] = gradient + std::min(r, present_rows - 1) * stride;
  for (int k = 0; k < kCols; ++k) s[k] = staged + offsets[std::min<std::int64_t>(k, present_cols - 1)];
  Wide sum[kRows][kCols] = {};
  for (std::int64_t p = 0; p < length; p += kWide) {
    Wide rows[kRows];
    for (int r = 0; r < kRows; ++r) rows[r] = load_wide(g[r] + p);
    for (int k = 0; k < kCols; ++k) {
      const Wide column = load_wide(s[k] + p);
      for (int r = 0; r < kRows; ++r) sum[r][k] += rows[r] * column;
    }
  }
  for (int r = 0; r < present_rows; ++r) {
    for (int k = 0; k < kCols; ++k) {
      if (k < present_cols) dw[r * depth + k] += sum_of_lanes(sum[r][k]);
    }
  }
}

}  // namespace

EARSHOT_SET_UP ConvGeometry::ConvGeometry(const NodeContext& node, const WindowGeometry& window,
                                          std::int64_t in_channels, std::int64_t out_channels)
    : window_(window), in_channels_(in_channels), out_channels_(out_channels) {
  WindowAxis& y = window_.y;
  WindowAxis& x = window_.x;
  // Without overlap between rows the whole image is one row: 1x1 convolutions have full tiles to the last.
  if (y.kernel == 1 && x.kernel == 1 && y.stride == 1 && x.stride == 1 && y.pad == 0 && y.pad_end == 0 && x.pad == 0 &&
      x.pad_end == 0) {
    x.in = x.out = window.in_plane();
    y.in = y.out = 1;
  }
  const std::int64_t shift_y = (y.kernel - 1) * y.dilation / y.stride;
  const std::int64_t shift_x = (x.kernel - 1) * x.dilation / x.stride;
  height_ = y.out + shift_y;
  width_ = x.out + shift_x;
  make_phases();
  const auto planes = static_cast<std::int64_t>(phases_.size());
  margin_ = shift_y * width_ + shift_x;
  const double floats = static_cast<double>(std::max(in_channels_ * planes, out_channels_)) *
                        (static_cast<double>(height_) * static_cast<double>(width_) + static_cast<double>(margin_));
  if (floats > static_cast<double>(kMaxElements)) node.unsupported("its padded input is too large");
  // The weight gradient reads whole vectors: what follows the last position of a channel has to be zero.
  gradient_stride_ = margin_ + std::max(height_ * width_, length());
  // A tile may read past the last position; what it finds there is not used, but has to exist.
  staged_input_ = round_up(in_channels_ * planes * height_ * width_ + kTile, static_cast<std::int64_t>(kAlignedFloats));
  staged_gradient_ = round_up(out_channels_ * gradient_stride_ + kTile, static_cast<std::int64_t>(kAlignedFloats));
  make_forward(node.training());
  if (node.training()) make_backward();
}

EARSHOT_SET_UP void ConvGeometry::make_phases() {
  const WindowAxis& y = window_.y;
  const WindowAxis& x = window_.x;
  for (std::int64_t ky = 0; ky < y.kernel; ++ky) {
    for (std::int64_t kx = 0; kx < x.kernel; ++kx) {
      const std::int64_t py = ky * y.dilation % y.stride;
      const std::int64_t px = kx * x.dilation % x.stride;
      auto phase =
          std::find_if(phases_.begin(), phases_.end(), [&](const Phase& p) { return p.py == py && p.px == px; });
      if (phase == phases_.end()) {
        phases_.push_back({py, px, {}, {}, {}});
        phase = phases_.end() - 1;
      }
      phase->taps.push_back(static_cast<std::int32_t>(ky * x.kernel + kx));
      phase->shifts.push_back(
          static_cast<std::int32_t>(ky * y.dilation / y.stride * width_ + kx * x.dilation / x.stride));
    }
  }
}

EARSHOT_SET_UP void ConvGeometry::make_forward(bool training) {
  const WindowAxis& y = window_.y;
  const WindowAxis& x = window_.x;
  const std::int64_t plane = height_ * width_;
  forward_.rows = out_channels_;
  forward_.y_stride = y.out * x.out;
  forward_.offsets.resize(static_cast<std::size_t>(in_channels_ * taps()));
  for (std::int64_t c = 0; c < in_channels_; ++c) {
    for (std::size_t i = 0; i < phases_.size(); ++i) {
      const std::int64_t start = (c * static_cast<std::int64_t>(phases_.size()) + static_cast<std::int64_t>(i)) * plane;
      for (std::size_t t = 0; t < phases_[i].taps.size(); ++t) {
        forward_.offsets[static_cast<std::size_t>(c * taps() + phases_[i].taps[t])] =
            static_cast<std::int32_t>(start + phases_[i].shifts[t]);
      }
    }
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> columns;
  columns.reserve(static_cast<std::size_t>(y.out * x.out));
  for (std::int64_t oy = 0; oy < y.out; ++oy) {
    for (std::int64_t ox = 0; ox < x.out; ++ox) columns.emplace_back(oy * width_ + ox, oy * x.out + ox);
  }
  forward_.columns = TiledColumns(columns);
  const bool whole = y.stride == 1 && x.stride == 1 && height_ == y.in && width_ == x.in && y.pad == 0 && x.pad == 0;
  input_direct_ = whole && forward_.columns.all_full();
  // The weight gradient takes whole vectors from every tap's first position: the input itself will do only where the
  // last of them ends inside it. What lies behind a tensor is neither ours to read nor sure to be finite.
  if (training) input_direct_ = input_direct_ && margin_ + length() <= plane;
}

void ConvGeometry::make_backward() {
  const WindowAxis& y = window_.y;
  const WindowAxis& x = window_.x;
  gradient_direct_ = margin_ == 0 && width_ == x.out && height_ == y.out && (y.out * x.out) % kTile == 0;
  for (Phase& phase : phases_) {
    TiledProduct& product = phase.product;
    product.rows = in_channels_;
    product.y_stride = y.in * x.in;
    for (std::int64_t co = 0; co < out_channels_; ++co) {
      for (const std::int32_t shift : phase.shifts)
        product.offsets.push_back(static_cast<std::int32_t>(co * gradient_stride_ + margin_ - shift));
    }
    const Range rows = inside(y, phase.py, height_);
    const Range cols = inside(x, phase.px, width_);
    std::vector<std::pair<std::int64_t, std::int64_t>> columns;
    for (std::int64_t yy = rows.first; yy < rows.last; ++yy) {
      for (std::int64_t xx = cols.first; xx < cols.last; ++xx) {
        const std::int64_t in_y = yy * y.stride + phase.py - y.pad;
        const std::int64_t in_x = xx * x.stride + phase.px - x.pad;
        columns.emplace_back(yy * width_ + xx, in_y * x.in + in_x);
      }
    }
    product.columns = TiledColumns(columns);
    gradient_direct_ = gradient_direct_ && product.columns.all_full();
  }
}

const float* ConvGeometry::stage_input(const float* x, float* to) const noexcept {
  if (input_direct_) return x;
  const WindowAxis& ay = window_.y;
  const WindowAxis& ax = window_.x;
  float* row = to;
  for (std::int64_t c = 0; c < in_channels_; ++c, x += ay.in * ax.in) {
    for (const Phase& phase : phases_) {
      const Range rows = inside(ay, phase.py, height_);
      const Range cols = inside(ax, phase.px, width_);
      row = std::fill_n(row, rows.first * width_, 0.0F);
      for (std::int64_t yy = rows.first; yy < rows.last; ++yy) {
        const float* from =
            x + (yy * ay.stride + phase.py - ay.pad) * ax.in + (cols.first * ax.stride + phase.px - ax.pad);
        row = std::fill_n(row, cols.first, 0.0F);
        const std::int64_t n = cols.last - cols.first;
        if (ax.stride == 1) {
          row = std::copy_n(from, n, row);
        } else {
          for (std::int64_t i = 0; i < n; ++i) row[i] = from[i * ax.stride];
          row += n;
        }
        row = std::fill_n(row, width_ - cols.last, 0.0F);
      }
      row = std::fill_n(row, (height_ - rows.last) * width_, 0.0F);
    }
  }
  std::fill(row, to + staged_input_, 0.0F);
  return to;
}

const float* ConvGeometry::stage_gradient(const float* dy, float* to) const noexcept {
  if (gradient_direct_) return dy;
  const std::int64_t out_y = window_.y.out;
  const std::int64_t out_x = window_.x.out;
  float* at = to;
  for (std::int64_t c = 0; c < out_channels_; ++c) {
    at = std::fill_n(at, margin_, 0.0F);
    for (std::int64_t oy = 0; oy < out_y; ++oy, dy += out_x) {
      at = std::copy_n(dy, out_x, at);
      at = std::fill_n(at, width_ - out_x, 0.0F);
    }
    at = std::fill_n(at, gradient_stride_ - margin_ - out_y * width_, 0.0F);
  }
  std::fill(at, to + staged_gradient_, 0.0F);
  return to;
}

void ConvGeometry::add_weight_gradient(const float* staged, const float* gradient, float* dw) const noexcept {
  const std::int64_t depth = forward_.depth();
  const std::int32_t* offsets = forward_.offsets.data();
  for (std::int64_t p = 0; p < length(); p += kChunk) {
    const std::int64_t chunk = std::min(kChunk, length() - p);
    const float* g = gradient + margin_ + p;
    const auto block = [&](auto rows, auto cols, std::int64_t co, int present, std::int64_t k) {
      weight_gradient_block<decltype(rows)::value, decltype(cols)::value>(
          chunk, g + co * gradient_stride_, gradient_stride_, present, staged + p, offsets + k, depth - k,
          dw + co * depth + k, depth);
    };
    for_each_panel(out_channels_, [&](std::int64_t co, int rows, int present, std::int64_t) {
      using std::integral_constant;
      if (rows == 1) {
        for (std::int64_t k = 0; k < depth; k += 8)
          block(integral_constant<int, 1>{}, integral_constant<int, 8>{}, co, present, k);
      } else if (rows == 2) {
        for (std::int64_t k = 0; k < depth; k += 4)
          block(integral_constant<int, 2>{}, integral_constant<int, 4>{}, co, present, k);
      } else {
        for (std::int64_t k = 0; k < depth; k += 2)
          block(integral_constant<int, 4>{}, integral_constant<int, 2>{}, co, present, k);
      }
    });
  }
}

}  // namespace earshot::nn
