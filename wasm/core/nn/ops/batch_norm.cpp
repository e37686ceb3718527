// BatchNormalization (Ioffe and Szegedy, 2015) over x [batch, channels, positions...]: y = scale (x - mean) / sqrt(var
// + eps) + bias. Inference uses the running statistics. Training uses the batch's (population variance) and moves the
// running ones as ONNX has it: running = momentum * running + (1 - momentum) * batch. A frozen layer (scale not
// trainable) keeps to the running statistics.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "nn/kernel.h"
#include "nn/node_context.h"
#include "nn/wide_math.h"

namespace earshot::nn {
namespace {

enum Input : std::size_t { kX = 0, kScale = 1, kBias = 2, kMean = 3, kVar = 4 };

struct Geometry {
  std::int64_t batch = 1, channels = 1, positions = 1;

  explicit Geometry(const NodeContext& node) {
    node.require_inputs(5, 5);
    const Shape& x = node.shape(kX);
    if (x.empty()) node.fail("a scalar has no channels");
    if (node.integer("spatial", 1) == 0) node.unsupported("spatial = 0 (one mean a position) is not available");
    batch = x[0];
    channels = x.size() > 1 ? x[1] : 1;
    positions = x.size() > 2 ? product(x, 2, x.size()) : 1;
    for (const std::size_t i : {kScale, kBias, kMean, kVar}) {
      if (node.shape(i) != Shape{channels})
        node.fail("scale, bias, mean and variance must be [" + std::to_string(channels) + "]");
    }
  }
  // visit(channel, first, count) for every run of a channel's elements that lie side by side.
  template <class Visit>
  void for_each_run(Visit visit) const {
    std::int64_t at = 0;
    for (std::int64_t b = 0; b < batch; ++b) {
      for (std::int64_t c = 0; c < channels; ++c, at += positions) visit(c, at, positions);
    }
  }
  // Dense layers have one element a run: there the channels lie side by side, and loops go over them instead.
  [[nodiscard]] bool dense() const { return positions == 1; }
  [[nodiscard]] float share() const { return 1.0F / static_cast<float>(std::max<std::int64_t>(1, batch * positions)); }
};

// sums[s][c] += the sum over channel c of terms(c, values at an element)[s], a value for each of `inputs`. `terms`
// works on single values and on vectors of them. Large planes come from main memory: sums of the same inputs share a
// pass.
template <std::size_t kInputs, std::size_t kSums, class Terms>
void add_channel_sums(const Geometry& geometry, const float* const (&inputs)[kInputs], float* const (&sums)[kSums],
                      Terms terms) {
  if (geometry.dense()) {
    std::int64_t at = 0;
    for (std::int64_t b = 0; b < geometry.batch; ++b) {
      for (std::int64_t c = 0; c < geometry.channels; ++c, ++at) {
        std::array<float, kInputs> values;
        for (std::size_t k = 0; k < kInputs; ++k) values[k] = inputs[k][at];
        const std::array<float, kSums> added = terms(c, values);
        for (std::size_t s = 0; s < kSums; ++s) sums[s][c] += added[s];
      }
    }
    return;
  }
  geometry.for_each_run([&](std::int64_t c, std::int64_t first, std::int64_t count) {
    std::array<Wide, kSums> lanes{};
    std::array<Wide, kInputs> wide;
    std::int64_t i = first;
    const std::int64_t end = first + count;
    for (; i + kWide <= end; i += kWide) {
      for (std::size_t k = 0; k < kInputs; ++k) wide[k] = load_wide(inputs[k] + i);
      const std::array<Wide, kSums> added = terms(c, wide);
      for (std::size_t s = 0; s < kSums; ++s) lanes[s] += added[s];
    }
    std::array<float, kSums> total;
    for (std::size_t s = 0; s < kSums; ++s) total[s] = sum_of_lanes(lanes[s]);
    std::array<float, kInputs> values;
    for (; i < end; ++i) {
      for (std::size_t k = 0; k < kInputs; ++k) values[k] = inputs[k][i];
      const std::array<float, kSums> added = terms(c, values);
      for (std::size_t s = 0; s < kSums; ++s) total[s] += added[s];
    }
    for (std::size_t s = 0; s < kSums; ++s) sums[s][c] += total[s];
  });
}

// y = function(c, values at an element) for all elements; y may be one of the inputs.
template <std::size_t kInputs, class Function>
void map_channels(const Geometry& geometry, const float* const (&inputs)[kInputs], float* y, Function function) {
  if (geometry.dense()) {
    std::int64_t at = 0;
    for (std::int64_t b = 0; b < geometry.batch; ++b) {
      for (std::int64_t c = 0; c < geometry.channels; ++c, ++at) {
        std::array<float, kInputs> values;
        for (std::size_t k = 0; k < kInputs; ++k) values[k] = inputs[k][at];
        y[at] = function(c, values);
      }
    }
    return;
  }
  geometry.for_each_run([&](std::int64_t c, std::int64_t first, std::int64_t count) {
    std::array<const float*, kInputs> from;
    for (std::size_t k = 0; k < kInputs; ++k) from[k] = inputs[k] + first;
    map_wide(count, from, y + first, [&](const std::array<Wide, kInputs>& values) { return function(c, values); });
  });
}

class RunningBatchNorm : public Kernel {
 public:
  explicit RunningBatchNorm(const NodeContext& node) : geometry_(node), epsilon_(node.real("epsilon", 1e-5F)) {
    output_shapes_ = {node.shape(kX)};
    // forward: factor and offset of a channel. backward: 1 / sqrt(var + eps), and the sums for scale and bias.
    scratch_size_ = 3 * static_cast<std::size_t>(geometry_.channels);
    const auto known = [&](std::size_t i) {
      const onnx::Constant* constant = node.constant(i);
      return constant == nullptr ? nullptr : std::get<Tensor>(*constant).data.data();
    };
    const std::array<const float*, 5> inputs = {nullptr, known(kScale), known(kBias), known(kMean), known(kVar)};
    if (std::find(inputs.begin() + kScale, inputs.end(), nullptr) != inputs.end()) return;
    const auto n = static_cast<std::size_t>(geometry_.channels);
    affine_.emplace(ChannelAffine{std::vector<float>(n), std::vector<float>(n)});
    set_affine(inputs, affine_->factor.data(), affine_->offset.data());
  }

