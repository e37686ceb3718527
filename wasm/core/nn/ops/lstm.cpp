// LSTM as ONNX defines it, gates in the order i o f c (input, output, forget, cell). With x the input and h, c the
// state:
//   i = sigmoid(Wi x + Ri h + bi)   o = sigmoid(Wo x + Ro h + bo)   f = sigmoid(Wf x + Rf h + bf)   g = tanh(Wc x + Rc
//   h + bc) c' = f c + i g                  h' = o tanh(c')
// W [directions, 4 hidden, inputs], R [directions, 4 hidden, hidden], B [directions, 8 hidden] (for W, then for R).
//
// The inputs of all time steps go through W in one product; only R h waits for the step before. Buffers of a direction
// have one row for each (time, sequence), in the order of X.
#include <algorithm>

#include "base/set_up.h"
#include "nn/aligned_buffer.h"
#include "nn/kernel.h"
#include "nn/matrix_product.h"
#include "nn/recurrence.h"
#include "nn/wide_math.h"

namespace earshot::nn {
namespace {

enum Input : std::size_t { kX = 0, kW = 1, kR = 2, kB = 3, kInitialH = 5, kInitialC = 6, kPeepholes = 7 };
constexpr std::int64_t kGates = 4;

std::size_t room(std::int64_t n) { return aligned_size(static_cast<std::size_t>(n)); }

class Lstm : public Kernel {
 public:
  EARSHOT_SET_UP explicit Lstm(const NodeContext& node)
      : shape_(node, kGates, {"Sigmoid", "Tanh", "Tanh"}), training_(node.training()), width_(kGates * shape_.hidden) {
    node.require_inputs(3, 8);
    if (node.integer("input_forget", 0) != 0) node.unsupported("input_forget is not available");
    if (node.has_input(kPeepholes)) node.unsupported("peephole weights are not available");
    if (node.has_input(kInitialC) && node.shape(kInitialC) != shape_.state_shape()) {
      node.fail("initial_c must be " + to_string(shape_.state_shape()));
    }
    output_shapes_ = {shape_.y_shape(), shape_.state_shape(), shape_.state_shape()};
    const std::int64_t rows = shape_.rows();
    const std::int64_t h = shape_.hidden;
    input_product_ = {rows, width_, shape_.inputs, false, true};
    input_gradient_ = {rows, shape_.inputs, width_, false, false};
    weight_gradient_ = {width_, shape_.inputs, rows, true, false};
    recurrent_gradient_ = {width_, h, rows, true, false};

    gates_room_ = room(rows * width_);
    rows_room_ = room(rows * h);
    state_room_ = room(shape_.batch * h);
    packed_room_ = std::max(packed_right_size(h, width_), packed_right_size(width_, h)) + packed_left_size(width_);
    workspace_ = product_workspace(input_product_);
    // Forward: packed R, states h and c; in inference also the gates, which training keeps.
    const std::size_t forward = packed_room_ + 2 * state_room_ + (training_ ? 0 : gates_room_);
    std::size_t backward = 0;
    if (training_) {
      workspace_ = std::max({workspace_, product_workspace(input_gradient_), product_workspace(weight_gradient_),
                             product_workspace(recurrent_gradient_)});
      saved_size_ = static_cast<std::size_t>(shape_.directions) * (gates_room_ + 2 * rows_room_);  // gates, c, h
      backward = packed_room_ + 2 * state_room_ + gates_room_ + rows_room_;  // dh, dc; d(gates); h of the step before
    }
    scratch_size_ = workspace_ + std::max(forward, backward);
  }

  void forward(const ForwardArgs& args) const noexcept override {
    for (std::int64_t d = 0; d < shape_.directions; ++d) forward_direction(args, d);
  }

  void backward(const BackwardArgs& args) const noexcept {
    for (std::int64_t d = 0; d < shape_.directions; ++d) backward_direction(args, d);
  }

