// Convolutions, pools and recurrences against their definitions, written out plainly in double precision.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/error.h"
#include "nn/execution.h"
#include "nn/graphs.h"

using namespace earshot;
using namespace earshot::test;

namespace {

using Ints = std::vector<std::int64_t>;

// Sums of at most a few hundred products of numbers up to 1: float rounding of 6e-8 each stays far below.
constexpr double kTolerance = 2e-5;

Tensor run(const OneNode& one) {
  const onnx::Model model = model_of(one, false);
  nn::CompiledGraph graph(model);
  std::vector<Shape> shapes;
  for (const Tensor& input : one.inputs) shapes.push_back(input.shape);
  nn::Execution execution(graph, shapes, nn::Mode::kInference);
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    const auto to = execution.value(graph.inputs()[i]);
    std::copy(one.inputs[i].data.begin(), one.inputs[i].data.end(), to.begin());
  }
  execution.forward();
  const int output = graph.outputs().front();
  const auto y = execution.value(output);
  return Tensor(execution.shape(output), std::vector<float>(y.begin(), y.end()));
}

void check_equal(const Tensor& actual, const Tensor& expected) {
  REQUIRE(actual.shape == expected.shape);
  double worst = 0.0;
  for (std::size_t i = 0; i < expected.data.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(actual.data[i]) - static_cast<double>(expected.data[i])));
  }
  CHECK(worst <= kTolerance);
}

struct Window {
  std::int64_t kernel_y = 1, kernel_x = 1, stride_y = 1, stride_x = 1, dilation_y = 1, dilation_x = 1;
  std::int64_t top = 0, left = 0, bottom = 0, right = 0;

  [[nodiscard]] std::int64_t out_y(std::int64_t in) const {
    return (in + top + bottom - (kernel_y - 1) * dilation_y - 1) / stride_y + 1;
  }
  [[nodiscard]] std::int64_t out_x(std::int64_t in) const {
    return (in + left + right - (kernel_x - 1) * dilation_x - 1) / stride_x + 1;
  }
  [[nodiscard]] std::map<std::string, onnx::Attribute> attributes() const {
    return {{"kernel_shape", Ints{kernel_y, kernel_x}},
            {"strides", Ints{stride_y, stride_x}},
            {"dilations", Ints{dilation_y, dilation_x}},
            {"pads", Ints{top, left, bottom, right}}};
  }
};

Window random_window(Rng& rng) {
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(rng.uniform() * static_cast<double>(high - low + 1));
  };
  Window w{pick(1, 5), pick(1, 5), pick(1, 3), pick(1, 3), pick(1, 2), pick(1, 2)};
  w.top = pick(0, w.kernel_y - 1);
  w.bottom = pick(0, w.kernel_y - 1);
  w.left = pick(0, w.kernel_x - 1);
  w.right = pick(0, w.kernel_x - 1);
  return w;
}

double at(const Tensor& t, std::int64_t b, std::int64_t c, std::int64_t y, std::int64_t x) {
  return static_cast<double>(
      t.data[static_cast<std::size_t>(((b * t.shape[1] + c) * t.shape[2] + y) * t.shape[3] + x)]);
}

// visit(input row, input column, kernel row, kernel column) for the taps of an output position that are inside the
// input.
void for_each_tap(const Window& w, const Shape& in, std::int64_t oy, std::int64_t ox,
                  const std::function<void(std::int64_t, std::int64_t, std::int64_t, std::int64_t)>& visit) {
  for (std::int64_t ky = 0; ky < w.kernel_y; ++ky) {
    for (std::int64_t kx = 0; kx < w.kernel_x; ++kx) {
      const std::int64_t y = oy * w.stride_y + ky * w.dilation_y - w.top;
      const std::int64_t x = ox * w.stride_x + kx * w.dilation_x - w.left;
      if (y >= 0 && y < in[2] && x >= 0 && x < in[3]) visit(y, x, ky, kx);
    }
  }
}

