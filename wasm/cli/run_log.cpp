#include "cli/run_log.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <system_error>

#include "base/error.h"

namespace earshot::cli {

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::array<char, 32> text{};
  std::tm parts{};
  gmtime_r(&now, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

double unix_now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

void RunLog::open(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  file_.open(folder / "run.log", std::ios::trunc);
  if (!file_) throw Error(ErrorCode::kIo, (folder / "run.log").string() + ": " + std::strerror(errno) + ".");
  for (const std::string& text : pending_) file_ << text << "\n";
  pending_.clear();
  file_.flush();
}

void RunLog::line(const std::string& text) {
  std::array<char, 16> time{};
  std::snprintf(time.data(), time.size(), "%9.2f s  ", seconds());
  const std::string stamped = time.data() + text;
  if (!file_.is_open()) {
    pending_.push_back(stamped);
    return;
  }
  // Flushed at once: what a run that was cut off has done is read from here.
  file_ << stamped << std::endl;
}

void RunLog::warn(const std::string& text) {
  warnings_.push_back(text);
  line("warning: " + text);
  std::fprintf(stderr, "earshot: %s\n", text.c_str());
}

void RunLog::tell(const std::string& text) {
  line(text);
  std::fprintf(stderr, "%s\n", text.c_str());
}

double RunLog::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

}  // namespace earshot::cli
