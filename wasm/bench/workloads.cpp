#include "workloads.h"

#include <algorithm>
#include <cmath>

#include "base/lanes.h"
#include "features/feature_config.h"
#include "onnx/model.h"

namespace earshot::bench {
namespace {

constexpr float kLearningRate = 1e-3F;
constexpr std::uint64_t kSeed = 2;

Shape with_batch(Shape shape, std::int64_t batch) {
  shape.front() = batch;
  return shape;
}

nn::AlignedBuffer random_matrix(std::int64_t elements, Rng& rng) {
  nn::AlignedBuffer out(static_cast<std::size_t>(elements));
  for (float& x : out.values()) x = static_cast<float>(rng.uniform(-1.0, 1.0));
  return out;
}

}  // namespace

Features::Features(const std::string& config_json, std::size_t num_samples)
    : extractor_(features::feature_config_from_json(config_json)), samples_(num_samples) {
  extractor_.reserve_seconds(static_cast<double>(num_samples) / extractor_.config().sample_rate);
}

void Features::run() {
  extractor_.reset();
  extractor_.accept(samples_);
  extractor_.finish();
}

Inference::Inference(std::span<const std::uint8_t> model, std::int64_t batch) : session_(onnx::read_model(model)) {
  session_.prepare(with_batch(session_.input_shape(), batch));
}

void Inference::fill_input() {
  Rng rng(kSeed);
  for (float& x : session_.input()) x = static_cast<float>(rng.uniform(-1.0, 1.0));
}

Training::Training(std::span<const std::uint8_t> model, std::int64_t batch)
    : session_(onnx::read_model(model), {}), adam_({}, session_.parameters()) {
  session_.prepare(with_batch(onnx::read_model(model).graph.inputs.front().shape, batch));
}

double Training::step() {
  const nn::TrainingSession::Result result = session_.forward_backward(rng_);
  adam_.step(session_.parameters(), kLearningRate);
  return result.loss;
}

Product::Product(std::int64_t m, std::int64_t n, std::int64_t k)
    : shape_{m, n, k}, c_(static_cast<std::size_t>(m * n)), workspace_(nn::product_workspace(shape_)) {
  Rng rng(kSeed);
  a_ = random_matrix(m * k, rng);
  b_ = random_matrix(k * n, rng);
}

double Product::largest_error() const {
  constexpr std::int64_t kStep = 7;  // prime, so that every place within a tile occurs
  double largest = 0.0;
  const auto at = [](const nn::AlignedBuffer& x, std::int64_t i) {
    return static_cast<double>(x.data()[static_cast<std::size_t>(i)]);
  };
  for (std::int64_t i = 0; i < shape_.m; i += kStep) {
    for (std::int64_t j = 0; j < shape_.n; j += kStep) {
      double sum = 0.0;
      for (std::int64_t d = 0; d < shape_.k; ++d) sum += at(a_, i * shape_.k + d) * at(b_, d * shape_.n + j);
      largest = std::max(largest, std::abs(sum - at(c_, i * shape_.n + j)));
    }
  }
  return largest;
}

float multiply_add_rounds(std::int64_t rounds) {
  // x <- x * a + b in twelve independent chains: enough for the latency of a multiplication and an addition, and with
  // both operands still within sixteen registers. a < 1 keeps the numbers finite.
  const Lanes a(0.9999F);
  const Lanes b(1e-4F);
  Lanes x0(0.0F), x1(1.0F), x2(2.0F), x3(3.0F), x4(4.0F), x5(5.0F);
  Lanes x6(6.0F), x7(7.0F), x8(8.0F), x9(9.0F), x10(10.0F), x11(11.0F);
  for (std::int64_t i = 0; i < rounds; ++i) {
    x0 = x0 * a + b;
    x1 = x1 * a + b;
    x2 = x2 * a + b;
    x3 = x3 * a + b;
    x4 = x4 * a + b;
    x5 = x5 * a + b;
    x6 = x6 * a + b;
    x7 = x7 * a + b;
    x8 = x8 * a + b;
    x9 = x9 * a + b;
    x10 = x10 * a + b;
    x11 = x11 * a + b;
  }
  const Lanes sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11;
  return sum[0] + sum[1] + sum[2] + sum[3];
}

}  // namespace earshot::bench