 private:
  void forward_direction(const ForwardArgs& args, std::int64_t d) const noexcept {
    const std::int64_t n = shape_.hidden;
    const std::int64_t batch = shape_.batch;
    float* packed = args.scratch + workspace_;
    float* left = packed + packed_right_size(n, width_);
    float* h = packed + packed_room_;
    float* c = h + state_room_;
    float* gates = training_ ? saved_gates(args.saved, d) : c + state_room_;
    float* kept_c = training_ ? gates + gates_room_ : nullptr;
    float* kept_h = training_ ? kept_c + rows_room_ : nullptr;

    project_inputs(args, d, gates);
    pack_right(n, width_, true, args.inputs[kR] + d * width_ * n, packed);
    shape_.load_state(input(args.inputs, kInitialH), d, h);
    shape_.load_state(input(args.inputs, kInitialC), d, c);
    const std::int64_t row_step = shape_.row_step();
    for (std::int64_t s = 0; s < shape_.steps; ++s) {
      const std::int64_t t = shape_.time(d, s);
      const std::int64_t row = shape_.row(t);
      multiply_packed(batch, width_, n, h, n, packed, gates + row * width_, row_step * width_, true, left);
      for (std::int64_t b = 0; b < batch; ++b) {
        const std::int64_t r = row + b * row_step;
        advance(gates + r * width_, c + b * n, h + b * n);
        if (training_) {
          std::copy_n(c + b * n, n, kept_c + r * n);
          std::copy_n(h + b * n, n, kept_h + r * n);
        }
        if (float* y = output(args.outputs, 0)) std::copy_n(h + b * n, n, y + shape_.y_offset(t, d, b));
      }
    }
    if (float* last_h = output(args.outputs, 1)) shape_.store_state(h, d, last_h);
    if (float* last_c = output(args.outputs, 2)) shape_.store_state(c, d, last_c);
  }

  // gates = x W^T + b for all rows.
  void project_inputs(const ForwardArgs& args, std::int64_t d, float* gates) const noexcept {
    const float* bias = input(args.inputs, kB);
    if (bias != nullptr) {
      bias += d * 2 * width_;
      for (std::int64_t j = 0; j < width_; ++j) gates[j] = bias[j] + bias[width_ + j];
      for (std::int64_t r = 1; r < shape_.rows(); ++r) std::copy_n(gates, width_, gates + r * width_);
    }
    multiply(input_product_, 1.0F, args.inputs[kX], args.inputs[kW] + d * width_ * shape_.inputs, gates,
             bias != nullptr, args.scratch);
  }

  // From the sums of one row to its activated gates, and the state of its sequence one step on.
  void advance(float* gates, float* c, float* h) const noexcept {
    const std::int64_t n = shape_.hidden;
    map_wide(3 * n, gates, gates, wide_sigmoid);
    map_wide(n, gates + 3 * n, gates + 3 * n, wide_tanh);
    const float* i = gates;
    const float* o = gates + n;
    const float* f = gates + 2 * n;
    const float* g = gates + 3 * n;
    for (std::int64_t j = 0; j < n; ++j) c[j] = f[j] * c[j] + i[j] * g[j];
    map_wide(n, c, h, wide_tanh);
    for (std::int64_t j = 0; j < n; ++j) h[j] *= o[j];
  }

