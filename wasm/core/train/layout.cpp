#include "train/layout.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "train/layout_rules.h"
#include "train/recording.h"

namespace earshot::train {
namespace {

struct KindName {
  LayoutKind kind;
  std::string_view name;  // on the command line
  const char* shown;      // to the user
};
constexpr KindName kKinds[] = {
    {LayoutKind::kFolders, "folders", "one folder a class"},
    {LayoutKind::kGtzan, "gtzan", "GTZAN"},
    {LayoutKind::kIrmas, "irmas", "IRMAS"},
    {LayoutKind::kTinySol, "tinysol", "TinySOL"},
    {LayoutKind::kAudioMnist, "audiomnist", "AudioMNIST"},
    {LayoutKind::kEsc50, "esc50", "ESC-50"},
    {LayoutKind::kFsdd, "fsdd", "FSDD"},
    {LayoutKind::kCsv, "csv", "a CSV of labels"},
};

// Known names are tried in this order; a folder a class is what remains.
constexpr LayoutKind kByName[] = {LayoutKind::kAudioMnist, LayoutKind::kFsdd,    LayoutKind::kEsc50,
                                  LayoutKind::kGtzan,      LayoutKind::kTinySol, LayoutKind::kIrmas};
// Stray files happen; a layout is what nearly all of the files say.
constexpr double kNearlyAll = 0.95;

const KindName& kind_entry(LayoutKind kind) {
  return *std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindName& k) { return k.kind == kind; });
}

[[noreturn]] void invalid(const std::string& message) { throw Error(ErrorCode::kInvalidData, message); }

// Folders around the whole data set ("genres", "data", what an archive unpacks to): shared by all files, with more than
// one folder below and no file in them.
std::size_t count_wrappers(std::span<const std::string> paths, const std::vector<std::string>& known_labels) {
  for (std::size_t depth = 0;; ++depth) {
    std::set<std::string_view> here;
    bool deeper = !paths.empty();
    for (const std::string& path : paths) {
      const SplitPath split = split_path(path, depth);
      if (split.folders.size() < 2) deeper = false;
      if (!split.folders.empty()) here.insert(split.folders.front());
    }
    if (!deeper || here.size() != 1) return depth;
    if (std::find(known_labels.begin(), known_labels.end(), *here.begin()) != known_labels.end()) return depth;
  }
}

using Named = std::map<std::size_t, ClipName>;  // by index of the path

Named read_names(LayoutKind kind, std::span<const std::string> paths, std::size_t num_wrappers) {
  Named named;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (auto name = read_clip_name(kind, split_path(paths[i], num_wrappers))) named.emplace(i, std::move(*name));
  }
  return named;
}

bool nearly_all(const Named& named, std::size_t n) {
  return n > 0 && static_cast<double>(named.size()) >= kNearlyAll * static_cast<double>(n);
}

// Folders of three letters alone are no proof: IRMAS has its codes in brackets too, or most of its eleven classes.
bool is_surely_irmas(const Named& named) {
  std::set<std::string> labels;
  bool bracketed = false;
  for (const auto& [index, name] : named) {
    labels.insert(name.label);
    bracketed = bracketed || !name.group.empty();
  }
  return bracketed || labels.size() > 5;
}

void add_csv_notes(const CsvLabels& csv, const std::string& path, Layout& layout) {
  const auto note = [&](std::size_t n, const std::string& what) {
    if (n > 0) layout.notes.push_back(path + ": " + with_thousands(n) + (n == 1 ? " row " : " rows ") + what);
  };
  note(csv.num_without_file, "without such a file (the first is " + csv.first_without_file + ").");
  note(csv.num_without_label, "without a label.");
  note(csv.num_repeated, "for a file that an earlier row has labelled; the earlier one counts.");
}

struct Found {
  LayoutKind kind = LayoutKind::kFolders;
  Named clips;
};

