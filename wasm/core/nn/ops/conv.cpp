// Conv: y[b, co] = bias[co] + sum over the group's channels ci and the taps of w[co, ci, tap] x[b, ci, ...], in one or
// two spatial dimensions. x [batch, channels, (height,) width], w [out, channels / group, (kernel_h,) kernel_w], bias
// [out].
#include <algorithm>
#include <memory>
#include <vector>

#include "base/set_up.h"
#include "nn/aligned_buffer.h"
#include "nn/conv_geometry.h"
#include "nn/kernel.h"

namespace earshot::nn {
namespace {

class Conv : public Kernel {
 public:
  EARSHOT_SET_UP explicit Conv(const NodeContext& node) {
    node.require_inputs(2, 3);
    const Shape& w = node.shape(1);
    if (w.size() < 3 || w.size() != node.shape(0).size())
      node.fail("the weights must be [out, in / group, kernel...] with the input's rank");
    window_ = WindowGeometry::of(node, {w.begin() + 2, w.end()});
    groups_ = node.integer("group", 1);
    if (groups_ < 1 || window_.channels % groups_ != 0 || w[0] % groups_ != 0) {
      node.fail("group = " + std::to_string(groups_) + " does not divide the channels");
    }
    in_ = window_.channels / groups_;
    out_ = w[0] / groups_;
    if (w[1] != in_)
      node.fail("the weights are for " + std::to_string(w[1]) + " channels a group, the input has " +
                std::to_string(in_));
    if (in_ == 0 || out_ == 0) node.fail("there are no channels");
    has_bias_ = node.has_input(2);
    if (has_bias_ && node.shape(2) != Shape{w[0]}) node.fail("the bias must be [" + std::to_string(w[0]) + "]");
    if (has_bias_ && node.constant(2) != nullptr) known_bias_ = std::get<Tensor>(*node.constant(2)).data.data();
    geometry_ = ConvGeometry(node, window_, in_, out_);
    output_shapes_ = {window_.output_shape(w[0])};

    packed_size_ = geometry_.forward().packed_size();
    if (const onnx::Constant* constant = node.constant(1)) {
      const float* weights = std::get<Tensor>(*constant).data.data();
      fixed_ = AlignedBuffer(static_cast<std::size_t>(groups_ * packed_size_));
      for (std::int64_t g = 0; g < groups_; ++g) pack_forward(weights, g, fixed_.data() + g * packed_size_);
    }
    std::int64_t packed = fixed_.data() == nullptr ? packed_size_ : 0;
    std::int64_t staged = geometry_.staged_input_size();
    if (node.training()) {
      for (const ConvGeometry::Phase& phase : geometry_.phases())
        packed = std::max(packed, phase.product.packed_size());
      staged += geometry_.staged_gradient_size();
    }
    packed_room_ = round_up(packed, static_cast<std::int64_t>(kAlignedFloats));
    scratch_size_ = static_cast<std::size_t>(packed_room_ + staged);
  }

  void forward(const ForwardArgs& args) const noexcept override {
    float* staged = args.scratch + packed_room_;
    for (std::int64_t g = 0; g < groups_; ++g) {
      const float* packed = fixed_.data() + g * packed_size_;
      if (fixed_.data() == nullptr) {
        pack_forward(args.inputs[1], g, args.scratch);
        packed = args.scratch;
      }
      const float* all_biases = !own_bias_.empty() ? own_bias_.data() : has_bias_ ? args.inputs[2] : nullptr;
      const float* bias = all_biases == nullptr ? nullptr : all_biases + g * out_;
      for (std::int64_t b = 0; b < window_.batch; ++b) {
        const float* x = geometry_.stage_input(input_at(args.inputs[0], b, g), staged);
        geometry_.forward().overwrite(packed, x, bias, output_at(args.outputs[0], b, g), then_.get());
      }
    }
  }

  // A batch normalisation with fixed statistics becomes part of fixed weights and biases; a function of one element is
  // applied to each block of outputs as it is written.
  EARSHOT_SET_UP [[nodiscard]] bool absorb(std::unique_ptr<Kernel>& next) override {
    if (then_ != nullptr) return false;
    if (next->is_elementwise()) {
      then_ = std::move(next);
      return true;
    }
    const ChannelAffine* affine = next->channel_affine();
    if (affine == nullptr || fixed_.data() == nullptr || (has_bias_ && known_bias_ == nullptr)) return false;
    if (own_bias_.empty()) {
      own_bias_.assign(static_cast<std::size_t>(groups_ * out_), 0.0F);
      if (has_bias_) std::copy_n(known_bias_, own_bias_.size(), own_bias_.begin());
    }
    const std::int64_t depth = geometry_.forward().depth();
    for (std::int64_t g = 0; g < groups_; ++g) {
      float* packed = fixed_.data() + g * packed_size_;
      const float* factor = affine->factor.data() + g * out_;
      for_each_panel(out_, [&](std::int64_t row, int panel, int present, std::int64_t offset) {
        for (std::int64_t d = 0; d < depth; ++d) {
          for (int r = 0; r < present; ++r) packed[offset * depth + d * panel + r] *= factor[row + r];
        }
      });
    }
    for (std::size_t c = 0; c < own_bias_.size(); ++c)
      own_bias_[c] = own_bias_[c] * affine->factor[c] + affine->offset[c];
    next.reset();
    return true;
  }

