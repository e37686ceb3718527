// What a folder of clips is: the layouts of well-known data sets, one folder a class, or a CSV. Paths and texts in,
// labelled clips out; nothing is read from disk here, so that the command line and the page recognise the same.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::train {

enum class LayoutKind {
  kFolders,     // <class>/.../<clip>
  kGtzan,       // <genre>/<genre>.<nnnnn>.<ext>
  kIrmas,       // folders of 11 instrument codes, [cel][cla]0001__1.wav
  kTinySol,     // <family>/<instrument>/.../<abbr>-ord-<pitch>-..., or its metadata CSV
  kAudioMnist,  // <speaker>/<digit>_<speaker>_<take>
  kEsc50,       // meta/esc50.csv, or names <fold>-<id>-<take>-<target>
  kFsdd,        // recordings/<digit>_<speaker>_<i>, or <digit>/<digit>_<speaker>_<i>
  kCsv,         // path,label[,group][,fold]
};
// "folders", "gtzan", ...: the spelling of options; throws kInvalidArgument listing them.
[[nodiscard]] LayoutKind layout_kind_from_name(std::string_view name);
[[nodiscard]] std::string_view layout_kind_name(LayoutKind kind);

struct LayoutClip {
  std::string path;   // as given
  int label = 0;      // index into Layout::labels
  std::string group;  // speaker or recording; "" when neither the layout nor the name tells
  std::string fold;   // of the official folds, "1", "2", ..., or "train", "validation", "test"; "" when there are none
};

struct Layout {
  LayoutKind kind = LayoutKind::kFolders;
  std::string name;                     // "IRMAS", "one folder a class"
  std::vector<std::string> labels;      // sorted
  std::vector<LayoutClip> clips;        // by path
  std::vector<std::string> unlabelled;  // audio files that are no part of it
  bool groups_by_name = false;          // the groups are guessed: names that look like pieces of one recording
  std::vector<std::string> notes;       // sentences for the user: rows without a file, ...

  [[nodiscard]] bool has_groups() const;
  [[nodiscard]] bool has_folds() const;
};

struct CsvFile {
  std::string path, text;
};

struct LayoutInput {
  std::span<const std::string> paths;         // of audio files, relative, with '/'
  std::span<const CsvFile> csvs = {};         // .csv and .tsv files found beside them
  std::span<const std::string> folders = {};  // every folder, to name the empty ones
};

struct LayoutOptions {
  std::optional<LayoutKind> kind = {};  // as it is, instead of recognising it
  std::string csv = {};                 // the path of the CSV to take (implies kCsv)
  // Overrides the layout's groups: path -> group. A callable, as the command line and the page have each their own
  // regular expressions. It may throw.
  std::function<std::string(const std::string&)> group_of = {};
  std::vector<std::string> known_labels = {};  // of a model: a top folder of such a name is a class, never a wrapper
};

// Throws kInvalidData when nothing is labelled, a class folder is empty, or the files are not of the kind asked for.
[[nodiscard]] Layout recognise_layout(const LayoutInput& input, const LayoutOptions& options = {});

// "looks like IRMAS: 11 classes, 6,705 clips"
[[nodiscard]] std::string describe(const Layout& layout);

// "6,705"
[[nodiscard]] std::string with_thousands(std::size_t n);

}  // namespace earshot::train