std::optional<Found> from_csv(const LayoutInput& input, const LayoutOptions& options, Layout& layout) {
  const CsvFile* best_file = nullptr;
  std::optional<CsvLabels> best;
  for (const CsvFile& file : input.csvs) {
    if (!options.csv.empty() && file.path != options.csv) continue;
    std::optional<CsvLabels> labels = read_csv_labels(file, input.paths);
    if (!labels || (best && labels->clips.size() <= best->clips.size())) continue;
    best = std::move(labels);
    best_file = &file;
  }
  if (!options.csv.empty() && !best)
    invalid(options.csv + ": this is not a CSV with columns path,label[,group][,fold].");
  if (!best || best->clips.empty()) return std::nullopt;
  // Unasked, a CSV is taken for the labels only when it labels most of what is there: others are credits or notes.
  const bool asked = !options.csv.empty() || options.kind;
  if (!asked && 2 * best->clips.size() < input.paths.size()) return std::nullopt;
  add_csv_notes(*best, best_file->path, layout);
  return Found{best->kind, std::move(best->clips)};
}

Found find_clips(const LayoutInput& input, const LayoutOptions& options, std::size_t num_wrappers, Layout& layout) {
  if (!options.csv.empty() || options.kind == LayoutKind::kCsv) {
    std::optional<Found> found = from_csv(input, options, layout);
    if (!found) invalid("There is no CSV with columns path,label[,group][,fold] that names these clips.");
    found->kind = LayoutKind::kCsv;
    return std::move(*found);
  }
  if (options.kind) {
    const bool may_have_csv = *options.kind == LayoutKind::kEsc50 || *options.kind == LayoutKind::kTinySol;
    if (may_have_csv) {
      std::optional<Found> found = from_csv(input, options, layout);
      if (found && found->kind == *options.kind) return std::move(*found);
      layout.notes.clear();
    }
    return {*options.kind, read_names(*options.kind, input.paths, num_wrappers)};
  }
  std::optional<Found> csv = from_csv(input, options, layout);
  if (csv && csv->kind != LayoutKind::kCsv) return std::move(*csv);
  for (const LayoutKind kind : kByName) {
    Named named = read_names(kind, input.paths, num_wrappers);
    if (!nearly_all(named, input.paths.size())) continue;
    if (kind == LayoutKind::kIrmas && !is_surely_irmas(named)) continue;
    layout.notes.clear();
    return {kind, std::move(named)};
  }
  if (csv) return std::move(*csv);
  return {LayoutKind::kFolders, read_names(LayoutKind::kFolders, input.paths, num_wrappers)};
}

// A class folder that holds no clip is a mistake that would go unnoticed: the class would just be missing.
void check_empty_folders(const LayoutInput& input, std::size_t num_wrappers) {
  std::string empty;
  for (const std::string& folder : input.folders) {
    const auto depth = static_cast<std::size_t>(std::count(folder.begin(), folder.end(), '/'));
    if (depth != num_wrappers) continue;
    const bool holds_clips = std::any_of(input.paths.begin(), input.paths.end(),
                                         [&](const std::string& path) { return path.rfind(folder + "/", 0) == 0; });
    if (!holds_clips) empty += (empty.empty() ? "" : ", ") + folder;
  }
  if (!empty.empty()) invalid(empty + ": the class folder holds no audio files.");
}

// Where nothing else tells, names that look like pieces of one recording make it a group, so that a split by groups
// keeps them together.
void group_by_recording(Layout& layout) {
  std::map<std::string, std::size_t> sizes;
  for (const LayoutClip& clip : layout.clips) ++sizes[recording_of(clip.path)];
  // Two files of one name ("a.wav", "a.flac") are no pieces.
  layout.groups_by_name = std::any_of(layout.clips.begin(), layout.clips.end(), [&](const LayoutClip& clip) {
    const std::string recording = recording_of(clip.path);
    return sizes[recording] > 1 && clip.path.rfind(recording + ".", 0) != 0;
  });
  if (!layout.groups_by_name) return;
  for (LayoutClip& clip : layout.clips) clip.group = recording_of(clip.path);
}

}  // namespace

