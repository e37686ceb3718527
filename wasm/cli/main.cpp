// earshot: classify, features, inspect, train, cross-validate, evaluate, clean, onnx-test, convert-teachable-machine.
// Exit status 0: done; 1: an error, said on stderr in one sentence; 2: wrong usage.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "base/error.h"
#include "cli/commands.h"

int main(int argc, char** argv) {
  CLI::App app{"Earshot: classify sound on this machine, and train the classifiers."};
  app.set_version_flag("--version", EARSHOT_VERSION);
  app.require_subcommand(1);
  earshot::cli::Outcome outcome;
  earshot::cli::add_classify_command(app, outcome);
  earshot::cli::add_features_command(app, outcome);
  earshot::cli::add_inspect_command(app, outcome);
  earshot::cli::add_train_command(app, outcome);
  earshot::cli::add_cross_validate_command(app, outcome);
  earshot::cli::add_evaluate_command(app, outcome);
  earshot::cli::add_onnx_test_command(app, outcome);
  earshot::cli::add_clean_command(app, outcome);
  earshot::cli::add_convert_command(app, outcome);
  earshot::cli::add_adopt_command(app, outcome);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {  // --help, --version
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "earshot: %s See earshot --help.\n", error.what());
    return 2;
  } catch (const earshot::Error& error) {
    std::fprintf(stderr, "earshot: %s\n", error.what());
    return 1;
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "earshot: there is not enough memory for this; try shorter clips or a smaller batch.\n");
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "earshot: unexpected failure: %s\n", error.what());
    return 1;
  }
  return outcome.some_failed ? 1 : 0;
}
