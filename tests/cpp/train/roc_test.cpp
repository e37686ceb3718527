// train/roc, rejection, mistakes: against values worked by hand.
#include "train/roc.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "base/rng.h"
#include "train/mistakes.h"
#include "train/rejection.h"

using namespace earshot;
using namespace earshot::train;

namespace {

RocCurve curve_of(const std::vector<float>& scores, const std::vector<std::uint8_t>& positive) {
  return roc_curve(scores, positive);
}

}  // namespace

TEST_CASE("roc: scikit-learn's example has its points and its area of 0.75") {
  const RocCurve curve = curve_of({0.1F, 0.4F, 0.35F, 0.8F}, {0, 0, 1, 1});
  REQUIRE(curve.points.size() == 5);
  const double expected[5][2] = {{0, 0}, {0, 0.5}, {0.5, 0.5}, {0.5, 1}, {1, 1}};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(curve.points[i].false_positive_rate == expected[i][0]);
    CHECK(curve.points[i].true_positive_rate == expected[i][1]);
  }
  CHECK(std::isinf(curve.points[0].threshold));
  CHECK(curve.points[1].threshold == doctest::Approx(0.8));
  CHECK(curve.area == doctest::Approx(0.75));
}

TEST_CASE("roc: equal scores are one slanted step, worth one half") {
  CHECK(curve_of({0.5F, 0.5F, 0.5F, 0.5F}, {0, 1, 0, 1}).area == doctest::Approx(0.5));
  CHECK(curve_of({0.5F, 0.5F, 0.5F, 0.5F}, {0, 1, 0, 1}).points.size() == 2);
  // One positive above, one positive and one negative tied, one negative below: (1 + 1 + 1 + 0.5) of 4 pairs.
  CHECK(curve_of({0.9F, 0.5F, 0.5F, 0.1F}, {1, 1, 0, 0}).area == doctest::Approx(3.5 / 4.0));
}

TEST_CASE("roc: the area is the share of pairs in the right order, ties counted half") {
  Rng rng(5);
  std::vector<float> scores;
  std::vector<std::uint8_t> positive;
  for (int i = 0; i < 300; ++i) {
    positive.push_back(rng.uniform() < 0.3 ? 1 : 0);
    scores.push_back(static_cast<float>(static_cast<double>(rng.below(20)) / 20.0 + 0.2 * positive.back()));
  }
  double right = 0.0;
  double pairs = 0.0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (positive[i] != 1 || positive[j] != 0) continue;
      right += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
      pairs += 1.0;
    }
  }
  CHECK(roc_curve(scores, positive).area == doctest::Approx(right / pairs).epsilon(1e-12));
}

TEST_CASE("roc: a label without examples, or without others, has no curve and stays out of the average") {
  const Tensor scores({4, 3}, {0.8F, 0.1F, 0.1F, 0.6F, 0.3F, 0.1F, 0.2F, 0.7F, 0.1F, 0.5F, 0.4F, 0.1F});
  const RocCurves curves = roc_curves(scores, std::vector<int>{0, 0, 1, 1});
  CHECK_FALSE(curves.one_against_rest[2].defined());
  CHECK(std::isnan(curves.one_against_rest[2].area));
  CHECK(curves.one_against_rest[0].area == doctest::Approx(1.0));
  CHECK(curves.macro.area == doctest::Approx(1.0));
  const RocCurves none = roc_curves(scores, std::vector<int>{0, 0, 0, 0});
  CHECK(std::isnan(none.macro.area));
  CHECK(none.micro.defined());
  CHECK_THROWS_AS((void)curve_of({0.5F}, {0, 1}), Error);
}

