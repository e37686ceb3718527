// MaxPool and AveragePool over one or two spatial dimensions, and the global pools over any number.
#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "base/lanes.h"
#include "base/set_up.h"
#include "nn/kernel.h"
#include "nn/wide_math.h"
#include "nn/window_geometry.h"

namespace earshot::nn {
namespace {

// The taps of one output position that lie inside the input: first, first + dilation, ...
struct Taps {
  std::int32_t first = 0, count = 0;
  std::int32_t padded_count = 0;  // taps inside the input or its declared padding
};

std::vector<Taps> taps_of(const WindowAxis& axis) {
  std::vector<Taps> out;
  for (std::int64_t o = 0; o < axis.out; ++o) {
    Taps taps;
    const std::int64_t start = o * axis.stride - axis.pad;
    for (std::int64_t k = 0; k < axis.kernel; ++k) {
      const std::int64_t at = start + k * axis.dilation;
      if (at < axis.in + axis.pad_end) ++taps.padded_count;
      if (at < 0 || at >= axis.in) continue;
      if (taps.count == 0) taps.first = static_cast<std::int32_t>(at);
      ++taps.count;
    }
    out.push_back(taps);
  }
  return out;
}

// What both pools know: the geometry and the taps of every output row and column.
struct Windows {
  WindowGeometry geometry;
  std::vector<Taps> y, x;

