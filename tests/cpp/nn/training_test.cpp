// nn: losses, optimizers and the training session.
#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "nn/graphs.h"
#include "nn/initializers.h"
#include "nn/loss.h"
#include "nn/optimizer.h"
#include "nn/session.h"
#include "nn/training_session.h"

using namespace earshot;
using namespace earshot::test;

namespace {

// features [batch, 2] -> standardisation -> Gemm 8 -> BatchNormalization -> Tanh -> Gemm 2 -> Softmax
onnx::Model trainable_model() {
  Rng rng(21);
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"features", {-1, 2}, {"batch", ""}});
  Tensor w1({2, 8});
  Tensor w2({8, 2});
  nn::glorot_uniform(w1.values(), {2, 8}, rng);
  nn::glorot_uniform(w2.values(), {8, 2}, rng);
  const Tensor ones({8}, std::vector<float>(8, 1.0F));
  g.initializers = {{"standardize.mean", Tensor({2}, {0.5F, 0.5F})},
                    {"standardize.std", Tensor({2}, {0.5F, 0.5F})},
                    {"w1", w1},
                    {"b1", Tensor({8})},
                    {"bn.scale", ones},
                    {"bn.bias", Tensor({8})},
                    {"bn.mean", Tensor({8})},
                    {"bn.var", ones},
                    {"w2", w2},
                    {"b2", Tensor({2})}};
  g.nodes = {{"Sub", "", {"features", "standardize.mean"}, {"c"}, {}, ""},
             {"Div", "", {"c", "standardize.std"}, {"s"}, {}, ""},
             {"Gemm", "", {"s", "w1", "b1"}, {"h"}, {}, ""},
             {"BatchNormalization", "", {"h", "bn.scale", "bn.bias", "bn.mean", "bn.var"}, {"n"}, {}, ""},
             {"Tanh", "", {"n"}, {"a"}, {}, ""},
             {"Gemm", "", {"a", "w2", "b2"}, {"logits"}, {}, ""},
             {"Softmax", "", {"logits"}, {"scores"}, {}, ""}};
  g.outputs.push_back({"scores", {-1, 2}, {"batch", ""}});
  return model;
}

void fill_xor(nn::TrainingSession& session) {
  session.prepare({4, 2});
  const std::vector<float> x = {0, 0, 0, 1, 1, 0, 1, 1};
  std::copy(x.begin(), x.end(), session.input().begin());
  const int labels[] = {0, 1, 1, 0};
  for (std::size_t i = 0; i < 4; ++i)
    nn::one_hot(nn::Loss::kSoftmaxCrossEntropy, labels[i], 0.0F, session.targets().subspan(2 * i, 2));
}

double loss_of(nn::Loss loss, std::vector<float> logits, std::vector<float> targets, std::int64_t classes,
               std::vector<float> weights = {}) {
  const auto n = static_cast<std::int64_t>(logits.size()) / classes;
  return nn::loss_and_gradient(loss, {n, classes, logits, targets, weights}, {});
}

}  // namespace

TEST_CASE("loss: softmax cross-entropy and sigmoid cross-entropy equal their definitions, also for huge logits") {
  CHECK(loss_of(nn::Loss::kSoftmaxCrossEntropy, {0, 0, 0, 0}, {1, 0, 0, 0}, 4) == doctest::Approx(std::log(4.0)));
  CHECK(loss_of(nn::Loss::kSoftmaxCrossEntropy, {1000, -1000}, {0, 1}, 2) == doctest::Approx(2000.0));
  CHECK(loss_of(nn::Loss::kSoftmaxCrossEntropy, {0, 0, 0, 0}, {1, 0, 0, 1}, 2, {3.0F, 1.0F}) ==
        doctest::Approx(2.0 * std::log(2.0)));
  CHECK(loss_of(nn::Loss::kSigmoidBinaryCrossEntropy, {0, 0}, {1, 0}, 2) == doctest::Approx(std::log(2.0)));
  CHECK(loss_of(nn::Loss::kSigmoidBinaryCrossEntropy, {-1000, 1000}, {0, 1}, 2) == doctest::Approx(0.0));
}

TEST_CASE("loss: gradients agree with numeric differentiation, with soft targets and weights") {
  Rng rng(6);
  for (const nn::Loss loss : {nn::Loss::kSoftmaxCrossEntropy, nn::Loss::kSigmoidBinaryCrossEntropy}) {
    Tensor logits = random_tensor({3, 4}, rng, -2.0, 2.0);
    const Tensor targets = random_tensor({3, 4}, rng, 0.0, 1.0);  // rows need not sum to 1
    const std::vector<float> weights = {0.5F, 2.0F, 1.0F};
    std::vector<float> gradient(12);
    const auto value = [&](std::span<float> into) {
      return nn::loss_and_gradient(loss, {3, 4, logits.data, targets.data, weights}, into);
    };
    (void)value(gradient);
    for (std::size_t i = 0; i < 12; ++i) {
      // The loss is summed in double, so rounding is that of the logits: h = 1e-2 leaves truncation, h^2 / 6 f''' <
      // 1e-5.
      const float middle = logits.data[i];
      logits.data[i] = middle + 0.01F;
      const double up = value({});
      const double up_at = static_cast<double>(logits.data[i]);
      logits.data[i] = middle - 0.01F;
      const double down = value({});
      const double numeric = (up - down) / (up_at - static_cast<double>(logits.data[i]));
      logits.data[i] = middle;
      CHECK(std::abs(numeric - static_cast<double>(gradient[i])) < 5e-5);
    }
  }
}

