// GRU as ONNX defines it, gates in the order z r h (update, reset, hidden). With x the input and h the state:
//   z = sigmoid(Wz x + Rz h + bz)   r = sigmoid(Wr x + Rr h + br)   h' = (1 - z) n + z h
//   n = tanh(Wh x + wbh + Rh (r h) + rbh)        linear_before_reset = 0
//   n = tanh(Wh x + wbh + r (Rh h + rbh))        linear_before_reset = 1 (Keras' default, PyTorch, cuDNN)
// W [directions, 3 hidden, inputs], R [directions, 3 hidden, hidden], B [directions, 6 hidden] (for W, then for R).
// Buffers of a direction have one row for each (time, sequence), in the order of X.
#include <algorithm>

#include "base/set_up.h"
#include "nn/aligned_buffer.h"
#include "nn/kernel.h"
#include "nn/matrix_product.h"
#include "nn/recurrence.h"
#include "nn/wide_math.h"

namespace earshot::nn {
namespace {

enum Input : std::size_t { kX = 0, kW = 1, kR = 2, kB = 3, kInitialH = 5 };
constexpr std::int64_t kGates = 3;

std::size_t room(std::int64_t n) { return aligned_size(static_cast<std::size_t>(n)); }

class Gru : public Kernel {
 public:
  EARSHOT_SET_UP explicit Gru(const NodeContext& node)
      : shape_(node, kGates, {"Sigmoid", "Tanh"}), training_(node.training()), width_(kGates * shape_.hidden) {
    node.require_inputs(3, 6);
    linear_before_reset_ = node.integer("linear_before_reset", 0) != 0;
    output_shapes_ = {shape_.y_shape(), shape_.state_shape()};
    const std::int64_t rows = shape_.rows();
    const std::int64_t n = shape_.hidden;
    input_product_ = {rows, width_, shape_.inputs, false, true};
    input_gradient_ = {rows, shape_.inputs, width_, false, false};
    weight_gradient_ = {width_, shape_.inputs, rows, true, false};
    recurrent_gradient_ = {n, n, rows, true, false};

    gates_room_ = room(rows * width_);
    rows_room_ = room(rows * n);
    state_room_ = room(shape_.batch * n);
    // The three blocks of R are packed one after another.
    block_room_ = packed_right_size(n, n);
    packed_room_ = 3 * block_room_ + packed_left_size(n);
    workspace_ = product_workspace(input_product_);
    // Forward: packed R, state h, and R h (or r h) of one step; in inference also the gates, which training keeps.
    const std::size_t forward = packed_room_ + 2 * state_room_ + (training_ ? 0 : gates_room_ + rows_room_);
    std::size_t backward = 0;
    if (training_) {
      workspace_ = std::max({workspace_, product_workspace(input_gradient_), product_workspace(weight_gradient_),
                             product_workspace(recurrent_gradient_)});
      saved_size_ = static_cast<std::size_t>(shape_.directions) * saved_of_direction();
      // dh; dh of the step before; d(gates); d(Rh h + rbh); h (or r h) of the step before.
      backward = packed_room_ + 3 * state_room_ + gates_room_ + 3 * rows_room_;
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
  // Of a direction: z, r, n in rows of 3 hidden; Rh h + rbh (or r h); h after each step.
  [[nodiscard]] std::size_t saved_of_direction() const { return gates_room_ + 2 * rows_room_; }

  void forward_direction(const ForwardArgs& args, std::int64_t d) const noexcept {
    const std::int64_t n = shape_.hidden;
    const std::int64_t batch = shape_.batch;
    const std::int64_t row_step = shape_.row_step();
    float* packed = args.scratch + workspace_;
    float* left = packed + 3 * block_room_;
    float* h = packed + packed_room_;
    float* gates = training_ ? args.saved + static_cast<std::size_t>(d) * saved_of_direction() : h + 2 * state_room_;
    float* inner = gates + gates_room_;
    float* kept_h = training_ ? inner + rows_room_ : nullptr;
    const float* bias = input(args.inputs, kB);
    if (bias != nullptr) bias += d * 2 * width_;

    project_inputs(args, bias, d, gates);
    for (std::int64_t k = 0; k < kGates; ++k) {
      pack_right(n, n, true, args.inputs[kR] + (d * width_ + k * n) * n,
                 packed + static_cast<std::size_t>(k) * block_room_);
    }
    shape_.load_state(input(args.inputs, kInitialH), d, h);
    for (std::int64_t s = 0; s < shape_.steps; ++s) {
      const std::int64_t t = shape_.time(d, s);
      const std::int64_t row = shape_.row(t);
      float* first = gates + row * width_;
      for (std::int64_t k = 0; k < 2; ++k) {
        multiply_packed(batch, n, n, h, n, packed + static_cast<std::size_t>(k) * block_room_, first + k * n,
                        row_step * width_, true, left);
      }
      for (std::int64_t b = 0; b < batch; ++b) {
        float* zr = gates + (row + b * row_step) * width_;
        map_wide(2 * n, zr, zr, wide_sigmoid);
      }
      float* first_inner = inner + row * n;
      const float* hidden_block = packed + 2 * block_room_;
      if (linear_before_reset_) {
        multiply_packed(batch, n, n, h, n, hidden_block, first_inner, row_step * n, false, left);
      } else {
        for (std::int64_t b = 0; b < batch; ++b) {
          const float* r = gates + (row + b * row_step) * width_ + n;
          for (std::int64_t j = 0; j < n; ++j) first_inner[b * row_step * n + j] = r[j] * h[b * n + j];
        }
        multiply_packed(batch, n, n, first_inner, row_step * n, hidden_block, first + 2 * n, row_step * width_, true,
                        left);
      }
      for (std::int64_t b = 0; b < batch; ++b) {
        const std::int64_t r = row + b * row_step;
        advance(gates + r * width_, inner + r * n, bias == nullptr ? nullptr : bias + width_ + 2 * n, h + b * n);
        if (training_) std::copy_n(h + b * n, n, kept_h + r * n);
        if (float* y = output(args.outputs, 0)) std::copy_n(h + b * n, n, y + shape_.y_offset(t, d, b));
      }
    }
    if (float* last = output(args.outputs, 1)) shape_.store_state(h, d, last);
  }

  // gates = x W^T + b for all rows; rbh is added here too unless the reset gate comes in between.
  void project_inputs(const ForwardArgs& args, const float* bias, std::int64_t d, float* gates) const noexcept {
    if (bias != nullptr) {
      const std::int64_t n = shape_.hidden;
      for (std::int64_t j = 0; j < width_; ++j) {
        gates[j] = bias[j] + (linear_before_reset_ && j >= 2 * n ? 0.0F : bias[width_ + j]);
      }
      for (std::int64_t r = 1; r < shape_.rows(); ++r) std::copy_n(gates, width_, gates + r * width_);
    }
    multiply(input_product_, 1.0F, args.inputs[kX], args.inputs[kW] + d * width_ * shape_.inputs, gates,
             bias != nullptr, args.scratch);
  }

  // The candidate n of one row, and the state of its sequence one step on.
  void advance(float* gates, float* inner, const float* inner_bias, float* h) const noexcept {
    const std::int64_t n = shape_.hidden;
    const float* z = gates;
    const float* r = gates + n;
    float* candidate = gates + 2 * n;
    if (linear_before_reset_) {
      for (std::int64_t j = 0; j < n; ++j) {
        if (inner_bias != nullptr) inner[j] += inner_bias[j];
        candidate[j] += r[j] * inner[j];
      }
    }
    map_wide(n, candidate, candidate, wide_tanh);
    for (std::int64_t j = 0; j < n; ++j) h[j] = candidate[j] + z[j] * (h[j] - candidate[j]);
  }

  void backward_direction(const BackwardArgs& args, std::int64_t d) const noexcept {
    const std::int64_t n = shape_.hidden;
    const std::int64_t batch = shape_.batch;
    const std::int64_t row_step = shape_.row_step();
    float* packed = args.scratch + workspace_;
    float* left = packed + 3 * block_room_;
    float* dh = packed + packed_room_;
    float* dh_before = dh + state_room_;
    float* d_reset = dh_before + state_room_;  // of r h, when the product comes after the reset
    float* d_gates = d_reset + state_room_;
    float* d_inner = d_gates + gates_room_;  // what the hidden block of R sees: d(Rh h + rbh), or d n before its tanh
    float* h_before = d_inner + rows_room_;
    const float* gates = args.saved + static_cast<std::size_t>(d) * saved_of_direction();
    const float* inner = gates + gates_room_;
    const float* kept_h = inner + rows_room_;

    for (std::int64_t k = 0; k < kGates; ++k) {
      pack_right(n, n, false, args.inputs[kR] + (d * width_ + k * n) * n,
                 packed + static_cast<std::size_t>(k) * block_room_);
    }
    shape_.load_state(output_gradient(args, 1), d, dh);
    for (std::int64_t s = shape_.steps - 1; s >= 0; --s) {
      const std::int64_t t = shape_.time(d, s);
      const std::int64_t row = shape_.row(t);
      for (std::int64_t b = 0; b < batch; ++b) {
        const std::int64_t r = row + b * row_step;
        if (const float* dy = output_gradient(args, 0)) {
          const float* at = dy + shape_.y_offset(t, d, b);
          for (std::int64_t j = 0; j < n; ++j) dh[b * n + j] += at[j];
        }
        const float* before = shape_.state_before(input(args.inputs, kInitialH), kept_h, d, s, b);
        if (before == nullptr) {
          std::fill_n(h_before + r * n, n, 0.0F);
        } else {
          std::copy_n(before, n, h_before + r * n);
        }
        const float* g = gates + r * width_;
        float* dg = d_gates + r * width_;
        for (std::int64_t j = 0; j < n; ++j) {
          const float z = g[j];
          const float candidate = g[2 * n + j];
          const float from = dh[b * n + j];
          dg[j] = from * (h_before[r * n + j] - candidate) * z * (1.0F - z);
          dg[2 * n + j] = from * (1.0F - z) * (1.0F - candidate * candidate);
          dh_before[b * n + j] = from * z;
        }
      }
      reset_back(row, gates, inner, h_before, packed, left, d_reset, dh_before, d_gates, d_inner);
      for (std::int64_t k = 0; k < 2; ++k) {
        multiply_packed(batch, n, n, d_gates + row * width_ + k * n, row_step * width_,
                        packed + static_cast<std::size_t>(k) * block_room_, dh_before, n, true, left);
      }
      std::swap(dh, dh_before);
    }
    if (float* to = input_gradient(args, kInitialH)) shape_.add_state(dh, d, to);
    const float* w = args.inputs[kW] + d * width_ * shape_.inputs;
    if (float* dx = args.input_gradients[kX]) multiply(input_gradient_, 1.0F, d_gates, w, dx, true, args.scratch);
    if (float* dw = args.input_gradients[kW]) {
      multiply(weight_gradient_, 1.0F, d_gates, args.inputs[kX], dw + d * width_ * shape_.inputs, true, args.scratch);
    }
    if (float* dr = args.input_gradients[kR]) {
      add_recurrent_gradient(d_gates, d_inner, inner, h_before, h_before + rows_room_, dr + d * width_ * n,
                             args.scratch);
    }
    if (float* db = input_gradient(args, kB)) {
      db += d * 2 * width_;
      add_column_sums(shape_.rows(), width_, d_gates, db);
      for (std::int64_t r = 0; r < shape_.rows(); ++r) {
        for (std::int64_t j = 0; j < 2 * n; ++j) db[width_ + j] += d_gates[r * width_ + j];
        for (std::int64_t j = 0; j < n; ++j) db[width_ + 2 * n + j] += d_inner[r * n + j];
      }
    }
  }

  // Through n's dependence on the state and the reset gate, for all sequences of one time.
  void reset_back(std::int64_t row, const float* gates, const float* inner, const float* h_before, const float* packed,
                  float* left, float* d_reset, float* dh_before, float* d_gates, float* d_inner) const noexcept {
    const std::int64_t n = shape_.hidden;
    const std::int64_t row_step = shape_.row_step();
    const float* hidden_block = packed + 2 * block_room_;
    if (!linear_before_reset_) {
      multiply_packed(shape_.batch, n, n, d_gates + row * width_ + 2 * n, row_step * width_, hidden_block, d_reset, n,
                      false, left);
    }
    for (std::int64_t b = 0; b < shape_.batch; ++b) {
      const std::int64_t at = row + b * row_step;
      const float* r = gates + at * width_ + n;
      float* dr = d_gates + at * width_ + n;
      const float* dn = d_gates + at * width_ + 2 * n;
      for (std::int64_t j = 0; j < n; ++j) {
        float from_r = 0.0F;
        if (linear_before_reset_) {
          from_r = dn[j] * inner[at * n + j];
          d_inner[at * n + j] = dn[j] * r[j];
        } else {
          from_r = d_reset[b * n + j] * h_before[at * n + j];
          d_inner[at * n + j] = dn[j];
          dh_before[b * n + j] += d_reset[b * n + j] * r[j];
        }
        dr[j] = from_r * r[j] * (1.0F - r[j]);
      }
    }
    if (linear_before_reset_) {
      multiply_packed(shape_.batch, n, n, d_inner + row * n, row_step * n, hidden_block, dh_before, n, true, left);
    }
  }

  // dR of z and r from h, of n from h or from r h. `column`: room for one gate of all rows.
  void add_recurrent_gradient(const float* d_gates, const float* d_inner, const float* inner, const float* h_before,
                              float* column, float* dr, float* workspace) const noexcept {
    const std::int64_t n = shape_.hidden;
    for (std::int64_t k = 0; k < 2; ++k) {
      for (std::int64_t r = 0; r < shape_.rows(); ++r) std::copy_n(d_gates + r * width_ + k * n, n, column + r * n);
      multiply(recurrent_gradient_, 1.0F, column, h_before, dr + k * n * n, true, workspace);
    }
    multiply(recurrent_gradient_, 1.0F, d_inner, linear_before_reset_ ? h_before : inner, dr + 2 * n * n, true,
             workspace);
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

  Recurrence shape_;
  bool training_, linear_before_reset_ = false;
  std::int64_t width_;  // of all gates
  ProductShape input_product_, input_gradient_, weight_gradient_, recurrent_gradient_;
  std::size_t workspace_ = 0, block_room_ = 0, packed_room_ = 0, gates_room_ = 0, rows_room_ = 0, state_room_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_gru(const NodeContext& node) { return make_kernel<Gru>(node); }

}  // namespace earshot::nn
