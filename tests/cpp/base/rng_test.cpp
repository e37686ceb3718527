// base/rng: fixed streams, so that a seed means the same everywhere.
#include "base/rng.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using earshot::Rng;

TEST_CASE("rng: the same seed gives the same stream, another seed another one") {
  Rng a(7);
  Rng b(7);
  Rng c(8);
  bool all_equal = true;
  for (int i = 0; i < 100; ++i) {
    const auto x = a.next();
    CHECK(x == b.next());
    all_equal = all_equal && x == c.next();
  }
  CHECK_FALSE(all_equal);
}

TEST_CASE("rng: below(n) is uniform over 0 .. n-1") {
  Rng rng(1);
  std::vector<int> counts(7, 0);
  constexpr int kDraws = 70000;
  for (int i = 0; i < kDraws; ++i) ++counts[static_cast<std::size_t>(rng.below(7))];
  // 10,000 expected per bin, standard deviation 93: 5 sigma.
  for (const int count : counts) CHECK(std::abs(count - kDraws / 7) < 470);
}

TEST_CASE("rng: normal() has mean 0 and variance 1") {
  Rng rng(2);
  constexpr int kDraws = 100000;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / kDraws) < 0.016);             // 5 sigma of the mean
  CHECK(std::abs(squares / kDraws - 1.0) < 0.0224);  // 5 sigma of the variance
}

TEST_CASE("rng: shuffle keeps every element") {
  Rng rng(3);
  std::vector<int> items(50);
  std::iota(items.begin(), items.end(), 0);
  rng.shuffle(std::span(items));
  CHECK_FALSE(std::is_sorted(items.begin(), items.end()));
  std::sort(items.begin(), items.end());
  for (int i = 0; i < 50; ++i) CHECK(items[static_cast<std::size_t>(i)] == i);
}