TEST_CASE("loss: smoothed targets sum to 1 and balanced weights give each class the same total") {
  std::vector<float> row(4);
  nn::one_hot(nn::Loss::kSoftmaxCrossEntropy, 2, 0.2F, row);
  CHECK(row[2] == doctest::Approx(0.85));
  CHECK(row[0] == doctest::Approx(0.05));
  const std::vector<std::int64_t> counts = {10, 30, 0};
  const auto weights = nn::balanced_class_weights(counts);
  CHECK(weights[0] * 10 == doctest::Approx(weights[1] * 30));
  CHECK(weights[2] == 0.0F);
}

TEST_CASE("optimizer: Adam's first steps equal the paper's algorithm worked by hand, for every parameter alike") {
  // g = 0.5 then -0.25, rate 0.1, beta 0.9 / 0.999, eps 1e-7.
  // t=1: m = 0.05, s = 0.00025; corrected 0.5, 0.25; w = 1 - 0.1 * 0.5 / (0.5 + 1e-7) = 0.90000002
  // t=2: m = 0.02, s = 0.00031225; corrected 0.10526316, 0.15620310; w -= 0.1 * 0.10526316 / 0.39522538 = 0.87336629
  std::vector<float> w1 = {1.0F};
  std::vector<float> w2 = {1.0F};
  std::vector<float> g1 = {0.5F};
  std::vector<float> g2 = {0.5F};
  const std::vector<nn::Parameter> parameters = {{w1, g1, true}, {w2, g2, true}};
  nn::Optimizer adam({.kind = nn::OptimizerKind::kAdam}, parameters);
  adam.step(parameters, 0.1F);
  CHECK(w1[0] == doctest::Approx(0.90000002).epsilon(1e-6));
  g1[0] = g2[0] = -0.25F;
  adam.step(parameters, 0.1F);
  CHECK(w1[0] == doctest::Approx(0.87336629).epsilon(1e-6));
  CHECK(w2[0] == w1[0]);  // bias correction advances once a step, not once a parameter
}

TEST_CASE("optimizer: SGD with momentum, RMSprop and AdamW equal their formulas") {
  std::vector<float> w = {1.0F};
  std::vector<float> g = {0.5F};
  const std::vector<nn::Parameter> parameters = {{w, g, true}};
  nn::Optimizer sgd({.kind = nn::OptimizerKind::kSgd, .momentum = 0.9F}, parameters);
  sgd.step(parameters, 0.1F);
  sgd.step(parameters, 0.1F);
  CHECK(w[0] == doctest::Approx(1.0 - 0.05 - (0.045 + 0.05)));
  w[0] = 1.0F;
  nn::Optimizer rmsprop({.kind = nn::OptimizerKind::kRmsprop}, parameters);
  rmsprop.step(parameters, 0.1F);
  CHECK(w[0] == doctest::Approx(1.0 - 0.1 * 0.5 / std::sqrt(0.1 * 0.25)).epsilon(1e-5));
  w[0] = 1.0F;
  nn::Optimizer adamw({.kind = nn::OptimizerKind::kAdamW, .weight_decay = 0.1F}, parameters);
  adamw.step(parameters, 0.1F);
  CHECK(w[0] == doctest::Approx(0.99 - 0.1).epsilon(1e-5));
  CHECK_THROWS_AS(nn::Optimizer({.learning_rate = 0.0F}, parameters), Error);
}

TEST_CASE("optimizer: clipping keeps the direction and limits the joint norm") {
  std::vector<float> a = {3.0F};
  std::vector<float> b = {4.0F};
  const std::vector<std::span<float>> gradients = {a, b};
  CHECK(nn::clip_gradient_norm(gradients, 1.0) == doctest::Approx(5.0));
  CHECK(a[0] == doctest::Approx(0.6));
  CHECK(b[0] == doctest::Approx(0.8));
}

TEST_CASE("training session: by default weights and offsets train; standardisation and running statistics do not") {
  nn::TrainingSession session(trainable_model(), {});
  CHECK(session.parameter_names() == std::vector<std::string>{"w1", "b1", "bn.scale", "bn.bias", "w2", "b2"});
  CHECK(session.num_parameters() == 16 + 8 + 8 + 8 + 16 + 2);
  nn::TrainingSession frozen(trainable_model(), {.frozen = {"w1", "b*"}});
  CHECK(frozen.parameter_names() == std::vector<std::string>{"w2"});
  CHECK_THROWS_AS(nn::TrainingSession(trainable_model(), {.trainable = {"nothing"}}), Error);
}

