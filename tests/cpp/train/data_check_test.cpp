// train/data_check: what is said about a data set before training.
#include "train/data_check.h"

#include <doctest/doctest.h>

using namespace earshot::train;

namespace {

std::vector<ClipFacts> clips(std::initializer_list<int> counts) {
  std::vector<ClipFacts> out;
  int label = 0;
  for (const int n : counts) {
    for (int i = 0; i < n; ++i) out.push_back({"c" + std::to_string(out.size()), label, 2.0, out.size() + 1, ""});
    ++label;
  }
  return out;
}

}  // namespace

TEST_CASE("data check: a healthy set has counts, seconds and nothing to complain about") {
  const DataCheck check = check_data({"a", "b"}, clips({20, 15}));
  CHECK(check.warnings.empty());
  CHECK(check.clips == 35);
  CHECK(check.length_s == 70.0);
  CHECK(check.classes[1].clips == 15);
}

TEST_CASE("data check: empty, single, tiny and unequal classes are each named") {
  const DataCheck check = check_data({"none", "one", "few", "many"}, clips({0, 1, 4, 60}));
  REQUIRE(check.warnings.size() == 4);
  CHECK(check.warnings[0] == "No clip can be used of: none.");
  CHECK(check.warnings[1].find("Only one clip each of: one") == 0);
  CHECK(check.warnings[2].find("few (4)") != std::string::npos);
  CHECK(check.warnings[3].find("60 clips of many, 1 of one") != std::string::npos);
}

TEST_CASE("data check: unusable clips are listed and not counted") {
  auto facts = clips({12, 12});
  facts[3].problem = "c3: the file is empty.";
  const DataCheck check = check_data({"a", "b"}, facts);
  CHECK(check.problems == std::vector<std::string>{"c3: the file is empty."});
  CHECK(check.classes[0].clips == 11);
  CHECK(check.classes[0].unusable == 1);
}

TEST_CASE("data check: the same bytes twice are told, and apart when the labels contradict") {
  auto facts = clips({12, 12});
  facts[5].content_hash = facts[2].content_hash;
  facts[20].content_hash = facts[2].content_hash;
  const DataCheck check = check_data({"a", "b"}, facts);
  REQUIRE(check.warnings.size() == 2);
  CHECK(check.warnings[0] == "1 clip has the same bytes as another one: c5 = c2.");
  CHECK(check.warnings[1] == "1 clip has the same bytes as a clip of another class: c20 = c2 (b or a?).");
  const std::vector<std::uint8_t> x = {1, 2, 3};
  const std::vector<std::uint8_t> y = {1, 3, 2};
  CHECK(content_hash(x) != content_hash(y));
  CHECK(content_hash({}) != 0);
}
