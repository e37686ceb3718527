// The subcommands. Each registers its options with `app` and runs from its callback; errors are thrown as
// earshot::Error and reported by main().
#pragma once

namespace CLI {
class App;
}

namespace earshot::cli {

// What a command leaves for main(): true when some file among several failed and was reported.
struct Outcome {
  bool some_failed = false;
};

void add_classify_command(CLI::App& app, Outcome& outcome);
void add_features_command(CLI::App& app, Outcome& outcome);
void add_inspect_command(CLI::App& app, Outcome& outcome);
void add_train_command(CLI::App& app, Outcome& outcome);
void add_cross_validate_command(CLI::App& app, Outcome& outcome);
void add_evaluate_command(CLI::App& app, Outcome& outcome);
void add_onnx_test_command(CLI::App& app, Outcome& outcome);
void add_clean_command(CLI::App& app, Outcome& outcome);
void add_convert_command(CLI::App& app, Outcome& outcome);
void add_adopt_command(CLI::App& app, Outcome& outcome);

}  // namespace earshot::cli
