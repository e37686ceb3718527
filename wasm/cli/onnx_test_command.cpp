// earshot onnx-test DIR... [--json]: runs ONNX conformance cases, folders with model.onnx and test_data_set_*/, and
// tells which passed, which failed and what is unsupported. A DIR may be one case or a folder of cases.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/json_output.h"
#include "nn/conformance.h"

namespace earshot::cli {
namespace {

namespace fs = std::filesystem;
using nn::ConformanceResult;
using nn::ConformanceStatus;

struct Options {
  std::vector<std::string> folders;
  bool json = false;
};

bool is_case(const fs::path& folder) { return fs::is_regular_file(folder / "model.onnx"); }

std::vector<fs::path> sorted_folders(const fs::path& parent) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(parent)) {
    if (entry.is_directory()) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<fs::path> cases_of(const std::string& argument) {
  const fs::path folder(argument);
  if (!fs::is_directory(folder)) throw Error(ErrorCode::kIo, "\"" + argument + "\" is not a folder.");
  if (is_case(folder)) return {folder};
  std::vector<fs::path> out;
  for (const fs::path& sub : sorted_folders(folder)) {
    if (is_case(sub)) out.push_back(sub);
  }
  if (out.empty()) throw Error(ErrorCode::kIo, "\"" + argument + "\" holds no case: a folder with a model.onnx.");
  return out;
}

std::vector<nn::Bytes> read_numbered(const fs::path& folder, const std::string& stem) {
  std::vector<nn::Bytes> out;
  for (;;) {
    const fs::path file = folder / (stem + std::to_string(out.size()) + ".pb");
    if (!fs::exists(file)) return out;
    out.push_back(read_file(file));
  }
}

// All data sets of the case; the first that does not pass decides.
ConformanceResult run_case(const fs::path& folder) {
  try {
    const nn::Bytes model = read_file(folder / "model.onnx");
    ConformanceResult result{ConformanceStatus::kFailed, "there is no test_data_set_*", 0.0};
    for (const fs::path& data : sorted_folders(folder)) {
      if (!data.filename().string().starts_with("test_data_set_")) continue;
      result = nn::run_conformance_case(model, read_numbered(data, "input_"), read_numbered(data, "output_"));
      if (result.status != ConformanceStatus::kPassed) return result;
    }
    return result;
  } catch (const Error& error) {
    return {ConformanceStatus::kFailed, error.what(), 0.0};
  } catch (const fs::filesystem_error& error) {
    return {ConformanceStatus::kFailed, error.what(), 0.0};
  }
}

// ".../cases/test_relu/" -> "test_relu"
std::string name_of(const fs::path& folder) {
  const fs::path plain = fs::absolute(folder).lexically_normal();
  return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

void print_case(const std::string& name, const ConformanceResult& result, bool json) {
  const std::string status(nn::conformance_status_name(result.status));
  if (json) {
    std::printf("{\"name\":%s,\"status\":\"%s\",\"reason\":%s}\n", quoted(name).c_str(), status.c_str(),
                quoted(result.reason).c_str());
  } else if (result.reason.empty()) {
    std::printf("%-12s %s\n", status.c_str(), name.c_str());
  } else {
    std::printf("%-12s %s: %s\n", status.c_str(), name.c_str(), result.reason.c_str());
  }
}

void run(const Options& options, Outcome& outcome) {
  std::vector<fs::path> cases;
  for (const std::string& folder : options.folders) {
    const std::vector<fs::path> found = cases_of(folder);
    cases.insert(cases.end(), found.begin(), found.end());
  }
  int passed = 0;
  int failed = 0;
  int unsupported = 0;
  for (const fs::path& folder : cases) {
    const ConformanceResult result = run_case(folder);
    print_case(name_of(folder), result, options.json);
    passed += result.status == ConformanceStatus::kPassed;
    failed += result.status == ConformanceStatus::kFailed;
    unsupported += result.status == ConformanceStatus::kUnsupported;
  }
  if (!options.json) std::printf("%d passed, %d failed, %d unsupported\n", passed, failed, unsupported);
  if (failed > 0) outcome.some_failed = true;
}

}  // namespace

void add_onnx_test_command(CLI::App& app, Outcome& outcome) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("onnx-test", "Run ONNX conformance cases: passed, failed, unsupported");
  command->add_option("DIR", options->folders, "A case (model.onnx, test_data_set_*/) or a folder of cases")
      ->required();
  command->add_flag("--json", options->json, "One line of JSON a case: name, status, reason");
  command->callback([options, &outcome] { run(*options, outcome); });
}

}  // namespace earshot::cli