Tensor convolution(const Window& w, const Tensor& x, const Tensor& weights, const Tensor& bias, std::int64_t groups) {
  const std::int64_t in = weights.shape[1];
  const std::int64_t out = weights.shape[0];
  Tensor y({x.shape[0], out, w.out_y(x.shape[2]), w.out_x(x.shape[3])});
  std::size_t next = 0;
  for (std::int64_t b = 0; b < y.shape[0]; ++b) {
    for (std::int64_t co = 0; co < out; ++co) {
      for (std::int64_t oy = 0; oy < y.shape[2]; ++oy) {
        for (std::int64_t ox = 0; ox < y.shape[3]; ++ox) {
          double sum = static_cast<double>(bias.data[static_cast<std::size_t>(co)]);
          for_each_tap(w, x.shape, oy, ox, [&](std::int64_t iy, std::int64_t ix, std::int64_t ky, std::int64_t kx) {
            for (std::int64_t ci = 0; ci < in; ++ci)
              sum += at(x, b, co / (out / groups) * in + ci, iy, ix) * at(weights, co, ci, ky, kx);
          });
          y.data[next++] = static_cast<float>(sum);
        }
      }
    }
  }
  return y;
}

// Mean (over the taps inside the input) or maximum.
Tensor pooled(const Window& w, const Tensor& x, bool maximum) {
  Tensor y({x.shape[0], x.shape[1], w.out_y(x.shape[2]), w.out_x(x.shape[3])});
  std::size_t next = 0;
  for (std::int64_t b = 0; b < y.shape[0]; ++b) {
    for (std::int64_t c = 0; c < y.shape[1]; ++c) {
      for (std::int64_t oy = 0; oy < y.shape[2]; ++oy) {
        for (std::int64_t ox = 0; ox < y.shape[3]; ++ox) {
          double sum = 0.0;
          double best = -1e9;
          int count = 0;
          for_each_tap(w, x.shape, oy, ox, [&](std::int64_t iy, std::int64_t ix, std::int64_t, std::int64_t) {
            sum += at(x, b, c, iy, ix);
            best = std::max(best, at(x, b, c, iy, ix));
            ++count;
          });
          y.data[next++] = static_cast<float>(maximum ? best : sum / count);
        }
      }
    }
  }
  return y;
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// One direction over x [time, batch, inputs], rows of W, R and B in ONNX's order; h per step in `y` at direction d.
struct Recurrent {
  const Tensor &x, &w, &r, &b;
  std::int64_t gates, hidden, d;

  [[nodiscard]] double input_part(std::int64_t t, std::int64_t n, std::int64_t row) const {
    const std::int64_t inputs = x.shape[2];
    double sum = static_cast<double>(b.data[static_cast<std::size_t>(d * 2 * gates * hidden + row)]);
    for (std::int64_t i = 0; i < inputs; ++i) {
      sum += static_cast<double>(x.data[static_cast<std::size_t>((t * x.shape[1] + n) * inputs + i)]) *
             static_cast<double>(w.data[static_cast<std::size_t>((d * gates * hidden + row) * inputs + i)]);
    }
    return sum;
  }
  [[nodiscard]] double state_part(const std::vector<double>& h, std::int64_t row) const {
    double sum = static_cast<double>(b.data[static_cast<std::size_t>((d * 2 + 1) * gates * hidden + row)]);
    for (std::int64_t j = 0; j < hidden; ++j)
      sum += h[static_cast<std::size_t>(j)] *
             static_cast<double>(r.data[static_cast<std::size_t>((d * gates * hidden + row) * hidden + j)]);
    return sum;
  }
};

enum class Cell { kLstm, kGruResetFirst, kGruLinearFirst };

Tensor recurrence(Cell cell, const Tensor& x, const Tensor& w, const Tensor& r, const Tensor& b, bool reverse_first) {
  const std::int64_t gates = cell == Cell::kLstm ? 4 : 3;
  const std::int64_t hidden = r.shape[2];
  const std::int64_t directions = w.shape[0];
  Tensor y({x.shape[0], directions, x.shape[1], hidden});
  for (std::int64_t d = 0; d < directions; ++d) {
    const Recurrent net{x, w, r, b, gates, hidden, d};
    for (std::int64_t n = 0; n < x.shape[1]; ++n) {
      std::vector<double> h(static_cast<std::size_t>(hidden), 0.0);
      std::vector<double> c = h;
      for (std::int64_t s = 0; s < x.shape[0]; ++s) {
        const std::int64_t t = reverse_first || d == 1 ? x.shape[0] - 1 - s : s;
        const auto gate = [&](std::int64_t k, std::int64_t j) {
          return net.input_part(t, n, k * hidden + j) + net.state_part(h, k * hidden + j);
        };
        std::vector<double> next = h;
        std::vector<double> reset = h;
        for (std::int64_t j = 0; j < hidden; ++j)
          reset[static_cast<std::size_t>(j)] *= cell == Cell::kLstm ? 1.0 : sigmoid(gate(1, j));
        for (std::int64_t j = 0; j < hidden; ++j) {
          const auto at_j = static_cast<std::size_t>(j);
          if (cell == Cell::kLstm) {
            c[at_j] = sigmoid(gate(2, j)) * c[at_j] + sigmoid(gate(0, j)) * std::tanh(gate(3, j));
            next[at_j] = sigmoid(gate(1, j)) * std::tanh(c[at_j]);
            continue;
          }
          const double z = sigmoid(gate(0, j));
          const std::int64_t row = 2 * hidden + j;
          const double inner =
              cell == Cell::kGruResetFirst ? net.state_part(reset, row) : sigmoid(gate(1, j)) * net.state_part(h, row);
          next[at_j] = (1.0 - z) * std::tanh(net.input_part(t, n, row) + inner) + z * h[at_j];
        }
        h = next;
        for (std::int64_t j = 0; j < hidden; ++j) {
          y.data[static_cast<std::size_t>(((t * directions + d) * x.shape[1] + n) * hidden + j)] =
              static_cast<float>(h[static_cast<std::size_t>(j)]);
        }
      }
    }
  }
  return y;
}

}  // namespace

