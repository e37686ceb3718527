// Networks of the recipes: inference of one example and a training step of a batch of 16, milliseconds, one JSON line
// each. Also the rate of matrix products and of one layer at a time.
//
//   bench_networks [words]     only the measurements whose names contain one of the words
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "nn/aligned_buffer.h"
#include "nn/matrix_product.h"
#include "nn/micro_kernel.h"
#include "nn/optimizer.h"
#include "nn/session.h"
#include "nn/simd.h"
#include "nn/training_session.h"

namespace {

using namespace earshot;
using Clock = std::chrono::steady_clock;
using Ints = std::vector<std::int64_t>;

constexpr int kRepeats = 9;
constexpr double kLeastSeconds = 0.02;  // of one timed stretch, so that the clock's grain does not show
constexpr std::int64_t kBatch = 16;

// Seconds of one call: the fastest and the median of the stretches.
struct Timing {
  double best = 0.0, median = 0.0;
};

template <class Body>
Timing time_of(Body body) {
  const auto seconds = [&](int calls) {
    const auto begin = Clock::now();
    for (int i = 0; i < calls; ++i) body();
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  int calls = 1;
  while (seconds(calls) < kLeastSeconds) calls *= 2;
  std::vector<double> times;
  for (int i = 0; i < kRepeats; ++i) times.push_back(seconds(calls) / calls);
  std::sort(times.begin(), times.end());
  return {times.front(), times[times.size() / 2]};
}

void print_time(const std::string& name, const char* what, Timing t) {
  std::printf("{\"bench\":\"%s\",\"what\":\"%s\",\"best_ms\":%.3f,\"median_ms\":%.3f}\n", name.c_str(), what,
              t.best * 1e3, t.median * 1e3);
}

void print_rate(const std::string& name, double operations, Timing t) {
  std::printf("{\"bench\":\"%s\",\"best_gflops\":%.2f,\"median_gflops\":%.2f}\n", name.c_str(),
              operations / t.best * 1e-9, operations / t.median * 1e-9);
}

// A graph that grows by one node at a time.
class Network {
 public:
  explicit Network(Shape input) : shape_(std::move(input)), rng_(1) {
    model_.graph.inputs.push_back({"x", shape_, {}});
    model_.graph.inputs.back().shape[0] = -1;
    model_.graph.inputs.back().dim_names.assign(shape_.size(), "");
    model_.graph.inputs.back().dim_names[0] = "batch";
  }
  std::string weights(Shape shape) {
    Tensor t(std::move(shape));
    for (float& v : t.data) v = static_cast<float>(rng_.uniform(-0.1, 0.1));
    model_.graph.initializers.emplace_back("w" + std::to_string(++count_), std::move(t));
    return model_.graph.initializers.back().first;
  }
  std::string integers(Ints values) {
    const auto n = static_cast<std::int64_t>(values.size());
    model_.graph.initializers.emplace_back("i" + std::to_string(++count_), onnx::Int64Tensor{{n}, std::move(values)});
    return model_.graph.initializers.back().first;
  }
  Network& add(const std::string& op, std::vector<std::string> more = {},
               std::map<std::string, onnx::Attribute> attributes = {}) {
    more.insert(more.begin(), value_);
    value_ = "v" + std::to_string(++count_);
    model_.graph.nodes.push_back({op, "", std::move(more), {value_}, std::move(attributes), ""});
    return *this;
  }
  Network& conv(std::int64_t in, std::int64_t out, Ints kernel, const std::string& activation) {
    Shape shape = {out, in};
    shape.insert(shape.end(), kernel.begin(), kernel.end());
    const std::string w = weights(shape);
    add("Conv", {w, weights({out})}, {{"auto_pad", std::string("SAME_UPPER")}});
    return add(activation);
  }
  Network& pool() { return add("MaxPool", {}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}); }
  Network& dense(std::int64_t in, std::int64_t out, const std::string& activation = "") {
    const std::string w = weights({in, out});
    add("Gemm", {w, weights({out})});
    return activation.empty() ? *this : add(activation);
  }
  [[nodiscard]] const std::string& value() const { return value_; }
  // The last value is the output; it has to be [batch, classes].
  [[nodiscard]] onnx::Model model(std::int64_t classes) const {
    onnx::Model out = model_;
    out.graph.outputs.push_back({value_, {-1, classes}, {"batch", ""}});
    return out;
  }
  [[nodiscard]] Shape shape(std::int64_t batch) const {
    Shape out = shape_;
    out[0] = batch;
    return out;
  }

 private:
  onnx::Model model_;
  Shape shape_;
  Rng rng_;
  std::string value_ = "x";
  int count_ = 0;
};

Network clean_conv2d() {
  Network n({1, 1, 100, 128});
  n.conv(1, 8, {7, 7}, "Tanh").pool().conv(8, 16, {5, 5}, "Relu").pool().conv(16, 16, {3, 3}, "Relu").pool();
  n.conv(16, 32, {3, 3}, "Relu")
      .pool()
      .conv(32, 32, {3, 3}, "Relu")
      .add("Flatten")
      .dense(6 * 8 * 32, 64, "Relu")
      .dense(64, 10);
  return n;
}

Network dense_layers() {
  Network n({1, 1300});
  n.dense(1300, 128, "Relu").dense(128, 64, "Relu").dense(64, 10);
  return n;
}

Network conv1d_layer() {
  Network n({1, 40, 100});
  n.conv(40, 32, {4}, "Relu").add("GlobalMaxPool").add("Flatten").dense(32, 10);
  return n;
}

// Depthwise-separable blocks on a log-mel spectrogram, as small audio networks have them.
Network separable() {
  Network n({1, 1, 64, 100});
  n.conv(1, 16, {3, 3}, "Relu").pool();
  const auto block = [&](std::int64_t in, std::int64_t out) {
    n.add("Conv", {n.weights({in, 1, 3, 3})}, {{"auto_pad", std::string("SAME_UPPER")}, {"group", in}}).add("Relu");
    n.conv(in, out, {1, 1}, "Relu");
  };
  block(16, 32);
  n.pool();
  block(32, 64);
  n.pool();
  block(64, 64);
  n.add("GlobalAveragePool").add("Flatten").dense(64, 10);
  return n;
}

// One recurrent layer over a sequence of 100 steps of 64 numbers, its last output classified.
Network recurrent(const std::string& op, std::int64_t hidden, bool both_ways) {
  Network n({1, 100, 64});
  const std::int64_t gates = op == "LSTM" ? 4 : 3;
  const std::int64_t directions = both_ways ? 2 : 1;
  n.add("Transpose", {}, {{"perm", Ints{1, 0, 2}}});
  const std::string w = n.weights({directions, gates * hidden, 64});
  const std::string r = n.weights({directions, gates * hidden, hidden});
  const std::string b = n.weights({directions, 2 * gates * hidden});
  n.add(op, {w, r, b}, {{"hidden_size", hidden}, {"direction", std::string(both_ways ? "bidirectional" : "forward")}});
  n.add("Slice", {n.integers({-1}), n.integers({1 << 30}), n.integers({0})});
  n.add("Transpose", {}, {{"perm", Ints{2, 0, 1, 3}}}).add("Flatten").dense(directions * hidden, 10);
  return n;
}

// clean-lstm: dense over time, a bidirectional LSTM, both joined, dense, pooled in time.
Network clean_lstm() {
  Network n({1, 100, 128});
  const auto dense_over_time = [&](std::int64_t in, std::int64_t out, const char* activation) {
    const std::string w = n.weights({in, out});
    n.add("MatMul", {w}).add("Add", {n.weights({out})}).add(activation);
  };
  dense_over_time(128, 64, "Tanh");
  const std::string skip = n.value();
  n.add("Transpose", {}, {{"perm", Ints{1, 0, 2}}});
  const std::string w = n.weights({2, 128, 64});
  const std::string r = n.weights({2, 128, 32});
  n.add("LSTM", {w, r, n.weights({2, 256})},
        {{"hidden_size", std::int64_t{32}}, {"direction", std::string("bidirectional")}});
  n.add("Transpose", {}, {{"perm", Ints{2, 0, 1, 3}}}).add("Reshape", {n.integers({0, 0, -1})});
  n.add("Concat", {skip}, {{"axis", std::int64_t{2}}});
  dense_over_time(128, 64, "Relu");
  n.add("Unsqueeze", {n.integers({1})})
      .add("MaxPool", {}, {{"kernel_shape", Ints{2, 1}}, {"strides", Ints{2, 1}}})
      .add("Squeeze", {n.integers({1})});
  dense_over_time(64, 32, "Relu");
  n.add("Flatten").dense(50 * 32, 32, "Relu").dense(32, 10);
  return n;
}

void bench_network(const std::string& name, const Network& network) {
  const onnx::Model model = network.model(10);
  Rng rng(2);
  for (const std::int64_t batch : {std::int64_t{1}, kBatch}) {
    nn::Session session(model);
    session.prepare(network.shape(batch));
    for (float& v : session.input()) v = static_cast<float>(rng.uniform(-1.0, 1.0));
    print_time(name, batch == 1 ? "inference" : "inference, batch 16", time_of([&] { session.run(); }));
  }
  nn::TrainingSession training(model, {});
  training.prepare(network.shape(kBatch));
  for (float& v : training.input()) v = static_cast<float>(rng.uniform(-1.0, 1.0));
  for (std::int64_t i = 0; i < kBatch; ++i) training.targets()[static_cast<std::size_t>(i * 10 + i % 10)] = 1.0F;
  nn::Optimizer adam({}, training.parameters());
  print_time(name, "training step, batch 16", time_of([&] {
               (void)training.forward_backward(rng);
               adam.step(training.parameters(), 1e-4F);
             }));
}

void bench_product(nn::ProductShape s) {
  const auto size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  const nn::AlignedBuffer a(size(s.m * s.k)), b(size(s.k * s.n)), c(size(s.m * s.n)),
      workspace(nn::product_workspace(s));
  std::fill_n(a.data(), a.size(), 0.5F);
  std::fill_n(b.data(), b.size(), 0.25F);
  const Timing t = time_of([&] { nn::multiply(s, 1.0F, a.data(), b.data(), c.data(), false, workspace.data()); });
  print_rate("product " + std::to_string(s.m) + "x" + std::to_string(s.n) + "x" + std::to_string(s.k),
             2.0 * static_cast<double>(s.m * s.n * s.k), t);
}

// The innermost loop alone, on operands in the L1 cache: what a product can reach at most.
void bench_inner_loop() {
  constexpr std::int64_t kDepth = 256;
  constexpr int kCalls = 1 << 8;
  const nn::AlignedBuffer a(static_cast<std::size_t>(kDepth * nn::kMaxPanelRows)),
      b(static_cast<std::size_t>(kDepth * nn::kTile));
  std::fill_n(a.data(), a.size(), 0.5F);
  std::fill_n(b.data(), b.size(), 0.25F);
  nn::Accumulators<nn::kMaxPanelRows, 1> sums{};
  const Timing t = time_of([&] {
    for (int i = 0; i < kCalls; ++i) {
      nn::accumulate_tiles<nn::kMaxPanelRows, 1>(
          kDepth, a.data(), {b.data()}, [](std::int64_t d) { return d * nn::kTile; }, sums);
    }
  });
  volatile float sink = nn::sum_of_lanes(sums.low[0][0]);
  (void)sink;
  print_rate("innermost loop of a product", 2.0 * static_cast<double>(nn::kMaxPanelRows * nn::kTile * kDepth) * kCalls,
             t);
}

}  // namespace

int main(int argc, char** argv) {
  const auto wanted = [&](std::string_view name) {
    return argc < 2 || std::any_of(argv + 1, argv + argc,
                                   [&](const char* word) { return name.find(word) != std::string_view::npos; });
  };
  if (wanted("product")) {
    bench_inner_loop();
    for (const nn::ProductShape& s : {nn::ProductShape{256, 256, 256},
                                      {16, 128, 1300},
                                      {16, 128, 32},
                                      {1300, 128, 16, true},
                                      {16, 1300, 128, false, true}})
      bench_product(s);
  }
  const std::vector<std::pair<std::string, Network>> networks = {{"clean-conv2d", clean_conv2d()},
                                                                 {"dense 1300-128-64-10", dense_layers()},
                                                                 {"conv1d 32 k4 on 100x40", conv1d_layer()},
                                                                 {"lstm 32 on 100x64", recurrent("LSTM", 32, false)},
                                                                 {"gru 32 on 100x64", recurrent("GRU", 32, false)},
                                                                 {"clean-lstm", clean_lstm()},
                                                                 {"separable", separable()}};
  for (const auto& [name, network] : networks) {
    if (wanted(name)) bench_network(name, network);
  }
}
