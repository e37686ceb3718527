// Every output of every reference file, and the table of worst errors in docs/features.md.
#include "features/reference.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

using namespace earshot::test;

namespace {

const std::string kTableBegin = "<!-- table: begin -->\n";
const std::string kTableEnd = "<!-- table: end -->\n";

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Between the marks when the file has them (docs/features.md), else the table alone.
void write_table(const std::string& path, const std::string& table) {
  std::string text = read_file(path);
  const std::size_t begin = text.find(kTableBegin);
  const std::size_t end = text.find(kTableEnd);
  if (begin == std::string::npos || end == std::string::npos) {
    text = table;
  } else {
    text.replace(begin + kTableBegin.size(), end - begin - kTableBegin.size(), table);
  }
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("features: every reference case matches its source within 1e-4 of its largest value, dB within 0.01") {
  std::string table = "| case | largest value | worst error | of the largest | allowed |\n|---|---|---|---|---|\n";
  for (const ReferenceCase& reference_case : reference_cases()) {
    INFO(reference_case.name());
    const Reference reference = load_reference(reference_case.file, reference_case.output);
    const std::vector<float> ours = reference_case.compute(reference);
    REQUIRE(ours.size() == reference.output.size());
    REQUIRE(!ours.empty());

    double largest = 0.0;
    double worst = 0.0;
    bool all_finite = true;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      largest = std::max(largest, std::abs(reference.output[i]));
      worst = std::max(worst, std::abs(static_cast<double>(ours[i]) - reference.output[i]));
      all_finite = all_finite && std::isfinite(ours[i]);
    }
    const bool decibels = reference_case.bound == Bound::kDecibels;
    CHECK(all_finite);
    CHECK(worst <= (decibels ? kDecibelTolerance : kRelativeTolerance * largest));

    char row[200];
    std::snprintf(row, sizeof row, "| %s | %.4g | %.2g | %.1e | %s |\n", reference_case.name().c_str(), largest, worst,
                  worst / largest, decibels ? "0.01 dB" : "1e-4 of the largest");
    table += row;
    std::printf("%s", row);
  }
  if (const char* path = std::getenv("EARSHOT_FEATURE_TABLE")) write_table(path, table);
}

TEST_CASE("features: the table in the documentation has a row for every reference case") {
  const std::string document = read_file(repository_path("docs/features.md"));
  for (const ReferenceCase& reference_case : reference_cases()) {
    INFO(reference_case.name());
    CHECK(document.find("| " + reference_case.name() + " |") != std::string::npos);
  }
}
