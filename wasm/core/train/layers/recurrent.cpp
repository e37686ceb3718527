// lstm (Hochreiter and Schmidhuber, 1997) and gru (Cho et al., 2014) over the frames of a sequence, as Keras has them.
// {"units", "bidirectional", "return_sequences", "l2"}: [frames, n] -> [units] (the last state) or [frames, units];
// bidirectional: twice the units, forward first, and as the last state of the backward direction the one after the
// first frame. Kernels Glorot uniform, recurrent kernels orthogonal, bias 0 and for LSTM's forget gate 1 (Jozefowicz et
// al., 2015).
#include <algorithm>

#include "nn/initializers.h"
#include "train/layers/layer.h"

namespace earshot::train {
namespace {

struct Cell {
  const char* type;
  const char* op_type;
  std::int64_t gates;  // ONNX's order: input, output, forget, cell; update, reset, hidden
};
constexpr Cell kLstm = {"lstm", "LSTM", 4};
constexpr Cell kGru = {"gru", "GRU", 3};

struct Sizes {
  std::int64_t directions, units, inputs;
};

// Keras' kernel of a direction is [inputs, gates * units]; ONNX's W is its transpose: [directions, gates * units,
// inputs].
std::string add_input_kernel(const Cell& cell, const Sizes& n, const std::string& name, const KernelOptions& kernel,
                             NetworkBuilder& network) {
  const std::int64_t rows = cell.gates * n.units;
  return add_kernel(network, name + ".weight", {n.directions, rows, n.inputs}, {n.inputs, rows}, kernel);
}

// Keras' recurrent kernel [units, gates * units] has orthonormal rows: the columns of ONNX's R [directions, gates *
// units, units].
std::string add_recurrent_kernel(const Cell& cell, const Sizes& n, const std::string& name, NetworkBuilder& network) {
  const std::int64_t rows = cell.gates * n.units;
  Tensor out({n.directions, rows, n.units});
  Tensor rows_first({n.units, rows});
  for (std::int64_t d = 0; d < n.directions; ++d) {
    nn::orthogonal(rows_first.values(), n.units, rows, network.rng());
    float* into = out.data.data() + d * rows * n.units;
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t u = 0; u < n.units; ++u)
        into[r * n.units + u] = rows_first.data[static_cast<std::size_t>(u * rows + r)];
    }
  }
  return network.parameter(name + ".recurrent", std::move(out));
}

// ONNX's B is [input bias, recurrent bias]. GRU uses both (its reset gate stands between them). LSTM would only add
// them up: as in Keras one is trained, the other a constant of zeros, and not an initializer, which every trainer would
// take for a parameter.
std::string add_bias(const Cell& cell, const Sizes& n, const std::string& name, NetworkBuilder& network) {
  const std::int64_t rows = cell.gates * n.units;
  if (cell.gates == kGru.gates) return network.parameter(name + ".bias", Tensor({n.directions, 2 * rows}));
  Tensor bias({n.directions, rows});
  for (std::int64_t d = 0; d < n.directions; ++d) {
    const auto forget = bias.data.begin() + static_cast<std::ptrdiff_t>(d * rows + 2 * n.units);
    std::fill(forget, forget + static_cast<std::ptrdiff_t>(n.units), 1.0F);
  }
  const std::string trained = network.parameter(name + ".bias", std::move(bias));
  network.side_node("Constant", {}, {name + ".zeros"}, {{"value", onnx::Constant(Tensor({n.directions, rows}))}});
  network.side_node("Concat", {trained, name + ".zeros"}, {name + ".biases"}, {{"axis", std::int64_t{1}}});
  return name + ".biases";
}

void build_recurrent(const Cell& cell, Options& options, NetworkBuilder& network) {
  const int units = options.required_integer("units", 1, 1 << 14);
  const bool bidirectional = options.flag("bidirectional", false);
  const bool sequences = options.flag("return_sequences", false);
  const KernelOptions kernel = read_kernel_options(options);
  const Shape from = network.shape();
  if (from.size() != 2)
    options.fail("it needs a sequence [frames, coefficients], but its input is " + to_string(from) +
                 "; permute and reshape make one");
  const std::string name = network.unique_name(cell.type);
  const std::int64_t frames = from[0];
  const Sizes n{bidirectional ? 2 : 1, units, from[1]};

  network.side_node("Transpose", {network.value()}, {name + ".frames_first"},
                    {{"perm", std::vector<std::int64_t>{1, 0, 2}}});
  const std::string weight = add_input_kernel(cell, n, name, kernel, network);
  const std::string recurrent = add_recurrent_kernel(cell, n, name, network);
  const std::string bias = add_bias(cell, n, name, network);
  network.count_multiply_adds(frames * n.directions * cell.gates * n.units * (n.inputs + n.units));

  std::map<std::string, onnx::Attribute> attributes = {
      {"hidden_size", std::int64_t{n.units}}, {"direction", std::string(bidirectional ? "bidirectional" : "forward")}};
  if (cell.gates == kGru.gates) attributes["linear_before_reset"] = std::int64_t{1};  // Keras' reset_after
  // All states [frames, directions, batch, units], or the last ones [directions, batch, units].
  const std::string states = name + ".states";
  network.side_node(cell.op_type, {name + ".frames_first", weight, recurrent, bias},
                    sequences ? std::vector<std::string>{states} : std::vector<std::string>{"", states},
                    std::move(attributes));
  network.side_node("Transpose", {states}, {name + ".batch_first"},
                    {{"perm", sequences ? std::vector<std::int64_t>{2, 0, 1, 3} : std::vector<std::int64_t>{1, 0, 2}}});
  const std::int64_t width = n.directions * n.units;
  const std::string shape = network.integers(
      name + ".shape", sequences ? std::vector<std::int64_t>{0, 0, width} : std::vector<std::int64_t>{0, width});
  network.side_node("Reshape", {name + ".batch_first", shape}, {name}, {});
  network.continue_with(name, sequences ? Shape{frames, width} : Shape{width});
}

}  // namespace

void build_lstm(Options& options, NetworkBuilder& network) { build_recurrent(kLstm, options, network); }
void build_gru(Options& options, NetworkBuilder& network) { build_recurrent(kGru, options, network); }

}  // namespace earshot::train
