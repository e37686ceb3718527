// earshot adopt --input DESCRIPTION.json --out OUT MODEL: an ONNX model of others becomes an Earshot model.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "classify/foreign_model.h"
#include "cli/commands.h"
#include "cli/files.h"

namespace earshot::cli {
namespace {

struct Options {
  std::string model, input, out;
};

void run(const Options& options) {
  const std::vector<std::uint8_t> bytes = read_file(options.model);
  try {
    if (options.input.empty()) {
      std::printf("%s\n", classify::outline_json(bytes).c_str());
      return;
    }
    require(!options.out.empty(), ErrorCode::kInvalidArgument, "--out FILE says where the adopted model is written.");
    const classify::AdoptedModel adopted =
        classify::adopt(bytes, classify::foreign_input_from_json(read_text(options.input)));
    write_file(options.out, adopted.bytes);
    if (adopted.runs_here) return;
    std::fprintf(stderr, "earshot: %s was written, but only the page can run it, with ONNX Runtime: %s\n",
                 options.out.c_str(), adopted.reason.c_str());
  } catch (const Error& error) {
    throw Error(error.code(), options.model + ": " + error.what());
  }
}

}  // namespace

void add_adopt_command(CLI::App& app, Outcome& /*outcome*/) {
  CLI::App* command = app.add_subcommand("adopt", "Make an Earshot model of somebody else's ONNX file");
  auto options = std::make_shared<Options>();
  command->add_option("--input,-i", options->input,
                      "JSON: features, layout, labels, scores (docs/onnx-models.md); "
                      "without it, what the file says of its inputs is printed");
  command->add_option("--out,-o", options->out, "The model to write");
  command->add_option("model", options->model, "An ONNX file")->required();
  command->callback([options] { run(*options); });
}

}  // namespace earshot::cli
