// What LSTM and GRU share: shapes, directions and the two layouts. A "row" is one time step of one sequence; rows are
// numbered in the order of X, [time, batch] (layout 0) or [batch, time] (layout 1), and so are all the buffers of a
// direction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/node_context.h"

namespace earshot::nn {

struct Recurrence {
  std::int64_t steps = 0, batch = 0, inputs = 0, hidden = 0, directions = 1, gates = 0;
  bool backward_first = false;  // direction = "reverse"
  bool batch_first = false;     // layout = 1

  // Reads the inputs X, W, R, B, sequence_lens, initial_h (0 to 5) and the attributes that both operators have.
  // `activations`: the default ones of one direction; others are unsupported.
  Recurrence(const NodeContext& node, std::int64_t gates_per_cell, const std::vector<std::string>& activations);

  [[nodiscard]] std::int64_t rows() const { return steps * batch; }
  // Of sequence 0 at time t; the same time of the next sequence is row_step() rows further.
  [[nodiscard]] std::int64_t row(std::int64_t t) const { return batch_first ? t : t * batch; }
  [[nodiscard]] std::int64_t row_step() const { return batch_first ? steps : 1; }
  // Time of the step-th step in direction d.
  [[nodiscard]] std::int64_t time(std::int64_t d, std::int64_t step) const {
    return backward_first || d == 1 ? steps - 1 - step : step;
  }
  // Y is [time, directions, batch, hidden], or [batch, time, directions, hidden].
  [[nodiscard]] std::int64_t y_offset(std::int64_t t, std::int64_t d, std::int64_t b) const {
    return (batch_first ? (b * steps + t) * directions + d : (t * directions + d) * batch + b) * hidden;
  }
  // States are [directions, batch, hidden], or [batch, directions, hidden].
  [[nodiscard]] std::int64_t state_offset(std::int64_t d, std::int64_t b) const {
    return (batch_first ? b * directions + d : d * batch + b) * hidden;
  }
  [[nodiscard]] Shape y_shape() const;

  // Between the states of direction d in an ONNX tensor and [batch, hidden]; from nullptr: zeros.
  void load_state(const float* from, std::int64_t d, float* state) const noexcept;
  void store_state(const float* state, std::int64_t d, float* to) const noexcept;
  void add_state(const float* state, std::int64_t d, float* to) const noexcept;
  // The state of sequence b before the step-th step in direction d: a row of `kept` (the states after each step), or of
  // the initial states. nullptr: zeros.
  [[nodiscard]] const float* state_before(const float* initial, const float* kept, std::int64_t d, std::int64_t step,
                                          std::int64_t b) const noexcept;
  [[nodiscard]] Shape state_shape() const;
};

// into[j] += sum over the rows of matrix[row][j].
void add_column_sums(std::int64_t rows, std::int64_t cols, const float* matrix, float* into) noexcept;

}  // namespace earshot::nn
