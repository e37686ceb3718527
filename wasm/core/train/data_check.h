// What a user should know about a data set before training on it: missing, tiny and unequal classes, clips that cannot
// be used, and clips that are there twice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace earshot::train {

struct ClipFacts {
  std::string path;
  int label = 0;
  double length_s = 0.0;
  std::uint64_t content_hash = 0;  // of the file's bytes; 0: unknown
  std::string problem;             // a sentence when the clip cannot be used
};

struct ClassFacts {
  std::string label;
  std::int64_t clips = 0, unusable = 0;
  double length_s = 0.0;  // of the usable ones
};

struct DataCheck {
  std::vector<ClassFacts> classes;
  std::int64_t clips = 0;  // usable
  double length_s = 0.0;
  std::vector<std::string> problems;  // clips left out, one sentence each
  std::vector<std::string> warnings;  // sentences
};
[[nodiscard]] DataCheck check_data(const std::vector<std::string>& labels, std::span<const ClipFacts> clips);

// FNV-1a over the bytes, never 0. Tells copies from each other; not for security.
[[nodiscard]] std::uint64_t content_hash(std::span<const std::uint8_t> bytes);

}  // namespace earshot::train