TEST_CASE("conv: random kernels, strides, dilations, pads and groups give the sums of the definition") {
  Rng rng(21);
  for (int round = 0; round < 60; ++round) {
    const Window w = random_window(rng);
    const auto up_to = [&](int n) { return 1 + static_cast<std::int64_t>(rng.uniform() * n); };
    const std::int64_t groups = up_to(3);
    const std::int64_t in = up_to(4);
    const std::int64_t out = up_to(9);
    const Tensor x = random_tensor({up_to(2), groups * in, 9 + up_to(9), 9 + up_to(14)}, rng);
    const Tensor weights = random_tensor({groups * out, in, w.kernel_y, w.kernel_x}, rng);
    const Tensor bias = random_tensor({groups * out}, rng);
    auto attributes = w.attributes();
    attributes["group"] = groups;
    CAPTURE(round);
    check_equal(run({"Conv", {x, weights, bias}, attributes}), convolution(w, x, weights, bias, groups));
  }
}

TEST_CASE("conv: fixed weights, packed while planning, give what weights that come as an input give") {
  Rng rng(22);
  const OneNode conv{"Conv",
                     {random_tensor({2, 4, 9, 11}, rng), random_tensor({6, 2, 3, 3}, rng), random_tensor({6}, rng)},
                     {{"group", std::int64_t{2}}}};
  OneNode fixed = conv;
  fixed.inputs.resize(1);
  fixed.settings = {{1, conv.inputs[1]}, {2, conv.inputs[2]}};
  CHECK(run(fixed).data == run(conv).data);
}

TEST_CASE("pools: random windows give the mean and the maximum of the definition") {
  Rng rng(23);
  for (int round = 0; round < 40; ++round) {
    const Window w = random_window(rng);
    const Tensor x = random_tensor({2, 3, 13, 17}, rng);
    CAPTURE(round);
    check_equal(run({"MaxPool", {x}, w.attributes()}), pooled(w, x, true));
    if (w.dilation_y == 1 && w.dilation_x == 1) {
      check_equal(run({"AveragePool", {x}, w.attributes()}), pooled(w, x, false));
    } else {
      check_equal(run({"AveragePool", {x}, w.attributes(), {}, 19}), pooled(w, x, false));
    }
  }
}

TEST_CASE("pools: 2 x 2 side by side, odd sizes included") {
  Rng rng(24);
  const Window w{2, 2, 2, 2};
  for (const std::int64_t width : {2, 7, 8, 9, 23}) {
    const Tensor x = random_tensor({1, 2, 5, width}, rng);
    check_equal(run({"MaxPool", {x}, w.attributes()}), pooled(w, x, true));
  }
}