TEST_CASE("roc: micro pools every decision, and the macro curve encloses the mean of the areas") {
  const Tensor scores({4, 2}, {0.9F, 0.1F, 0.4F, 0.6F, 0.2F, 0.8F, 0.3F, 0.7F});
  const RocCurves curves = roc_curves(scores, std::vector<int>{0, 0, 1, 1});
  // Label 0: scores .9 .4 | .2 .3 -> all pairs right. Label 1 likewise.
  CHECK(curves.macro.area == doctest::Approx(1.0));
  // Pooled: positives .9 .4 .8 .7, negatives .1 .6 .2 .3: only (.4, .6) of 16 pairs is wrong.
  CHECK(curves.micro.area == doctest::Approx(15.0 / 16.0));

  Rng rng(9);
  Tensor random({200, 4});
  std::vector<int> truth;
  for (int i = 0; i < 200; ++i) truth.push_back(static_cast<int>(rng.below(4)));
  for (float& score : random.data) score = static_cast<float>(rng.below(50)) / 50.0F;
  const RocCurves mixed = roc_curves(random, truth);
  double mean = 0.0;
  for (const RocCurve& curve : mixed.one_against_rest) mean += curve.area / 4.0;
  CHECK(mixed.macro.area == doctest::Approx(mean).epsilon(1e-12));
  double drawn = 0.0;
  for (std::size_t i = 1; i < mixed.macro.points.size(); ++i) {
    const RocPoint& a = mixed.macro.points[i - 1];
    const RocPoint& b = mixed.macro.points[i];
    CHECK(b.true_positive_rate >= a.true_positive_rate - 1e-12);
    drawn += (b.false_positive_rate - a.false_positive_rate) * (a.true_positive_rate + b.true_positive_rate) / 2.0;
  }
  CHECK(drawn == doctest::Approx(mean).epsilon(1e-9));
}

TEST_CASE("roc: thresholds are chosen where Youden's J is largest, or within a share of false positives") {
  const RocCurve curve = curve_of({0.9F, 0.8F, 0.7F, 0.6F, 0.5F, 0.4F}, {1, 1, 0, 1, 0, 0});
  CHECK(youden_point(curve).threshold == doctest::Approx(0.8));
  CHECK(point_at_false_positive_rate(curve, 0.0).threshold == doctest::Approx(0.8));
  CHECK(point_at_false_positive_rate(curve, 0.34).threshold == doctest::Approx(0.6));
  CHECK(std::isnan(youden_point({}).threshold));
}

TEST_CASE("rejection: clips below the threshold are counted apart, and the accuracy is of the others") {
  const Tensor scores({4, 2}, {0.9F, 0.1F, 0.45F, 0.55F, 0.2F, 0.8F, 0.5F, 0.5F});
  const std::vector<int> truth = {0, 0, 1, 1};
  const Rejection half = reject_below(scores, truth, 0.6);
  CHECK(half.rejected == 2);
  CHECK(half.accepted.n == 2);
  CHECK(half.accepted.value == 1.0);
  CHECK(reject_below(scores, truth, 0.0).rejected == 0);
  CHECK(reject_below(scores, truth, 0.5).rejected == 0);
  CHECK(reject_below(scores, truth, 1.1).accepted.n == 0);
}

TEST_CASE("mistakes: the most confident wrong answers come first, right ones never") {
  const Tensor scores({4, 2}, {0.4F, 0.6F, 0.1F, 0.9F, 0.9F, 0.1F, 0.3F, 0.7F});
  const auto mistakes = most_confident_mistakes(scores, std::vector<int>{0, 0, 0, 0}, 2);
  REQUIRE(mistakes.size() == 2);
  CHECK(mistakes[0].clip == 1);
  CHECK(mistakes[0].predicted == 1);
  CHECK(mistakes[0].score == doctest::Approx(0.9));
  CHECK(mistakes[0].score_of_truth == doctest::Approx(0.1));
  CHECK(mistakes[1].clip == 3);
}

TEST_CASE(
    "rejection: a threshold that keeps a share of the clips keeps at least that share, and no more than it must") {
  Rng rng(11);
  const std::size_t n = 200;
  Tensor scores({static_cast<std::int64_t>(n), 2});
  std::vector<int> truth(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    scores.data[2 * i] = static_cast<float>(0.5 + 0.5 * rng.uniform());
    scores.data[2 * i + 1] = 1.0F - scores.data[2 * i];
  }
  for (const double share : {0.9, 0.95, 1.0}) {
    const double threshold = threshold_keeping(scores, n, share);
    const auto kept = static_cast<double>(reject_below(scores, truth, threshold).accepted.n);
    CHECK(kept >= share * n);
    CHECK(kept <= share * n + 2.0);  // clips whose best scores lie within the rounding to 1/1000
  }
  CHECK(threshold_keeping(scores, 0, 0.9) == 0.0);
}
