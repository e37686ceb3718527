// earshot convert-teachable-machine DIR -o MODEL: an audio project exported from Teachable Machine becomes a model.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/model_file.h"
#include "convert/teachable_machine.h"

namespace earshot::cli {
namespace {

struct Options {
  std::string folder;
  std::string out;
};

// An export has a handful of files; a folder of many is not one, and need not be read.
constexpr std::size_t kMostFiles = 64;

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::error_code failure;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
    if (at->is_regular_file() && !at->path().filename().string().starts_with(".")) files.push_back(at->path());
  }
  if (failure) throw Error(ErrorCode::kIo, folder.string() + ": cannot be listed: " + failure.message() + ".");
  if (files.size() > kMostFiles) {
    throw Error(ErrorCode::kUnsupportedFormat,
                folder.string() + ": there are " + std::to_string(files.size()) +
                    " files in it; name the folder with model.json, metadata.json and weights.bin.");
  }
  std::sort(files.begin(), files.end());
  return files;
}

void run(const Options& options) {
  std::vector<std::vector<std::uint8_t>> contents;
  std::vector<convert::NamedFile> files;
  for (const std::filesystem::path& path : files_in(options.folder)) {
    contents.push_back(read_file(path));
    files.push_back({path.filename().string(), contents.back()});
  }
  std::vector<std::uint8_t> model;
  try {
    model = convert::convert_teachable_machine(files);
  } catch (const Error& error) {
    throw Error(error.code(), options.folder + ": " + error.what());
  }
  write_file(options.out, model);
  const classify::Classifier classifier = load_classifier(options.out);
  std::printf("%s: %zu labels, %lld parameters, %zu bytes\n", options.out.c_str(), classifier.card().labels.size(),
              static_cast<long long>(classifier.num_parameters()), model.size());
}

}  // namespace

void add_convert_command(CLI::App& app, Outcome& /*outcome*/) {
  CLI::App* command = app.add_subcommand("convert-teachable-machine",
                                         "Turn an audio project exported from Teachable Machine into a model");
  auto options = std::make_shared<Options>();
  command->add_option("folder", options->folder, "Holds model.json, metadata.json and weights.bin")->required();
  command->add_option("-o,--out", options->out, "The model to write, a .onnx file")->required();
  command->callback([options] { run(*options); });
}

}  // namespace earshot::cli