  void backward_direction(const BackwardArgs& args, std::int64_t d) const noexcept {
    const std::int64_t n = shape_.hidden;
    const std::int64_t batch = shape_.batch;
    float* packed = args.scratch + workspace_;
    float* left = packed + packed_right_size(width_, n);
    float* dh = packed + packed_room_;
    float* dc = dh + state_room_;
    float* d_gates = dc + state_room_;
    float* h_before = d_gates + gates_room_;
    const float* gates = saved_gates(args.saved, d);
    const float* kept_c = gates + gates_room_;
    const float* kept_h = kept_c + rows_room_;

    const float* r_weights = args.inputs[kR] + d * width_ * n;
    pack_right(width_, n, false, r_weights, packed);
    shape_.load_state(output_gradient(args, 1), d, dh);
    shape_.load_state(output_gradient(args, 2), d, dc);
    const std::int64_t row_step = shape_.row_step();
    for (std::int64_t s = shape_.steps - 1; s >= 0; --s) {
      const std::int64_t t = shape_.time(d, s);
      const std::int64_t row = shape_.row(t);
      for (std::int64_t b = 0; b < batch; ++b) {
        const std::int64_t r = row + b * row_step;
        const float* c_before = shape_.state_before(input(args.inputs, kInitialC), kept_c, d, s, b);
        if (const float* dy = output_gradient(args, 0)) {
          const float* at = dy + shape_.y_offset(t, d, b);
          for (std::int64_t j = 0; j < n; ++j) dh[b * n + j] += at[j];
        }
        step_back(gates + r * width_, kept_c + r * n, c_before, dh + b * n, dc + b * n, d_gates + r * width_);
        const float* h = shape_.state_before(input(args.inputs, kInitialH), kept_h, d, s, b);
        if (h == nullptr) {
          std::fill_n(h_before + r * n, n, 0.0F);
        } else {
          std::copy_n(h, n, h_before + r * n);
        }
      }
      // dh of the step before = d(gates) R.
      multiply_packed(batch, n, width_, d_gates + row * width_, row_step * width_, packed, dh, n, false, left);
    }
    if (float* to = input_gradient(args, kInitialH)) shape_.add_state(dh, d, to);
    if (float* to = input_gradient(args, kInitialC)) shape_.add_state(dc, d, to);
    const float* w = args.inputs[kW] + d * width_ * shape_.inputs;
    if (float* dx = args.input_gradients[kX]) multiply(input_gradient_, 1.0F, d_gates, w, dx, true, args.scratch);
    if (float* dw = args.input_gradients[kW]) {
      multiply(weight_gradient_, 1.0F, d_gates, args.inputs[kX], dw + d * width_ * shape_.inputs, true, args.scratch);
    }
    if (float* dr = args.input_gradients[kR]) {
      multiply(recurrent_gradient_, 1.0F, d_gates, h_before, dr + d * width_ * n, true, args.scratch);
    }
    if (float* db = input_gradient(args, kB)) {
      db += d * 2 * width_;
      add_column_sums(shape_.rows(), width_, d_gates, db);
      add_column_sums(shape_.rows(), width_, d_gates, db + width_);
    }
  }

  // dh and dc of this step's state -> gradients of the gates before their activation, and dc of the step before.
  void step_back(const float* gates, const float* c, const float* c_before, const float* dh, float* dc,
                 float* d_gates) const noexcept {
    const std::int64_t n = shape_.hidden;
    const float* i = gates;
    const float* o = gates + n;
    const float* f = gates + 2 * n;
    const float* g = gates + 3 * n;
    float* tanh_c = d_gates;  // until the gradient of i takes the place
    map_wide(n, c, tanh_c, wide_tanh);
    for (std::int64_t j = 0; j < n; ++j) {
      const float squashed = tanh_c[j];
      const float cell = dc[j] + dh[j] * o[j] * (1.0F - squashed * squashed);
      const float old = c_before == nullptr ? 0.0F : c_before[j];
      d_gates[n + j] = dh[j] * squashed * o[j] * (1.0F - o[j]);
      d_gates[2 * n + j] = cell * old * f[j] * (1.0F - f[j]);
      d_gates[3 * n + j] = cell * i[j] * (1.0F - g[j] * g[j]);
      d_gates[j] = cell * g[j] * i[j] * (1.0F - i[j]);
      dc[j] = cell * f[j];
    }
  }

  static const float* input(std::span<const float* const> inputs, std::size_t i) {
    return i < inputs.size() ? inputs[i] : nullptr;
  }
  static float* output(std::span<float* const> outputs, std::size_t i) {
    return i < outputs.size() ? outputs[i] : nullptr;
  }
  static float* input_gradient(const BackwardArgs& args, std::size_t i) {
    return i < args.input_gradients.size() ? args.input_gradients[i] : nullptr;
  }
  static const float* output_gradient(const BackwardArgs& args, std::size_t i) {
    return i < args.output_gradients.size() ? args.output_gradients[i] : nullptr;
  }
  template <class Float>
  [[nodiscard]] Float* saved_gates(Float* saved, std::int64_t d) const {
    return saved + static_cast<std::size_t>(d) * (gates_room_ + 2 * rows_room_);
  }

  Recurrence shape_;
  bool training_;
  std::int64_t width_;  // of all gates
  ProductShape input_product_, input_gradient_, weight_gradient_, recurrent_gradient_;
  std::size_t workspace_ = 0, packed_room_ = 0, gates_room_ = 0, rows_room_ = 0, state_room_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_lstm(const NodeContext& node) { return make_kernel<Lstm>(node); }

}  // namespace earshot::nn
