// How each layout reads a label, a group and a fold from a path or from a CSV row. Private to layout*.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "train/csv.h"
#include "train/layout.h"

namespace earshot::train {

struct SplitPath {
  std::vector<std::string_view> folders;  // outermost first, wrappers taken away
  std::string_view stem;                  // the name without its extension

  [[nodiscard]] std::string_view parent() const { return folders.empty() ? std::string_view() : folders.back(); }
};
[[nodiscard]] SplitPath split_path(std::string_view path, std::size_t num_wrappers);

struct ClipName {
  std::string label, group, fold;
};

// What the layout of this kind reads from one path; nothing when the path is not of it. Not for kCsv.
[[nodiscard]] std::optional<ClipName> read_clip_name(LayoutKind kind, const SplitPath& path);

// What a CSV says about the clips of `paths`.
struct CsvLabels {
  LayoutKind kind = LayoutKind::kCsv;     // kEsc50 and kTinySol are known by their columns
  std::map<std::size_t, ClipName> clips;  // by index of the path
  std::size_t num_rows = 0;               // without the header
  std::size_t num_without_file = 0, num_without_label = 0, num_repeated = 0;
  std::string first_without_file;
};
// Nothing when the file has neither columns for a path and a label nor paths in its first column.
[[nodiscard]] std::optional<CsvLabels> read_csv_labels(const CsvFile& csv, std::span<const std::string> paths);

}  // namespace earshot::train