  explicit Windows(const NodeContext& node) {
    node.require_inputs(1, 1);
    geometry = WindowGeometry::of(node);
    y = taps_of(geometry.y);
    x = taps_of(geometry.x);
  }
  [[nodiscard]] std::int64_t planes() const { return geometry.batch * geometry.channels; }
  // visit(offset within the input plane) for each tap inside the input.
  template <class Visit>
  void for_each_tap(const Taps& rows, const Taps& cols, Visit visit) const {
    std::int64_t row = rows.first * geometry.x.in;
    for (std::int32_t i = 0; i < rows.count; ++i, row += geometry.y.dilation * geometry.x.in) {
      std::int64_t at = row + cols.first;
      for (std::int32_t j = 0; j < cols.count; ++j, at += geometry.x.dilation) visit(at);
    }
  }
};

// Halves a plane in both directions: even-sized windows of 2 x 2 side by side.
void max_of_pairs(const float* x, std::int64_t in_width, std::int64_t out_height, std::int64_t out_width, float* y) {
  for (std::int64_t oy = 0; oy < out_height; ++oy, y += out_width) {
    const float* top = x + 2 * oy * in_width;
    const float* bottom = top + in_width;
    std::int64_t ox = 0;
    for (; ox + Lanes::kCount <= out_width; ox += Lanes::kCount) {
      const Lanes left = max(Lanes::load(top + 2 * ox), Lanes::load(bottom + 2 * ox));
      const Lanes right = max(Lanes::load(top + 2 * ox + Lanes::kCount), Lanes::load(bottom + 2 * ox + Lanes::kCount));
      const Lanes even(__builtin_shufflevector(left.v, right.v, 0, 2, 4, 6));
      const Lanes odd(__builtin_shufflevector(left.v, right.v, 1, 3, 5, 7));
      max(even, odd).store(y + ox);
    }
    for (; ox < out_width; ++ox) {
      y[ox] = std::max(std::max(top[2 * ox], top[2 * ox + 1]), std::max(bottom[2 * ox], bottom[2 * ox + 1]));
    }
  }
}

// In training the position of each maximum within its plane is kept, as an integer in the memory of a float.
void keep_position(float* saved, std::int32_t position) { std::memcpy(saved, &position, sizeof position); }
std::int32_t kept_position(const float* saved) {
  std::int32_t position;
  std::memcpy(&position, saved, sizeof position);
  return position;
}

// The same with the position of each maximum: of equal ones the first, row by row.
void max_of_pairs(const float* x, std::int64_t in_width, std::int64_t out_height, std::int64_t out_width, float* y,
                  float* saved) {
  const auto width = static_cast<std::int32_t>(in_width);
  for (std::int64_t oy = 0; oy < out_height; ++oy, y += out_width, saved += out_width) {
    const auto begin = static_cast<std::int32_t>(2 * oy * in_width);
    // The last vector may do columns again that the one before it has done.
    for (std::int64_t next = 0; next < out_width && out_width >= Lanes::kCount; next += Lanes::kCount) {
      const std::int64_t ox = std::min(next, out_width - Lanes::kCount);
      const std::int32_t at = begin + 2 * static_cast<std::int32_t>(ox);
      const Lanes top[2] = {Lanes::load(x + at), Lanes::load(x + at + Lanes::kCount)};
      const Lanes bottom[2] = {Lanes::load(x + at + width), Lanes::load(x + at + width + Lanes::kCount)};
      Lanes best(__builtin_shufflevector(top[0].v, top[1].v, 0, 2, 4, 6));
      Lanes::Bits positions = Lanes::Bits{0, 2, 4, 6} + at;
      const auto consider = [&](Lanes::Vector value, std::int32_t offset) {
        const Lanes::Bits better = value > best.v;
        best = select(better, Lanes(value), best);
        positions = (better & (Lanes::Bits{0, 2, 4, 6} + (at + offset))) | (~better & positions);
      };
      consider(__builtin_shufflevector(top[0].v, top[1].v, 1, 3, 5, 7), 1);
      consider(__builtin_shufflevector(bottom[0].v, bottom[1].v, 0, 2, 4, 6), width);
      consider(__builtin_shufflevector(bottom[0].v, bottom[1].v, 1, 3, 5, 7), width + 1);
      best.store(y + ox);
      std::memcpy(saved + ox, &positions, sizeof positions);
    }
    for (std::int64_t ox = 0; ox < out_width && out_width < Lanes::kCount; ++ox) {
      std::int32_t best = begin + 2 * static_cast<std::int32_t>(ox);
      for (const std::int32_t offset : {1, width, width + 1}) {
        const std::int32_t other = begin + 2 * static_cast<std::int32_t>(ox) + offset;
        best = x[other] > x[best] ? other : best;
      }
      y[ox] = x[best];
      keep_position(saved + ox, best);
    }
  }
}

// One tap of `n` neighbouring outputs: x[at], x[at + stride], ... where it is larger than the best so far, or the
// first.
void take_better(const float* x, std::int64_t at, std::int64_t stride, std::int64_t n, float* best, float* positions) {
  WideBits lane;
  for (std::int32_t l = 0; l < kWide; ++l) lane[l] = l * static_cast<std::int32_t>(stride);
  std::int64_t i = 0;
  for (; i + kWide <= n; i += kWide) {
    const float* from = x + at + i * stride;
    Wide value;
    if (stride == 1) {
      value = load_wide(from);
    } else {
      for (std::int64_t l = 0; l < kWide; ++l) value[l] = from[l * stride];
    }
    const Wide before = load_wide(best + i);
    const auto position = (WideBits)load_wide(positions + i);
    const WideBits better = (value > before) | (position < splat_bits(0));
    const auto here = (Wide)(lane + splat_bits(static_cast<std::int32_t>(at + i * stride)));
    store_wide(best + i, choose(better, value, before));
    store_wide(positions + i, choose(better, here, (Wide)position));
  }
  for (; i < n; ++i) {
    const std::int64_t here = at + i * stride;
    const std::int32_t before = kept_position(positions + i);
    // Without a branch, which no processor could predict.
    const bool better = (x[here] > best[i]) | (before < 0);
    best[i] = better ? x[here] : best[i];
    keep_position(positions + i, better ? static_cast<std::int32_t>(here) : before);
  }
}

class MaxPool : public Kernel {
 public:
  EARSHOT_SET_UP explicit MaxPool(const NodeContext& node) : windows_(node), training_(node.training()) {
    if (node.num_outputs() > 1) node.unsupported("its second output, the indices, is not available");
    const WindowGeometry& g = windows_.geometry;
    output_shapes_ = {g.output_shape(g.channels)};
    if (training_) saved_size_ = static_cast<std::size_t>(num_elements(output_shapes_[0]));
    const auto pairs = [](const WindowAxis& a) {
      return a.kernel == 2 && a.stride == 2 && a.dilation == 1 && a.pad == 0 && 2 * a.out <= a.in;
    };
    pairs_ = pairs(g.x) && pairs(g.y);
  }