  [[nodiscard]] bool in_place() const override { return true; }
  [[nodiscard]] const ChannelAffine* channel_affine() const override { return affine_ ? &*affine_ : nullptr; }

  void forward(const ForwardArgs& args) const noexcept override {
    float* factor = args.scratch;
    float* offset = args.scratch + geometry_.channels;
    set_affine(args.inputs, factor, offset);
    const float* x = args.inputs[kX];
    float* y = args.outputs[0];
    map_channels(geometry_, {x}, y, [=](std::int64_t c, const auto& in) { return in[0] * factor[c] + offset[c]; });
  }

  void backward(const BackwardArgs& args) const noexcept {
    const std::int64_t n = geometry_.channels;
    float* inverse = args.scratch;
    float* sum_g = inverse + n;
    float* sum_gx = sum_g + n;
    for (std::int64_t c = 0; c < n; ++c) inverse[c] = 1.0F / std::sqrt(args.inputs[kVar][c] + epsilon_);
    std::fill_n(sum_g, 2 * n, 0.0F);
    const float* x = args.inputs[kX];
    const float* g = args.output_gradients[0];
    const float* mean = args.inputs[kMean];
    add_channel_sums(geometry_, {g, x}, {sum_g, sum_gx}, [=](std::int64_t c, const auto& in) {
      return std::array{in[0], in[0] * (in[1] - mean[c]) * inverse[c]};
    });
    for (std::int64_t c = 0; c < n; ++c) {
      if (args.input_gradients[kScale] != nullptr) args.input_gradients[kScale][c] += sum_gx[c];
      if (args.input_gradients[kBias] != nullptr) args.input_gradients[kBias][c] += sum_g[c];
    }
    float* dx = args.input_gradients[kX];
    if (dx == nullptr) return;
    const float* scale = args.inputs[kScale];
    map_channels(geometry_, {dx, g}, dx,
                 [=](std::int64_t c, const auto& in) { return in[0] + in[1] * (scale[c] * inverse[c]); });
  }

 private:
  void set_affine(std::span<const float* const> inputs, float* factor, float* offset) const noexcept {
    for (std::int64_t c = 0; c < geometry_.channels; ++c) {
      factor[c] = inputs[kScale][c] / std::sqrt(inputs[kVar][c] + epsilon_);
      offset[c] = inputs[kBias][c] - inputs[kMean][c] * factor[c];
    }
  }