LayoutKind layout_kind_from_name(std::string_view name) {
  std::string names;
  for (const KindName& kind : kKinds) {
    if (kind.name == name) return kind.kind;
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw Error(ErrorCode::kInvalidArgument, "\"" + std::string(name) + "\" is not a layout; there are " + names + ".");
}

std::string_view layout_kind_name(LayoutKind kind) { return kind_entry(kind).name; }

bool Layout::has_groups() const {
  return std::any_of(clips.begin(), clips.end(), [](const LayoutClip& clip) { return !clip.group.empty(); });
}

bool Layout::has_folds() const {
  return !clips.empty() &&
         std::all_of(clips.begin(), clips.end(), [](const LayoutClip& clip) { return !clip.fold.empty(); });
}

Layout recognise_layout(const LayoutInput& input, const LayoutOptions& options) {
  Layout layout;
  const std::size_t num_wrappers = count_wrappers(input.paths, options.known_labels);
  const Found found = find_clips(input, options, num_wrappers, layout);
  layout.kind = found.kind;
  layout.name = kind_entry(found.kind).shown;
  if (found.kind == LayoutKind::kFolders) check_empty_folders(input, num_wrappers);
  if (found.clips.empty()) {
    invalid(options.kind ? "None of the audio files is named as in " + layout.name + "."
                         : "There are no class folders with audio files; a data folder is one folder a class.");
  }
  std::map<std::string, int> labels;
  for (const auto& [index, name] : found.clips) labels.emplace(name.label, 0);
  for (auto& [label, index] : labels) {
    index = static_cast<int>(layout.labels.size());
    layout.labels.push_back(label);
  }
  for (std::size_t i = 0; i < input.paths.size(); ++i) {
    const auto name = found.clips.find(i);
    if (name == found.clips.end()) {
      layout.unlabelled.push_back(input.paths[i]);
      continue;
    }
    LayoutClip clip{input.paths[i], labels.at(name->second.label), name->second.group, name->second.fold};
    if (options.group_of) clip.group = options.group_of(clip.path);
    layout.clips.push_back(std::move(clip));
  }
  std::sort(layout.clips.begin(), layout.clips.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  if (!options.group_of && !layout.has_groups()) group_by_recording(layout);
  if (!layout.unlabelled.empty()) {
    const std::size_t n = layout.unlabelled.size();
    layout.notes.push_back(with_thousands(n) + (n == 1 ? " audio file has" : " audio files have") +
                           " no label in this layout and are left out (the first is " + layout.unlabelled.front() +
                           ").");
  }
  return layout;
}

std::string with_thousands(std::size_t n) {
  std::string text = std::to_string(n);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string describe(const Layout& layout) {
  const auto plural = [](std::size_t n, const char* one, const char* many) {
    return with_thousands(n) + " " + (n == 1 ? one : many);
  };
  std::string text = "looks like " + layout.name + ": " + plural(layout.labels.size(), "class", "classes") + ", " +
                     plural(layout.clips.size(), "clip", "clips");
  std::set<std::string_view> groups, folds;
  for (const LayoutClip& clip : layout.clips) {
    if (!clip.group.empty()) groups.insert(clip.group);
    if (!clip.fold.empty()) folds.insert(clip.fold);
  }
  if (!groups.empty())
    text += ", " + (layout.groups_by_name ? plural(groups.size(), "recording", "recordings") + " judging by the names"
                                          : plural(groups.size(), "group", "groups"));
  const bool numbered = std::all_of(folds.begin(), folds.end(), [](std::string_view fold) {
    return fold.find_first_not_of("0123456789") == fold.npos;
  });
  if (layout.has_folds() && numbered) text += ", " + plural(folds.size(), "official fold", "official folds");
  if (layout.has_folds() && !numbered) {
    std::string names;
    for (const std::string_view fold : folds) names += (names.empty() ? " (" : ", ") + std::string(fold);
    text += ", official parts" + names + ")";
  }
  return text;
}

}  // namespace earshot::train
