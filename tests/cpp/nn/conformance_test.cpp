// ONNX's own cases: every one whose operators the engine has gives the expected numbers; the others are named as
// unsupported.
#include "nn/conformance.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;
using namespace earshot;

namespace {

fs::path shared_folder() {
  if (const char* given = std::getenv("EARSHOT_SHARED")) return given;
  // Tests run from the repository or from a build folder inside it.
  for (fs::path at = fs::current_path(); at != at.root_path(); at = at.parent_path()) {
    if (fs::exists(at / "shared" / "reference")) return at / "shared";
  }
  return "../shared";
}

nn::Bytes read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return nn::Bytes(std::istreambuf_iterator<char>(file), {});
}

std::vector<nn::Bytes> read_numbered(const fs::path& folder, const std::string& stem) {
  std::vector<nn::Bytes> out;
  for (int i = 0; fs::exists(folder / (stem + std::to_string(i) + ".pb")); ++i)
    out.push_back(read_bytes(folder / (stem + std::to_string(i) + ".pb")));
  return out;
}

}  // namespace

TEST_CASE("onnx conformance: no reference case fails, and what is unsupported is said by operator name") {
  const fs::path root = shared_folder() / "reference" / "onnx";
  if (!fs::exists(root)) {
    MESSAGE("skipped: there are no ONNX reference cases at " << root.string());
    return;
  }
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(root)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  int passed = 0;
  int unsupported = 0;
  for (const fs::path& folder : folders) {
    const fs::path data = folder / "test_data_set_0";
    const nn::ConformanceResult result = nn::run_conformance_case(
        read_bytes(folder / "model.onnx"), read_numbered(data, "input_"), read_numbered(data, "output_"));
    CAPTURE(folder.filename().string());
    CAPTURE(result.reason);
    CHECK(result.status != nn::ConformanceStatus::kFailed);
    if (result.status == nn::ConformanceStatus::kPassed) ++passed;
    if (result.status == nn::ConformanceStatus::kUnsupported) {
      ++unsupported;
      CHECK(result.reason.find("does not run: ") != std::string::npos);
    }
  }
  MESSAGE("onnx conformance: " << passed << " passed, " << unsupported << " unsupported of " << folders.size());
  CHECK(passed >= 36);
}

TEST_CASE("onnx conformance: a wrong expectation fails with the element, a damaged model fails with the reason") {
  const fs::path folder = shared_folder() / "reference" / "onnx" / "test_Linear";
  if (!fs::exists(folder)) return;
  const nn::Bytes model = read_bytes(folder / "model.onnx");
  std::vector<nn::Bytes> inputs = read_numbered(folder / "test_data_set_0", "input_");
  std::vector<nn::Bytes> outputs = read_numbered(folder / "test_data_set_0", "output_");
  REQUIRE(nn::run_conformance_case(model, inputs, outputs).status == nn::ConformanceStatus::kPassed);
  outputs[0].back() = static_cast<std::uint8_t>(outputs[0].back() ^ 0x40U);  // the exponent of the last float
  const nn::ConformanceResult wrong = nn::run_conformance_case(model, inputs, outputs);
  CHECK(wrong.status == nn::ConformanceStatus::kFailed);
  CHECK(wrong.reason.find("element 31") != std::string::npos);
  CHECK(nn::run_conformance_case(std::span(model).first(40), inputs, outputs).status == nn::ConformanceStatus::kFailed);
}