  Geometry geometry_;
  float epsilon_;
  std::optional<ChannelAffine> affine_;  // when all four are known while planning
};

class TrainingBatchNorm : public Kernel {
 public:
  explicit TrainingBatchNorm(const NodeContext& node)
      : geometry_(node), epsilon_(node.real("epsilon", 1e-5F)), momentum_(node.real("momentum", 0.9F)) {
    output_shapes_ = {node.shape(kX)};
    scratch_size_ = 2 * static_cast<std::size_t>(geometry_.channels);
    saved_size_ = 2 * static_cast<std::size_t>(geometry_.channels);  // batch mean, 1 / sqrt(batch variance + eps)
  }

  [[nodiscard]] std::span<const int> updated_inputs() const override {
    static constexpr std::array<int, 2> kUpdated = {static_cast<int>(kMean), static_cast<int>(kVar)};
    return kUpdated;
  }

  void forward(const ForwardArgs& args) const noexcept override {
    const std::int64_t n = geometry_.channels;
    const float* x = args.inputs[kX];
    float* mean = args.saved;
    float* inverse = args.saved + n;
    float* variance = args.scratch;
    const float share = geometry_.share();
    std::fill_n(mean, n, 0.0F);
    std::fill_n(variance, n, 0.0F);
    add_channel_sums(geometry_, {x}, {mean}, [](std::int64_t, const auto& in) { return std::array{in[0]}; });
    for (std::int64_t c = 0; c < n; ++c) mean[c] *= share;
    // Two passes: E[x^2] - E[x]^2 would cancel when the mean is large against the spread.
    add_channel_sums(geometry_, {x}, {variance}, [=](std::int64_t c, const auto& in) {
      const auto difference = in[0] - mean[c];
      return std::array{difference * difference};
    });
    for (std::int64_t c = 0; c < n; ++c) {
      variance[c] *= share;
      inverse[c] = 1.0F / std::sqrt(variance[c] + epsilon_);
      args.updated[0][c] = momentum_ * args.updated[0][c] + (1.0F - momentum_) * mean[c];
      args.updated[1][c] = momentum_ * args.updated[1][c] + (1.0F - momentum_) * variance[c];
    }
    const float* scale = args.inputs[kScale];
    const float* bias = args.inputs[kBias];
    float* y = args.outputs[0];
    map_channels(geometry_, {x}, y,
                 [=](std::int64_t c, const auto& in) { return (in[0] - mean[c]) * (scale[c] * inverse[c]) + bias[c]; });
  }

  // With u = (x - mean) / sqrt(var + eps) and m elements a channel:
  // dscale = sum(g u), dbias = sum(g), dx = scale / sqrt(var + eps) (g - (dbias + u dscale) / m).
  void backward(const BackwardArgs& args) const noexcept {
    const std::int64_t n = geometry_.channels;
    const float* x = args.inputs[kX];
    const float* g = args.output_gradients[0];
    const float* mean = args.saved;
    const float* inverse = args.saved + n;
    float* sum_g = args.scratch;
    float* sum_gu = sum_g + n;
    std::fill_n(sum_g, 2 * n, 0.0F);
    add_channel_sums(geometry_, {g, x}, {sum_g, sum_gu}, [=](std::int64_t c, const auto& in) {
      return std::array{in[0], in[0] * (in[1] - mean[c]) * inverse[c]};
    });
    for (std::int64_t c = 0; c < n; ++c) {
      if (args.input_gradients[kScale] != nullptr) args.input_gradients[kScale][c] += sum_gu[c];
      if (args.input_gradients[kBias] != nullptr) args.input_gradients[kBias][c] += sum_g[c];
    }
    float* dx = args.input_gradients[kX];
    if (dx == nullptr) return;
    const float share = geometry_.share();
    const float* scale = args.inputs[kScale];
    map_channels(geometry_, {dx, g, x}, dx, [=](std::int64_t c, const auto& in) {
      const auto u = (in[2] - mean[c]) * inverse[c];
      return in[0] + (scale[c] * inverse[c]) * (in[1] - (sum_g[c] + u * sum_gu[c]) * share);
    });
  }

 private:
  Geometry geometry_;
  float epsilon_, momentum_;
};

}  // namespace

std::unique_ptr<Kernel> make_batch_normalization(const NodeContext& node) {
  if (!node.training() && node.integer("training_mode", 0) != 0)
    node.unsupported("the model was exported in training mode; export it for inference");
  if (node.num_outputs() > 1) node.unsupported("its running statistics are not available as outputs");
  if (node.training() && node.trainable(kScale)) return make_kernel<TrainingBatchNorm>(node);
  return make_kernel<RunningBatchNorm>(node);
}

}  // namespace earshot::nn
