// train/calibration: bins and errors by hand, temperatures against their definition.
#include "train/calibration.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/rng.h"

using namespace earshot;
using namespace earshot::train;

namespace {

// Labels drawn from softmax(z), scores softmax(z * sharpness): the right temperature is `sharpness`.
struct Drawn {
  Tensor scores;
  std::vector<int> truth;
};
Drawn draw(int n, double sharpness, std::uint64_t seed) {
  constexpr int kClasses = 4;
  Rng rng(seed);
  Drawn out{Tensor({n, kClasses}), {}};
  for (int i = 0; i < n; ++i) {
    double p[kClasses];
    double sharp[kClasses];
    double sum = 0.0;
    double sharp_sum = 0.0;
    for (int c = 0; c < kClasses; ++c) {
      const double z = 1.5 * rng.normal();
      sum += p[c] = std::exp(z);
      sharp_sum += sharp[c] = std::exp(sharpness * z);
    }
    double u = rng.uniform() * sum;
    int label = 0;
    while (label < kClasses - 1 && u > p[label]) u -= p[label++];
    out.truth.push_back(label);
    for (int c = 0; c < kClasses; ++c)
      out.scores.data[static_cast<std::size_t>(i * kClasses + c)] = static_cast<float>(sharp[c] / sharp_sum);
  }
  return out;
}

}  // namespace

TEST_CASE("calibration: bins, ECE, MCE and Brier score of a case worked by hand") {
  // Best scores .95 right, .85 wrong, .85 right, .5 right.
  const Tensor scores({4, 2}, {0.95F, 0.05F, 0.85F, 0.15F, 0.85F, 0.15F, 0.5F, 0.5F});
  const Calibration c = calibration(scores, std::vector<int>{0, 1, 0, 0}, 10);
  CHECK(c.bins[9].n == 1);
  CHECK(c.bins[8].n == 2);
  CHECK(c.bins[8].accuracy == doctest::Approx(0.5));
  CHECK(c.bins[8].mean_score == doctest::Approx(0.85));
  CHECK(c.bins[4].n == 1);  // 0.5 belongs to (0.4, 0.5]
  CHECK(c.expected_error == doctest::Approx((0.05 + 2 * 0.35 + 0.5) / 4.0));
  CHECK(c.largest_error == doctest::Approx(0.5));
  CHECK(c.brier == doctest::Approx((2 * 0.0025 + 2 * 0.7225 + 2 * 0.0225 + 2 * 0.25) / 4.0));
  CHECK(c.log_loss == doctest::Approx(-(std::log(0.95) + std::log(0.15) + std::log(0.85) + std::log(0.5)) / 4.0));
  CHECK(calibration(Tensor({0, 2}), std::vector<int>{}).expected_error == 0.0);
}

TEST_CASE("calibration: scores sharpened three times are mended by a temperature of three") {
  const Drawn drawn = draw(20000, 3.0, 11);
  const double temperature = fit_temperature(drawn.scores, drawn.truth, Output::kSoftmax);
  // 20,000 draws leave the temperature uncertain by about 2 %.
  CHECK(temperature == doctest::Approx(3.0).epsilon(0.06));
  const Calibration before = calibration(drawn.scores, drawn.truth);
  const Calibration after = calibration(apply_temperature(drawn.scores, temperature, Output::kSoftmax), drawn.truth);
  CHECK(before.expected_error > 0.1);
  CHECK(after.expected_error < 0.02);
  CHECK(after.log_loss < before.log_loss);
}

TEST_CASE("calibration: the temperature is where the log loss is least, for softmax and for sigmoid") {
  const Drawn drawn = draw(300, 2.0, 5);
  const auto loss = [&](double temperature, Output output) {
    const Tensor scaled = apply_temperature(drawn.scores, temperature, output);
    double sum = 0.0;
    for (std::size_t i = 0; i < drawn.truth.size(); ++i) {
      for (std::size_t c = 0; c < 4; ++c) {
        const double p = static_cast<double>(scaled.data[4 * i + c]);
        const bool hit = static_cast<int>(c) == drawn.truth[i];
        if (output == Output::kSigmoid) sum -= std::log(hit ? p : 1.0 - p);
        if (output == Output::kSoftmax && hit) sum -= std::log(p);
      }
    }
    return sum;
  };
  for (const Output output : {Output::kSoftmax, Output::kSigmoid}) {
    const double best = fit_temperature(drawn.scores, drawn.truth, output);
    CHECK(loss(best, output) < loss(best * 1.02, output));
    CHECK(loss(best, output) < loss(best / 1.02, output));
  }
}

TEST_CASE("calibration: temperatures stay finite where the loss has no minimum, and rankings never change") {
  const Tensor perfect({2, 2}, {1.0F, 0.0F, 0.0F, 1.0F});
  CHECK(fit_temperature(perfect, std::vector<int>{0, 1}, Output::kSoftmax) == doctest::Approx(0.05));
  CHECK(fit_temperature(perfect, std::vector<int>{1, 0}, Output::kSoftmax) == doctest::Approx(20.0));
  CHECK(fit_temperature(Tensor({0, 2}), std::vector<int>{}, Output::kSoftmax) == 1.0);
  const Tensor same = apply_temperature(Tensor({1, 3}, {0.7F, 0.2F, 0.1F}), 1.0, Output::kSoftmax);
  CHECK(same.data[0] == doctest::Approx(0.7F));
  const Tensor flat = apply_temperature(Tensor({1, 3}, {0.7F, 0.2F, 0.1F}), 10.0, Output::kSoftmax);
  CHECK(flat.data[0] > flat.data[1]);
  CHECK(flat.data[1] > flat.data[2]);
  CHECK(flat.data[0] < 0.4F);
}

TEST_CASE("calibration: cross-fitting scales each part by what the others say") {
  const Drawn drawn = draw(4000, 2.0, 21);
  std::vector<int> part;
  for (int i = 0; i < 4000; ++i) part.push_back(i % 2);
  const CrossFitted fitted = cross_fit_temperature(drawn.scores, drawn.truth, part, Output::kSoftmax);
  CHECK(fitted.mean_temperature == doctest::Approx(2.0).epsilon(0.1));
  CHECK(calibration(fitted.scores, drawn.truth).expected_error < 0.04);
  const CrossFitted alone =
      cross_fit_temperature(drawn.scores, drawn.truth, std::vector<int>(4000, 0), Output::kSoftmax);
  CHECK(alone.scores.data == drawn.scores.data);
}
