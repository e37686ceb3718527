#include "train/data_check.h"

#include <algorithm>
#include <map>

namespace earshot::train {
namespace {

// Fewer clips than this cannot be split into parts that say anything about a class.
constexpr std::int64_t kTinyClass = 10;
// From this ratio of the largest to the smallest class on, accuracy hides what happens to the small one.
constexpr std::int64_t kUnbalanced = 5;

std::string list(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) text += (i > 0 ? ", " : "") + names[i];
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

void warn_about_sizes(DataCheck& check) {
  std::vector<std::string> none, single, tiny;
  const ClassFacts* smallest = nullptr;
  const ClassFacts* largest = nullptr;
  for (const ClassFacts& facts : check.classes) {
    if (facts.clips == 0) none.push_back(facts.label);
    if (facts.clips == 1) single.push_back(facts.label);
    if (facts.clips > 1 && facts.clips < kTinyClass)
      tiny.push_back(facts.label + " (" + std::to_string(facts.clips) + ")");
    if (facts.clips > 0 && (smallest == nullptr || facts.clips < smallest->clips)) smallest = &facts;
    if (largest == nullptr || facts.clips > largest->clips) largest = &facts;
  }
  if (!none.empty()) check.warnings.push_back("No clip can be used of: " + list(none) + ".");
  if (!single.empty())
    check.warnings.push_back("Only one clip each of: " + list(single) + "; such a class cannot be trained and judged.");
  if (!tiny.empty()) {
    check.warnings.push_back("Fewer than " + std::to_string(kTinyClass) + " clips of: " + list(tiny) +
                             "; figures for them mean little.");
  }
  if (smallest != nullptr && largest->clips >= kUnbalanced * smallest->clips) {
    check.warnings.push_back("The classes are of unequal size: " + std::to_string(largest->clips) + " clips of " +
                             largest->label + ", " + std::to_string(smallest->clips) + " of " + smallest->label +
                             "; class weights help, and accuracy alone says little.");
  }
}

void warn_about_copies(const std::vector<std::string>& labels, std::span<const ClipFacts> clips, DataCheck& check) {
  std::map<std::uint64_t, const ClipFacts*> first;
  std::vector<std::string> same, contradictory;
  for (const ClipFacts& clip : clips) {
    if (clip.content_hash == 0) continue;
    const auto [found, added] = first.try_emplace(clip.content_hash, &clip);
    if (added) continue;
    const ClipFacts& other = *found->second;
    if (other.label == clip.label) {
      same.push_back(clip.path + " = " + other.path);
    } else {
      contradictory.push_back(clip.path + " = " + other.path + " (" + labels[static_cast<std::size_t>(clip.label)] +
                              " or " + labels[static_cast<std::size_t>(other.label)] + "?)");
    }
  }
  const auto warn = [&](const std::vector<std::string>& copies, const char* what) {
    if (copies.empty()) return;
    check.warnings.push_back(std::to_string(copies.size()) + (copies.size() == 1 ? " clip has" : " clips have") + what +
                             list(copies) + ".");
  };
  warn(same, " the same bytes as another one: ");
  warn(contradictory, " the same bytes as a clip of another class: ");
}

}  // namespace

DataCheck check_data(const std::vector<std::string>& labels, std::span<const ClipFacts> clips) {
  DataCheck check;
  for (const std::string& label : labels) check.classes.push_back({label, 0, 0, 0.0});
  for (const ClipFacts& clip : clips) {
    ClassFacts& facts = check.classes[static_cast<std::size_t>(clip.label)];
    if (!clip.problem.empty()) {
      ++facts.unusable;
      check.problems.push_back(clip.problem);
      continue;
    }
    ++facts.clips;
    ++check.clips;
    facts.length_s += clip.length_s;
    check.length_s += clip.length_s;
  }
  warn_about_sizes(check);
  warn_about_copies(labels, clips, check);
  return check;
}

std::uint64_t content_hash(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211ULL;
  return hash == 0 ? 1 : hash;
}

}  // namespace earshot::train
