// Labels, groups and folds in folder and file names, layout by layout.
#include <algorithm>
#include <array>

#include "train/layout_rules.h"

namespace earshot::train {
namespace {

// IRMAS: cello, clarinet, flute, acoustic and electric guitar, organ, piano, saxophone, trumpet, violin, voice.
constexpr std::array<std::string_view, 11> kIrmasCodes = {"cel", "cla", "flu", "gac", "gel", "org",
                                                          "pia", "sax", "tru", "vio", "voi"};
// The folders that TinySOL puts above its instruments.
constexpr std::array<std::string_view, 4> kTinySolFamilies = {"Brass", "Keyboards", "Strings", "Winds"};
// ESC-50's targets, as in its meta/esc50.csv; a name alone tells only the number.
constexpr std::array<std::string_view, 50> kEsc50Categories = {"dog",
                                                               "rooster",
                                                               "pig",
                                                               "cow",
                                                               "frog",
                                                               "cat",
                                                               "hen",
                                                               "insects",
                                                               "sheep",
                                                               "crow",
                                                               "rain",
                                                               "sea_waves",
                                                               "crackling_fire",
                                                               "crickets",
                                                               "chirping_birds",
                                                               "water_drops",
                                                               "wind",
                                                               "pouring_water",
                                                               "toilet_flush",
                                                               "thunderstorm",
                                                               "crying_baby",
                                                               "sneezing",
                                                               "clapping",
                                                               "breathing",
                                                               "coughing",
                                                               "footsteps",
                                                               "laughing",
                                                               "brushing_teeth",
                                                               "snoring",
                                                               "drinking_sipping",
                                                               "door_wood_knock",
                                                               "mouse_click",
                                                               "keyboard_typing",
                                                               "door_wood_creaks",
                                                               "can_opening",
                                                               "washing_machine",
                                                               "vacuum_cleaner",
                                                               "clock_alarm",
                                                               "clock_tick",
                                                               "glass_breaking",
                                                               "helicopter",
                                                               "chainsaw",
                                                               "siren",
                                                               "car_horn",
                                                               "engine",
                                                               "train",
                                                               "church_bells",
                                                               "airplane",
                                                               "fireworks",
                                                               "hand_saw"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> cut(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<ClipName> folder_name(const SplitPath& path) {
  if (path.folders.empty()) return std::nullopt;
  return ClipName{std::string(path.folders.front()), "", ""};
}

// blues/blues.00042
std::optional<ClipName> gtzan_name(const SplitPath& path) {
  const std::size_t dot = path.stem.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view number = path.stem.substr(dot + 1);
  const bool matches = number.size() == 5 && is_number(number) && path.stem.substr(0, dot) == path.parent();
  if (!matches) return std::nullopt;
  return ClipName{std::string(path.parent()), "", ""};
}

// cel/008__[cel][nod][cla]0058__1: 3 s excerpts of one recording share the number before the last "__".
std::optional<ClipName> irmas_name(const SplitPath& path) {
  if (!contains(kIrmasCodes, path.parent())) return std::nullopt;
  ClipName name{std::string(path.parent()), "", ""};
  const std::size_t bracket = path.stem.rfind(']');
  const std::size_t excerpt = path.stem.rfind("__");
  if (bracket != std::string_view::npos && excerpt != std::string_view::npos && bracket < excerpt) {
    name.group = path.stem.substr(bracket + 1, excerpt - bracket - 1);
  }
  return name;
}

// Strings/Violin/ordinario/Vn-ord-A#4-mf-2c-N, or Violin/Vn-ord-A#4-mf-2c-N
std::optional<ClipName> tiny_sol_name(const SplitPath& path) {
  const std::vector<std::string_view> parts = cut(path.stem, '-');
  if (path.folders.empty() || parts.size() < 5) return std::nullopt;
  const std::string_view pitch = parts[2];
  const bool matches = parts[1] == "ord" && pitch.size() >= 2 && pitch[0] >= 'A' && pitch[0] <= 'G' &&
                       pitch.back() >= '0' && pitch.back() <= '9' && !parts[3].empty() &&
                       parts[3].find_first_not_of("pmf") == std::string_view::npos;
  if (!matches) return std::nullopt;
  const bool family = contains(kTinySolFamilies, path.folders.front()) && path.folders.size() > 1;
  return ClipName{std::string(path.folders[family ? 1 : 0]), "", ""};
}

// <digit>_<speaker>_<number>
struct SpokenDigit {
  std::string_view digit, speaker, take;
};
std::optional<SpokenDigit> spoken_digit(std::string_view stem) {
  const std::size_t first = stem.find('_');
  const std::size_t last = stem.rfind('_');
  if (first != 1 || last <= first + 1) return std::nullopt;
  const SpokenDigit name{stem.substr(0, 1), stem.substr(first + 1, last - first - 1), stem.substr(last + 1)};
  if (!is_number(name.digit) || !is_number(name.take)) return std::nullopt;
  return name;
}

std::optional<ClipName> audio_mnist_name(const SplitPath& path) {
  const std::optional<SpokenDigit> name = spoken_digit(path.stem);
  if (!name || path.parent() != name->speaker) return std::nullopt;
  return ClipName{std::string(name->digit), std::string(name->speaker), ""};
}

// Its README: takes 0 to 4 are the test part, the others are for training.
std::optional<ClipName> fsdd_name(const SplitPath& path) {
  const std::optional<SpokenDigit> name = spoken_digit(path.stem);
  if (!name) return std::nullopt;
  const bool at_home = path.folders.empty() || path.parent() == "recordings" || path.parent() == name->digit;
  if (!at_home) return std::nullopt;
  const bool test = name->take.size() == 1 && name->take[0] <= '4';
  return ClipName{std::string(name->digit), std::string(name->speaker), test ? "test" : "train"};
}

// <fold>-<Freesound id>-<take>-<target>, in audio/ (the target tells the class) or in a folder a class (ESC-10's form).
std::optional<ClipName> esc50_name(const SplitPath& path) {
  const std::vector<std::string_view> parts = cut(path.stem, '-');
  const bool matches = parts.size() == 4 && is_number(parts[0]) && parts[0].size() == 1 && is_number(parts[1]) &&
                       parts[2].size() == 1 && parts[2][0] >= 'A' && parts[2][0] <= 'Z' && is_number(parts[3]) &&
                       parts[3].size() <= 2;
  if (!matches) return std::nullopt;
  ClipName name{"", std::string(parts[1]), std::string(parts[0])};
  if (!path.folders.empty() && path.parent() != "audio") {
    name.label = path.parent();
    return name;
  }
  std::size_t target = 0;
  for (const char c : parts[3]) target = 10 * target + static_cast<std::size_t>(c - '0');
  if (target >= kEsc50Categories.size()) return std::nullopt;
  name.label = kEsc50Categories[target];
  return name;
}

}  // namespace

SplitPath split_path(std::string_view path, std::size_t num_wrappers) {
  std::vector<std::string_view> parts = cut(path, '/');
  SplitPath out;
  out.stem = parts.back();
  const std::size_t dot = out.stem.rfind('.');
  if (dot != std::string_view::npos && dot > 0) out.stem = out.stem.substr(0, dot);
  parts.pop_back();
  const std::size_t wrappers = std::min(num_wrappers, parts.size());
  out.folders.assign(parts.begin() + static_cast<std::ptrdiff_t>(wrappers), parts.end());
  return out;
}

std::optional<ClipName> read_clip_name(LayoutKind kind, const SplitPath& path) {
  switch (kind) {
    case LayoutKind::kFolders: return folder_name(path);
    case LayoutKind::kGtzan: return gtzan_name(path);
    case LayoutKind::kIrmas: return irmas_name(path);
    case LayoutKind::kTinySol: return tiny_sol_name(path);
    case LayoutKind::kAudioMnist: return audio_mnist_name(path);
    case LayoutKind::kEsc50: return esc50_name(path);
    case LayoutKind::kFsdd: return fsdd_name(path);
    case LayoutKind::kCsv: break;
  }
  return std::nullopt;
}

}  // namespace earshot::train
