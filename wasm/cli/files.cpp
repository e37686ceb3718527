#include "cli/files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "base/error.h"

namespace earshot::cli {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void io_error(const fs::path& path, const std::string& reason) {
  throw Error(ErrorCode::kIo, path.string() + ": " + reason + ".");
}

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return !name.empty() && name.front() == '.';
}

}  // namespace

std::vector<std::uint8_t> read_file(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) io_error(path, "is a folder, not a file");
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) io_error(path, std::strerror(errno));
  const std::streamoff size = in.tellg();
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::max<std::streamoff>(size, 0)));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in && !bytes.empty()) io_error(path, "could not be read");
  return bytes;
}

std::string read_text(const fs::path& path) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

void write_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) io_error(path.parent_path(), error.message());
  const fs::path partial = path.string() + ".partial";
  {
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    if (!out) {
      const std::string reason = std::strerror(errno);
      fs::remove(partial, error);
      io_error(path, "could not be written (" + reason + ")");
    }
  }
  fs::rename(partial, path, error);
  if (error) io_error(path, error.message());
}

void write_text(const fs::path& path, std::string_view text) {
  write_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

bool has_audio_extension(const fs::path& path) {
  static constexpr std::array<std::string_view, 13> kExtensions = {
      ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".aifc", ".au", ".w64", ".rf64", ".caf"};
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

FolderListing list_folder(const fs::path& folder) {
  FolderListing listing;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::follow_directory_symlink, error);
  if (error) io_error(folder, error.message());
  for (; it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (error) io_error(folder, error.message());
    const bool is_folder = it->is_directory(error);
    if (is_hidden(it->path())) {
      if (is_folder) it.disable_recursion_pending();
      continue;
    }
    if (is_folder) listing.folders.push_back(it->path());
    if (!it->is_regular_file(error)) continue;
    if (has_audio_extension(it->path())) listing.audio.push_back(it->path());
    const std::string extension = it->path().extension().string();
    if (extension == ".csv" || extension == ".tsv" || extension == ".CSV") listing.tables.push_back(it->path());
  }
  for (auto* paths : {&listing.audio, &listing.tables, &listing.folders}) std::sort(paths->begin(), paths->end());
  return listing;
}

std::vector<fs::path> audio_files_below(const fs::path& folder) { return list_folder(folder).audio; }

std::vector<fs::path> expand(const std::vector<std::string>& arguments) {
  std::vector<fs::path> files;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (!fs::is_directory(argument, error)) {
      files.emplace_back(argument);
      continue;
    }
    const std::vector<fs::path> below = audio_files_below(argument);
    if (below.empty()) throw Error(ErrorCode::kIo, argument + ": the folder holds no audio files.");
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

}  // namespace earshot::cli