  void backward(const BackwardArgs& args) const noexcept {
    float* dx = args.input_gradients[0];
    float* dw = args.input_gradients[1];
    if (has_bias_ && args.input_gradients[2] != nullptr)
      add_bias_gradient(args.output_gradients[0], args.input_gradients[2]);
    if (dx == nullptr && dw == nullptr) return;
    float* staged_input = args.scratch + packed_room_;
    float* staged_gradient = staged_input + geometry_.staged_input_size();
    for (std::int64_t g = 0; g < groups_; ++g) {
      if (dw != nullptr) {
        for (std::int64_t b = 0; b < window_.batch; ++b) {
          const float* x = geometry_.stage_input(input_at(args.inputs[0], b, g), staged_input);
          const float* dy = geometry_.stage_gradient(output_at(args.output_gradients[0], b, g), staged_gradient);
          geometry_.add_weight_gradient(x, dy, dw + g * out_ * geometry_.forward().depth());
        }
      }
      if (dx == nullptr) continue;
      for (const ConvGeometry::Phase& phase : geometry_.phases()) {
        pack_backward(args.inputs[1], g, phase, args.scratch);
        for (std::int64_t b = 0; b < window_.batch; ++b) {
          const float* dy = geometry_.stage_gradient(output_at(args.output_gradients[0], b, g), staged_gradient);
          phase.product.add(args.scratch, dy, input_at(dx, b, g));
        }
      }
    }
  }

 private:
  template <class Float>
  [[nodiscard]] Float* input_at(Float* x, std::int64_t b, std::int64_t g) const {
    return x + (b * groups_ + g) * in_ * window_.in_plane();
  }
  template <class Float>
  [[nodiscard]] Float* output_at(Float* y, std::int64_t b, std::int64_t g) const {
    return y + (b * groups_ + g) * out_ * window_.out_plane();
  }

  void pack_forward(const float* w, std::int64_t g, float* packed) const noexcept {
    const std::int64_t depth = geometry_.forward().depth();
    const float* from = w + g * out_ * depth;
    pack_panels(
        out_, depth, [&](std::int64_t co, std::int64_t d) { return from[co * depth + d]; }, packed);
  }

  // Rows are input channels, d = (output channel, tap of the phase).
  void pack_backward(const float* w, std::int64_t g, const ConvGeometry::Phase& phase, float* packed) const noexcept {
    const std::int64_t all_taps = geometry_.taps();
    const auto taps = static_cast<std::int64_t>(phase.taps.size());
    const float* from = w + g * out_ * in_ * all_taps;
    pack_panels(
        in_, out_ * taps,
        [&](std::int64_t ci, std::int64_t d) {
          return from[(d / taps * in_ + ci) * all_taps + phase.taps[static_cast<std::size_t>(d % taps)]];
        },
        packed);
  }

  void add_bias_gradient(const float* dy, float* db) const noexcept {
    const std::int64_t plane = window_.out_plane();
    const std::int64_t whole = plane - plane % kWide;
    for (std::int64_t b = 0; b < window_.batch; ++b) {
      for (std::int64_t c = 0; c < groups_ * out_; ++c, dy += plane) {
        Wide sum{};
        for (std::int64_t p = 0; p < whole; p += kWide) sum += load_wide(dy + p);
        float total = sum_of_lanes(sum);
        for (std::int64_t p = whole; p < plane; ++p) total += dy[p];
        db[c] += total;
      }
    }
  }

  WindowGeometry window_;
  ConvGeometry geometry_;
  std::int64_t groups_ = 1, in_ = 1, out_ = 1;  // channels of one group
  bool has_bias_ = false;
  AlignedBuffer fixed_;  // the packed weights of all groups, when they never change
  std::int64_t packed_size_ = 0, packed_room_ = 0;
  const float* known_bias_ = nullptr;  // the model's, when it never changes
  std::vector<float> own_bias_;        // instead of the model's, once a normalisation has been absorbed
  std::unique_ptr<Kernel> then_;       // absorbed: applied to what has been written
};

}  // namespace

std::unique_ptr<Kernel> make_conv(const NodeContext& node) { return make_kernel<Conv>(node); }

}  // namespace earshot::nn
