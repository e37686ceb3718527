#include "train/recording.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>

#include "train/clip_scores.h"

namespace earshot::train {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_separator(char c) { return c == '_' || c == '-' || c == '.' || c == ' '; }

// "clip #3" is piece 3 of "clip" as segments are named; the words are what people and cutting tools write.
constexpr std::string_view kPieceWords[] = {"segment", "section", "piece", "chunk", "slice", "split", "part",
                                            "clip",    "seg",     "cut",   "pt",    "s",     "p"};

std::size_t without_separators(std::string_view name, std::size_t end) {
  while (end > 0 && is_separator(name[end - 1])) --end;
  return end;
}

// The length of `name` without its piece suffix; 0 when it has none.
std::size_t stem_length(std::string_view name) {
  std::size_t digits = name.size();
  while (digits > 0 && is_digit(name[digits - 1])) --digits;
  const bool numbered = digits < name.size() && digits > 0;
  if (!name.empty() && name.back() == ')') {  // "take (2)"
    const std::size_t open = name.rfind('(');
    const bool number = open != std::string_view::npos && open + 2 < name.size() &&
                        std::all_of(name.begin() + static_cast<std::ptrdiff_t>(open) + 1, name.end() - 1, is_digit);
    return number ? without_separators(name, open) : 0;
  }
  if (numbered && name[digits - 1] == '#') return without_separators(name, digits - 1);
  if (numbered && digits >= 2 && name.substr(digits - 2, 2) == "__") return without_separators(name, digits);
  if (numbered) {
    const std::size_t word_end = without_separators(name, digits);
    std::size_t word = word_end;
    while (word > 0 && std::isalpha(static_cast<unsigned char>(name[word - 1])) != 0) --word;
    std::string lower(name.substr(word, word_end - word));
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    const bool known = std::find(std::begin(kPieceWords), std::end(kPieceWords), lower) != std::end(kPieceWords);
    // The word stands alone: "boss3" and "clip12" name recordings, "bearing_s3" names a piece.
    return known && word > 0 && is_separator(name[word - 1]) ? without_separators(name, word) : 0;
  }
  // "solo-A": one capital after a hyphen or an underscore.
  const bool lettered = name.size() >= 3 && name.back() >= 'A' && name.back() <= 'Z' &&
                        (name[name.size() - 2] == '-' || name[name.size() - 2] == '_');
  return lettered ? without_separators(name, name.size() - 2) : 0;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

// Units (by the name `unit_of` gives their examples; "" is none) with examples both in training and in judging parts.
struct Torn {
  std::size_t num_units = 0;
  std::size_t num_shared = 0;  // of those that have more than one example
  std::string example;
};
Torn torn_units(const Dataset& dataset, const Split& split, const std::function<std::string(const Example&)>& unit_of) {
  std::map<std::string, int> sides;  // bit 0: training, bit 1: judging
  const auto mark = [&](const std::vector<std::size_t>& part, int side) {
    for (const std::size_t i : part) {
      const std::string unit = unit_of(dataset.examples[i]);
      if (!unit.empty()) sides[unit] |= side;
    }
  };
  mark(split.train, 1);
  mark(split.validation, 2);
  mark(split.test, 2);
  Torn torn;
  torn.num_units = sides.size();
  for (const auto& [unit, side] : sides) {
    if (side != 3) continue;
    if (torn.num_shared++ == 0) torn.example = unit;
  }
  return torn;
}

std::string count(std::size_t n, const char* noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? " has" : "s have");
}

}  // namespace

std::string recording_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t name_start = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string_view folder = path.substr(0, name_start);
  std::string_view name = path.substr(name_start);
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
  const std::size_t length = stem_length(name);
  return std::string(folder) + std::string(length > 0 ? name.substr(0, length) : name);
}

std::vector<std::string> leakage_warnings(const Dataset& dataset, const Split& split) {
  std::vector<std::string> warnings;
  const Torn clips = torn_units(dataset, split, [](const Example& e) { return std::to_string(e.clip); });
  if (clips.num_shared > 0) {
    warnings.push_back("Pieces of one clip are on both sides of the split (" + std::to_string(clips.num_shared) +
                       " clips): the figures say how well known clips are recognised, not new ones.");
  }
  const Torn recordings = torn_units(dataset, split, [](const Example& e) { return recording_of(clip_path(e)); });
  if (recordings.num_shared > clips.num_shared) {
    warnings.push_back(count(recordings.num_shared, "recording") +
                       " pieces on both sides of the split, judging by the names (for instance " +
                       quoted(recordings.example) + "): split by groups, or the figures will be too good.");
  }
  // Groups that are those recordings have been told about.
  const Torn groups = torn_units(
      dataset, split, [](const Example& e) { return e.group == recording_of(clip_path(e)) ? std::string() : e.group; });
  if (groups.num_shared > 0) {
    warnings.push_back(std::to_string(groups.num_shared) + " of " + std::to_string(groups.num_units) +
                       " groups (speakers, recordings) are on both sides of the split (for instance " +
                       quoted(groups.example) + "): the figures hold for these groups, not for new ones.");
  }
  return warnings;
}

}  // namespace earshot::train