TEST_CASE("training session: XOR is learnt, written back, and a plain session then gives the same scores") {
  onnx::Model model = trainable_model();
  nn::TrainingSession session(model, {});
  fill_xor(session);
  nn::Optimizer adam({}, session.parameters());
  Rng rng(1);
  double loss = 1.0;
  for (int i = 0; i < 400; ++i) {
    loss = session.forward_backward(rng).loss;
    adam.step(session.parameters(), 0.02F);
  }
  CHECK(loss < 0.02);
  const nn::TrainingSession::Result validation = session.evaluate();
  CHECK(validation.loss < 0.05);  // with running statistics
  session.write_back(model);
  CHECK(std::get<Tensor>(*onnx::find_initializer(model.graph, "standardize.mean")).data ==
        std::vector<float>{0.5F, 0.5F});
  CHECK(std::get<Tensor>(*onnx::find_initializer(model.graph, "bn.mean")).data[0] != 0.0F);
  nn::Session plain(onnx::read_model(onnx::write_model(model)));
  const Tensor scores = plain.run(Tensor({4, 2}, {0, 0, 0, 1, 1, 0, 1, 1}));
  const int labels[] = {0, 1, 1, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(scores.data[2 * i + static_cast<std::size_t>(labels[i])] > 0.9F);
    const double z0 = static_cast<double>(session.logits()[2 * i]);
    const double z1 = static_cast<double>(session.logits()[2 * i + 1]);
    CHECK(static_cast<double>(scores.data[2 * i]) == doctest::Approx(1.0 / (1.0 + std::exp(z1 - z0))).epsilon(1e-4));
  }
}

TEST_CASE(
    "training session: weight and activity penalties have Keras' values, and their gradients agree with numeric ones") {
  onnx::Model model = trainable_model();
  nn::TrainingSession session(model, {.weight_l2 = {{"w2", 0.1F}}, .activity_l2 = {{"a", 0.3F}}});
  fill_xor(session);
  Rng rng(1);
  const auto total = [&] {
    const auto r = session.forward_backward(rng);
    return r.loss + r.penalty;
  };
  (void)total();
  double square = 0.0;
  for (const float w : std::get<Tensor>(*onnx::find_initializer(model.graph, "w2")).data)
    square += static_cast<double>(w) * static_cast<double>(w);
  CHECK(session.evaluate().penalty == doctest::Approx(0.1 * square));
  for (std::size_t p = 0; p < session.parameters().size(); ++p) {
    (void)total();
    const nn::Parameter& parameter = session.parameters()[p];
    const std::vector<float> gradient(parameter.gradient.begin(), parameter.gradient.end());
    for (std::size_t i = 0; i < parameter.values.size(); i += 3) {
      const float middle = parameter.values[i];
      const auto difference = [&](float h) {
        parameter.values[i] = middle + h;
        const double up = total();
        parameter.values[i] = middle - h;
        const double down = total();
        parameter.values[i] = middle;
        return (up - down) / (2.0 * static_cast<double>(h));
      };
      // Extrapolated, with small steps: batch normalisation over four examples is strongly curved. Rounding: 1e-7 / h =
      // 5e-5.
      const double numeric = (4.0 * difference(0.002F) - difference(0.004F)) / 3.0;
      CHECK(std::abs(numeric - static_cast<double>(gradient[i])) < 1e-3);
    }
  }
}

TEST_CASE("training session: snapshots restore parameters and running statistics") {
  nn::TrainingSession session(trainable_model(), {});
  fill_xor(session);
  Rng rng(1);
  const auto before = session.snapshot();
  const double loss = session.evaluate().loss;
  nn::Optimizer sgd({.kind = nn::OptimizerKind::kSgd}, session.parameters());
  for (int i = 0; i < 5; ++i) {
    (void)session.forward_backward(rng);
    sgd.step(session.parameters(), 0.5F);
  }
  CHECK(session.evaluate().loss != loss);
  session.restore(before);
  CHECK(session.evaluate().loss == loss);
}

TEST_CASE("initializers: spread as their papers say") {
  Rng rng(3);
  std::vector<float> w(20000);
  const auto deviation = [&] {
    double square = 0.0;
    for (const float v : w) square += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(square / static_cast<double>(w.size()));
  };
  nn::glorot_uniform(w, {100, 50}, rng);
  CHECK(deviation() == doctest::Approx(std::sqrt(2.0 / 150.0)).epsilon(0.02));
  nn::he_normal(w, {100, 50}, rng);
  CHECK(deviation() == doctest::Approx(std::sqrt(2.0 / 100.0)).epsilon(0.02));
  nn::he_uniform(w, {100, 50}, rng);
  CHECK(deviation() == doctest::Approx(std::sqrt(2.0 / 100.0)).epsilon(0.02));
}
