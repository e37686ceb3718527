// Labels from a CSV: which columns say what, and which file a row means.
#include <algorithm>

#include "train/layout_rules.h"

namespace earshot::train {
namespace {

std::string_view without_extension(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has_extension = dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash + 1);
  return has_extension ? path.substr(0, dot) : path;
}

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool ends_at_folder(std::string_view path, std::string_view tail) {
  return path.size() >= tail.size() && path.substr(path.size() - tail.size()) == tail &&
         (path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/');
}

// Finds the file a CSV means: names may be relative to the CSV, to the top, to a folder in between or to another
// machine, and the audio may have been converted since (.wav -> .flac).
class PathFinder {
 public:
  explicit PathFinder(std::span<const std::string> paths) : paths_(paths) {
    for (std::size_t i = 0; i < paths.size(); ++i)
      by_stem_[std::string(file_name(without_extension(paths[i])))].push_back(i);
  }

  [[nodiscard]] std::optional<std::size_t> find(std::string_view cell) const {
    std::string name(trimmed(cell));
    std::replace(name.begin(), name.end(), '\\', '/');
    while (name.rfind("./", 0) == 0) name.erase(0, 2);
    if (name.empty()) return std::nullopt;
    // An extension is taken away only when there is one: "blues.00001" names blues.00001.wav.
    for (const std::string_view stem : {std::string_view(name), without_extension(name)}) {
      const auto found = by_stem_.find(std::string(file_name(stem)));
      if (found == by_stem_.end()) continue;
      if (const auto index = choose(found->second, name, stem)) return index;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<std::size_t> choose(const std::vector<std::size_t>& candidates, std::string_view name,
                                                  std::string_view stem) const {
    std::optional<std::size_t> found;
    std::size_t num_found = 0;
    for (const std::size_t i : candidates) {
      if (paths_[i] == name) return i;
      if (ends_at_folder(without_extension(paths_[i]), stem)) {
        found = i;
        ++num_found;
      }
    }
    if (num_found == 1) return found;
    // Folders that differ: the name alone decides when only one file has it.
    return num_found == 0 && candidates.size() == 1 ? std::optional(candidates.front()) : std::nullopt;
  }

  std::span<const std::string> paths_;
  std::map<std::string, std::vector<std::size_t>> by_stem_;
};

struct Columns {
  LayoutKind kind = LayoutKind::kCsv;
  std::size_t path = 0, label = 1;
  std::optional<std::size_t> group, fold;
  bool has_header = true;
};

std::optional<Columns> find_columns(const CsvRow& first, const PathFinder& finder) {
  const auto path = find_column(
      first, {"path", "filepath", "file_path", "filename", "file_name", "file", "slice_file_name", "audio", "clip"});
  const auto label =
      find_column(first, {"label", "class", "category", "instrument (in full)", "instrument", "genre", "target"});
  if (path && label && *path != *label) {
    Columns columns;
    columns.path = *path;
    columns.label = *label;
    columns.group =
        find_column(first, {"group", "speaker", "speaker_id", "recording", "session", "src_file", "fsid", "source"});
    columns.fold = find_column(first, {"fold", "split"});
    if (find_column(first, {"category"}) && find_column(first, {"target"}) && columns.fold)
      columns.kind = LayoutKind::kEsc50;
    if (find_column(first, {"instrument (in full)"})) columns.kind = LayoutKind::kTinySol;
    return columns;
  }
  // Without a header: path,label[,group][,fold].
  if (first.size() < 2 || !finder.find(first[0])) return std::nullopt;
  Columns columns;
  columns.has_header = false;
  if (first.size() > 2) columns.group = 2;
  if (first.size() > 3) columns.fold = 3;
  return columns;
}

}  // namespace

std::optional<CsvLabels> read_csv_labels(const CsvFile& csv, std::span<const std::string> paths) {
  const std::vector<CsvRow> rows = parse_csv(csv.text);
  if (rows.empty()) return std::nullopt;
  const PathFinder finder(paths);
  const std::optional<Columns> columns = find_columns(rows.front(), finder);
  if (!columns) return std::nullopt;
  const auto cell = [](const CsvRow& row, std::optional<std::size_t> column) {
    return column && *column < row.size() ? std::string(trimmed(row[*column])) : std::string();
  };
  CsvLabels out;
  out.kind = columns->kind;
  for (std::size_t r = columns->has_header ? 1 : 0; r < rows.size(); ++r) {
    const CsvRow& row = rows[r];
    ++out.num_rows;
    const std::string name = cell(row, columns->path);
    ClipName clip{cell(row, columns->label), cell(row, columns->group), cell(row, columns->fold)};
    const std::optional<std::size_t> file = finder.find(name);
    if (clip.label.empty()) {
      ++out.num_without_label;
    } else if (!file) {
      if (out.num_without_file++ == 0) out.first_without_file = name;
    } else if (!out.clips.emplace(*file, std::move(clip)).second) {
      ++out.num_repeated;
    }
  }
  return out;
}

}  // namespace earshot::train
