// A data set on disk: its layout recognised by the core, and where its clips are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/layout.h"

namespace CLI {
class App;
}

namespace earshot::cli {

struct DataOptions {
  std::string folder;
  std::string layout;         // "": recognised
  std::string csv;            // a CSV of labels, here or in the folder; "": none asked for
  std::string group_pattern;  // regular expression on the path below the folder; "": the layout's groups

  // Adds --data --layout --csv --group.
  void add_to(CLI::App& command);
};

struct DataFolder {
  train::Layout layout;
  std::vector<std::filesystem::path> files;  // of layout.clips, one for one
};

// `known_labels`: of a model; see train::LayoutOptions. The pattern's first group (or the whole match) names the clip's
// group. Throws kInvalidData when nothing is labelled, a class folder is empty or the pattern does not match a clip;
// kInvalidArgument for a bad pattern.
[[nodiscard]] DataFolder read_data_folder(const DataOptions& options,
                                          const std::vector<std::string>& known_labels = {});

}  // namespace earshot::cli
