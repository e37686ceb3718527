// run.log: what was read, the settings, every warning, every epoch, and when. Lines are kept until the folder is known
// to be wanted (a run that fails while reading leaves nothing), then written as they come.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace earshot::cli {

class RunLog {
 public:
  // Starts writing to `folder`/run.log. Throws kIo.
  void open(const std::filesystem::path& folder);

  void line(const std::string& text);
  // A warning: to the log and, as "earshot: ...", to stderr. Kept for the report.
  void warn(const std::string& text);
  // To the log and to stderr.
  void tell(const std::string& text);

  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  [[nodiscard]] double seconds() const;

 private:
  std::vector<std::string> pending_, warnings_;
  std::ofstream file_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// "2024-05-01 12:00:00 UTC"
[[nodiscard]] std::string utc_now();
// Seconds since 1970.
[[nodiscard]] double unix_now();

}  // namespace earshot::cli