  [[nodiscard]] bool is_maximum() const override {
    const auto all_have_some = [](const std::vector<Taps>& taps) {
      return std::all_of(taps.begin(), taps.end(), [](const Taps& t) { return t.count > 0; });
    };
    return all_have_some(windows_.y) && all_have_some(windows_.x);
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const WindowGeometry& g = windows_.geometry;
    const float* x = args.inputs[0];
    float* y = args.outputs[0];
    if (pairs_) {
      for (std::int64_t p = 0; p < windows_.planes(); ++p) {
        const float* from = x + p * g.in_plane();
        float* to = y + p * g.out_plane();
        if (training_) {
          max_of_pairs(from, g.x.in, g.y.out, g.x.out, to, args.saved + p * g.out_plane());
        } else {
          max_of_pairs(from, g.x.in, g.y.out, g.x.out, to);
        }
      }
      return;
    }
    if (training_) {
      forward_with_positions(x, y, args.saved);
      return;
    }
    for (std::int64_t p = 0; p < windows_.planes(); ++p, x += g.in_plane()) {
      for (const Taps& rows : windows_.y) {
        for (const Taps& cols : windows_.x) {
          float best = std::numeric_limits<float>::lowest();
          bool found = false;
          windows_.for_each_tap(rows, cols, [&](std::int64_t at) {
            if (x[at] > best || !found) best = x[at];
            found = true;
          });
          *y++ = best;
        }
      }
    }
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    const float* g = args.output_gradients[0];
    const float* saved = args.saved;
    const std::int64_t out_plane = windows_.geometry.out_plane();
    for (std::int64_t p = 0; p < windows_.planes(); ++p, dx += windows_.geometry.in_plane()) {
      for (std::int64_t i = 0; i < out_plane; ++i, ++g, ++saved) {
        const std::int32_t position = kept_position(saved);
        if (position >= 0) dx[position] += *g;
      }
    }
  }

 private:
  // Tap by tap over whole output rows, several columns at once.
  void forward_with_positions(const float* x, float* y, float* saved) const noexcept {
    const WindowGeometry& g = windows_.geometry;
    for (std::int64_t p = 0; p < windows_.planes(); ++p, x += g.in_plane()) {
      for (const Taps& rows : windows_.y) {
        std::fill_n(y, g.x.out, std::numeric_limits<float>::lowest());
        for (std::int64_t ox = 0; ox < g.x.out; ++ox) keep_position(saved + ox, -1);
        std::int64_t row = rows.first * g.x.in;
        for (std::int32_t i = 0; i < rows.count; ++i, row += g.y.dilation * g.x.in) {
          for (std::int64_t k = 0; k < g.x.kernel; ++k) {
            const std::int64_t offset = row + k * g.x.dilation - g.x.pad;
            const auto [first, end] = columns_of_tap(k);
            take_better(x, offset + first * g.x.stride, g.x.stride, end - first, y + first, saved + first);
          }
        }
        y += g.x.out;
        saved += g.x.out;
      }
    }
  }

  // The output columns whose tap k lies inside the input.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> columns_of_tap(std::int64_t k) const {
    const WindowAxis& a = windows_.geometry.x;
    const std::int64_t start = k * a.dilation - a.pad;  // of column 0
    const std::int64_t first = start >= 0 ? 0 : (-start + a.stride - 1) / a.stride;
    const std::int64_t last = a.in - 1 - start;  // the largest ox * stride
    return {first, std::max(first, std::min(a.out, last < 0 ? 0 : last / a.stride + 1))};
  }

