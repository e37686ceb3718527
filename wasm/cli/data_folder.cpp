#include "cli/data_folder.h"

#include <CLI/CLI.hpp>
#include <regex>
#include <system_error>

#include "base/error.h"
#include "cli/files.h"

namespace earshot::cli {
namespace fs = std::filesystem;
namespace {

// Larger tables are not lists of labels, and reading them would take longer than reading the audio.
constexpr std::uintmax_t kLargestTable = 64U << 20U;

std::regex compile(const std::string& pattern) {
  try {
    return std::regex(pattern, std::regex::ECMAScript);
  } catch (const std::regex_error& error) {
    throw Error(ErrorCode::kInvalidArgument,
                "The group pattern " + pattern + " is not a regular expression: " + error.what());
  }
}

std::string group_of(const std::string& path, const std::regex& pattern) {
  std::smatch match;
  if (!std::regex_search(path, match, pattern)) {
    throw Error(ErrorCode::kInvalidData, path + ": the group pattern does not match this path.");
  }
  return match.size() > 1 ? match[1].str() : match[0].str();
}

std::vector<std::string> relative(const std::vector<fs::path>& paths, const fs::path& folder) {
  std::vector<std::string> out;
  for (const fs::path& path : paths) out.push_back(path.lexically_relative(folder).generic_string());
  return out;
}

std::vector<train::CsvFile> read_tables(const DataOptions& options, const fs::path& folder,
                                        const std::vector<fs::path>& tables) {
  std::vector<train::CsvFile> csvs;
  if (!options.csv.empty()) {
    std::error_code error;
    const fs::path inside = folder / options.csv;
    csvs.push_back({options.csv, read_text(fs::exists(inside, error) ? inside : fs::path(options.csv))});
    return csvs;
  }
  for (const fs::path& table : tables) {
    std::error_code error;
    if (fs::file_size(table, error) > kLargestTable || error) continue;
    csvs.push_back({table.lexically_relative(folder).generic_string(), read_text(table)});
  }
  return csvs;
}

}  // namespace

void DataOptions::add_to(CLI::App& command) {
  command.add_option("--data", folder, "A folder of clips: one folder a class, a known data set, or clips with a CSV")
      ->required();
  command.add_option("--layout", layout,
                     "folders, gtzan, irmas, tinysol, audiomnist, esc50, fsdd or csv; default: recognised");
  command.add_option("--csv", csv, "A CSV of path,label[,group][,fold]");
  command.add_option(
      "--group", group_pattern,
      "Regular expression on the path; its first group names what must stay together (speaker, recording)");
}

DataFolder read_data_folder(const DataOptions& options, const std::vector<std::string>& known_labels) {
  const fs::path folder = options.folder;
  train::LayoutOptions layout_options;
  if (!options.layout.empty()) layout_options.kind = train::layout_kind_from_name(options.layout);
  layout_options.csv = options.csv;
  layout_options.known_labels = known_labels;
  if (!options.group_pattern.empty()) {
    layout_options.group_of = [pattern = compile(options.group_pattern)](const std::string& path) {
      return group_of(path, pattern);
    };
  }
  const FolderListing listing = list_folder(folder);
  const std::vector<std::string> paths = relative(listing.audio, folder);
  const std::vector<std::string> folders = relative(listing.folders, folder);
  const std::vector<train::CsvFile> csvs = read_tables(options, folder, listing.tables);
  DataFolder data;
  try {
    data.layout = train::recognise_layout({paths, csvs, folders}, layout_options);
  } catch (const Error& error) {
    throw Error(error.code(), folder.string() + ": " + error.what());
  }
  for (const train::LayoutClip& clip : data.layout.clips) data.files.push_back(folder / clip.path);
  return data;
}

}  // namespace earshot::cli
