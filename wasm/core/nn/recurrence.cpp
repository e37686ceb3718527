#include "nn/recurrence.h"

#include <algorithm>

namespace earshot::nn {
namespace {

enum Input : std::size_t { kX = 0, kW = 1, kR = 2, kB = 3, kSequenceLens = 4, kInitialH = 5 };

void check_activations(const NodeContext& node, std::int64_t directions, const std::vector<std::string>& defaults) {
  const auto given = node.texts("activations");
  if (!given) return;
  std::vector<std::string> expected;
  for (std::int64_t d = 0; d < directions; ++d) expected.insert(expected.end(), defaults.begin(), defaults.end());
  if (*given != expected) node.unsupported("activations other than the default ones are not available");
}

// Sequences of different lengths are not run; saying that all have the full length is fine.
void check_lengths(const NodeContext& node, std::int64_t steps, std::int64_t batch) {
  if (!node.has_input(kSequenceLens)) return;
  const std::vector<std::int64_t> lengths = node.constant_integers(kSequenceLens, "sequence_lens");
  if (static_cast<std::int64_t>(lengths.size()) != batch)
    node.fail("sequence_lens must be [" + std::to_string(batch) + "]");
  if (std::any_of(lengths.begin(), lengths.end(), [&](std::int64_t n) { return n != steps; })) {
    node.unsupported("sequence_lens shorter than the input are not available");
  }
}

}  // namespace

Recurrence::Recurrence(const NodeContext& node, std::int64_t gates_per_cell,
                       const std::vector<std::string>& activations)
    : gates(gates_per_cell) {
  const Shape& x = node.shape(kX);
  const Shape& w = node.shape(kW);
  const Shape& r = node.shape(kR);
  if (x.size() != 3 || w.size() != 3 || r.size() != 3) node.fail("X, W and R must have three dimensions");
  const std::string direction = node.text("direction", "forward");
  if (direction != "forward" && direction != "reverse" && direction != "bidirectional") {
    node.fail("direction \"" + direction + "\" is unknown");
  }
  directions = direction == "bidirectional" ? 2 : 1;
  backward_first = direction == "reverse";
  batch_first = node.integer("layout", 0) != 0;
  steps = x[batch_first ? 1 : 0];
  batch = x[batch_first ? 0 : 1];
  inputs = x[2];
  hidden = node.integer("hidden_size", r[2]);
  if (steps < 1) node.fail("the sequence is empty");
  if (hidden < 1 || r != Shape{directions, gates * hidden, hidden} || w != Shape{directions, gates * hidden, inputs}) {
    node.fail("W and R must be [directions, " + std::to_string(gates) + " hidden, inputs] and [directions, " +
              std::to_string(gates) + " hidden, hidden] with hidden_size " + std::to_string(hidden));
  }
  if (node.has_input(kB) && node.shape(kB) != Shape{directions, 2 * gates * hidden}) {
    node.fail("B must be [directions, " + std::to_string(2 * gates) + " hidden]");
  }
  if (node.has_input(kInitialH) && node.shape(kInitialH) != state_shape()) {
    node.fail("initial_h must be " + to_string(state_shape()));
  }
  if (node.has("clip") && node.real("clip", 0.0F) != 0.0F) node.unsupported("clip is not available");
  check_activations(node, directions, activations);
  check_lengths(node, steps, batch);
}

Shape Recurrence::y_shape() const {
  return batch_first ? Shape{batch, steps, directions, hidden} : Shape{steps, directions, batch, hidden};
}

Shape Recurrence::state_shape() const {
  return batch_first ? Shape{batch, directions, hidden} : Shape{directions, batch, hidden};
}

void Recurrence::load_state(const float* from, std::int64_t d, float* state) const noexcept {
  for (std::int64_t b = 0; b < batch; ++b, state += hidden) {
    if (from == nullptr) {
      std::fill_n(state, hidden, 0.0F);
    } else {
      std::copy_n(from + state_offset(d, b), hidden, state);
    }
  }
}

void Recurrence::store_state(const float* state, std::int64_t d, float* to) const noexcept {
  for (std::int64_t b = 0; b < batch; ++b, state += hidden) std::copy_n(state, hidden, to + state_offset(d, b));
}

void Recurrence::add_state(const float* state, std::int64_t d, float* to) const noexcept {
  for (std::int64_t b = 0; b < batch; ++b, state += hidden) {
    for (std::int64_t j = 0; j < hidden; ++j) to[state_offset(d, b) + j] += state[j];
  }
}

const float* Recurrence::state_before(const float* initial, const float* kept, std::int64_t d, std::int64_t step,
                                      std::int64_t b) const noexcept {
  if (step > 0) return kept + (row(time(d, step - 1)) + b * row_step()) * hidden;
  return initial == nullptr ? nullptr : initial + state_offset(d, b);
}

void add_column_sums(std::int64_t rows, std::int64_t cols, const float* matrix, float* into) noexcept {
  for (std::int64_t r = 0; r < rows; ++r, matrix += cols) {
    for (std::int64_t j = 0; j < cols; ++j) into[j] += matrix[j];
  }
}

}  // namespace earshot::nn