TEST_CASE("pools: a window that hangs over the end counts in ceil mode, one that starts in the padding does not") {
  const Tensor x({1, 1, 5}, {1.0F, 2.0F, 3.0F, 4.0F, 5.0F});
  const auto pool = [&](Ints pads, std::int64_t include) {
    return run({"AveragePool",
                {x},
                {{"kernel_shape", Ints{2}},
                 {"strides", Ints{2}},
                 {"pads", std::move(pads)},
                 {"ceil_mode", std::int64_t{1}},
                 {"count_include_pad", include}}})
        .data;
  };
  CHECK(pool({0, 0}, 0) == std::vector<float>{1.5F, 3.5F, 5.0F});
  CHECK(pool({0, 0}, 1) == std::vector<float>{1.5F, 3.5F, 5.0F});  // beyond the declared padding nothing counts
  CHECK(pool({1, 1}, 1) == std::vector<float>{0.5F, 2.5F, 4.5F});  // a fourth window would start in the padding
  CHECK(pool({0, 1}, 1) == std::vector<float>{1.5F, 3.5F, 2.5F});
}

TEST_CASE("lstm and gru: every direction and both kinds of reset give the recurrence of the definition") {
  Rng rng(25);
  for (const char* direction : {"forward", "reverse", "bidirectional"}) {
    const std::int64_t d = std::string(direction) == "bidirectional" ? 2 : 1;
    for (const std::int64_t hidden : {1, 5, 8}) {
      for (const Cell cell : {Cell::kLstm, Cell::kGruResetFirst, Cell::kGruLinearFirst}) {
        const std::int64_t rows = (cell == Cell::kLstm ? 4 : 3) * hidden;
        const Tensor x = random_tensor({6, 3, 4}, rng);
        const Tensor w = random_tensor({d, rows, 4}, rng);
        const Tensor r = random_tensor({d, rows, hidden}, rng);
        const Tensor b = random_tensor({d, 2 * rows}, rng);
        OneNode node{cell == Cell::kLstm ? "LSTM" : "GRU",
                     {x, w, r, b},
                     {{"direction", std::string(direction)}, {"hidden_size", hidden}}};
        if (cell == Cell::kGruLinearFirst) node.attributes["linear_before_reset"] = std::int64_t{1};
        CAPTURE(std::string(direction));
        CAPTURE(hidden);
        check_equal(run(node), recurrence(cell, x, w, r, b, std::string(direction) == "reverse"));
      }
    }
  }
}

TEST_CASE("lstm: sequence_lens of the full length are fine, shorter ones are unsupported and said so") {
  Rng rng(26);
  OneNode node{"LSTM",
               {random_tensor({4, 2, 3}, rng), random_tensor({1, 8, 3}, rng), random_tensor({1, 8, 2}, rng)},
               {{"hidden_size", std::int64_t{2}}}};
  const Tensor plain = run(node);
  node.settings = {{4, integers({4, 4})}};
  CHECK(run(node).data == plain.data);
  node.settings = {{4, integers({4, 3})}};
  CHECK_THROWS_WITH_AS((void)run(node), doctest::Contains("sequence_lens"), Error);
}

TEST_CASE("conv: shapes that do not fit are refused with the node, the operator and both shapes") {
  Rng rng(27);
  const auto refused = [&](Shape x, Shape w, const char* reason) {
    CHECK_THROWS_WITH_AS((void)run({"Conv", {random_tensor(std::move(x), rng), random_tensor(std::move(w), rng)}}),
                         doctest::Contains(reason), Error);
  };
  refused({1, 3, 8, 8}, {4, 2, 3, 3},
          "Node \"node\" (Conv), inputs [1, 3, 8, 8] and [4, 2, 3, 3]: the weights are for 2 channels a group, the "
          "input has 3");
  refused({1, 3, 2, 8}, {4, 3, 3, 3}, "a window of 3 does not fit into 2 positions");
  refused({1, 3, 8}, {4, 3, 3, 3}, "the weights must be");
  refused({1, 2, 3, 4, 5}, {2, 2, 1, 1, 1}, "only one and two spatial dimensions");
}