  Windows windows_;
  bool training_, pairs_ = false;
};

class AveragePool : public Kernel {
 public:
  EARSHOT_SET_UP explicit AveragePool(const NodeContext& node)
      : windows_(node), include_pad_(node.integer("count_include_pad", 0) != 0) {
    output_shapes_ = {windows_.geometry.output_shape(windows_.geometry.channels)};
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const float* x = args.inputs[0];
    float* y = args.outputs[0];
    for (std::int64_t p = 0; p < windows_.planes(); ++p, x += windows_.geometry.in_plane()) {
      for (const Taps& rows : windows_.y) {
        for (const Taps& cols : windows_.x) {
          float sum = 0.0F;
          windows_.for_each_tap(rows, cols, [&](std::int64_t at) { sum += x[at]; });
          *y++ = sum * share(rows, cols);
        }
      }
    }
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    const float* g = args.output_gradients[0];
    for (std::int64_t p = 0; p < windows_.planes(); ++p, dx += windows_.geometry.in_plane()) {
      for (const Taps& rows : windows_.y) {
        for (const Taps& cols : windows_.x) {
          const float each = *g++ * share(rows, cols);
          windows_.for_each_tap(rows, cols, [&](std::int64_t at) { dx[at] += each; });
        }
      }
    }
  }

 private:
  [[nodiscard]] float share(const Taps& rows, const Taps& cols) const {
    const std::int32_t n = include_pad_ ? rows.padded_count * cols.padded_count : rows.count * cols.count;
    return n == 0 ? 0.0F : 1.0F / static_cast<float>(n);
  }

  Windows windows_;
  bool include_pad_;
};

// Over all positions of each channel; the output keeps the dimensions, with size 1.
template <bool kMax>
class GlobalPool : public Kernel {
 public:
  EARSHOT_SET_UP explicit GlobalPool(const NodeContext& node) {
    node.require_inputs(1, 1);
    const Shape& x = node.shape(0);
    if (x.size() < 3) node.fail("the input must be [batch, channels, positions...]");
    planes_ = x[0] * x[1];
    n_ = product(x, 2, x.size());
    if (n_ == 0) node.fail("a spatial dimension is empty");
    Shape out(x.size(), 1);
    out[0] = x[0];
    out[1] = x[1];
    output_shapes_ = {out};
    if (kMax && node.training()) saved_size_ = static_cast<std::size_t>(planes_);
    keep_ = kMax && node.training();
  }

  [[nodiscard]] bool is_maximum() const override { return kMax; }

  void forward(const ForwardArgs& args) const noexcept override {
    const float* x = args.inputs[0];
    for (std::int64_t p = 0; p < planes_; ++p, x += n_) {
      if constexpr (kMax) {
        const float* best = std::max_element(x, x + n_);
        args.outputs[0][p] = *best;
        if (keep_) keep_position(args.saved + p, static_cast<std::int32_t>(best - x));
      } else {
        args.outputs[0][p] = sum(x) / static_cast<float>(n_);
      }
    }
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* dx = args.input_gradients[0];
    if (dx == nullptr) return;
    for (std::int64_t p = 0; p < planes_; ++p, dx += n_) {
      const float g = args.output_gradients[0][p];
      if constexpr (kMax) {
        dx[kept_position(args.saved + p)] += g;
      } else {
        const float each = g / static_cast<float>(n_);
        for (std::int64_t i = 0; i < n_; ++i) dx[i] += each;
      }
    }
  }

 private:
  [[nodiscard]] float sum(const float* x) const {
    const std::int64_t whole = n_ - n_ % kWide;
    Wide lanes{};
    for (std::int64_t i = 0; i < whole; i += kWide) lanes += load_wide(x + i);
    float total = sum_of_lanes(lanes);
    for (std::int64_t i = whole; i < n_; ++i) total += x[i];
    return total;
  }

  std::int64_t planes_ = 0, n_ = 0;
  bool keep_ = false;
};

}  // namespace

std::unique_ptr<Kernel> make_max_pool(const NodeContext& node) { return make_kernel<MaxPool>(node); }
std::unique_ptr<Kernel> make_average_pool(const NodeContext& node) { return make_kernel<AveragePool>(node); }
std::unique_ptr<Kernel> make_global_max_pool(const NodeContext& node) { return make_kernel<GlobalPool<true>>(node); }
std::unique_ptr<Kernel> make_global_average_pool(const NodeContext& node) {
  return make_kernel<GlobalPool<false>>(node);
}

}  // namespace earshot::nn
