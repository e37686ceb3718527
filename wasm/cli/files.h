// Files and folders: the only place of the command that touches the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::cli {

// Throws kIo with the path and the reason.
[[nodiscard]] std::vector<std::uint8_t> read_file(const std::filesystem::path& path);
[[nodiscard]] std::string read_text(const std::filesystem::path& path);
// Writes beside the target and renames, so that a full disk never leaves half a file. Creates parent folders.
void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void write_text(const std::filesystem::path& path, std::string_view text);

// .wav .flac .ogg .oga .opus .mp3 .aif .aiff .aifc .au .w64 .rf64 .caf, in any case.
[[nodiscard]] bool has_audio_extension(const std::filesystem::path& path);

// Audio files below `folder`, at any depth, in path order; hidden files and folders are passed over.
[[nodiscard]] std::vector<std::filesystem::path> audio_files_below(const std::filesystem::path& folder);

// Everything of interest below `folder`, each in path order: audio files, CSV and TSV files, and the folders
// themselves. Hidden files and folders are passed over.
struct FolderListing {
  std::vector<std::filesystem::path> audio, tables, folders;
};
[[nodiscard]] FolderListing list_folder(const std::filesystem::path& folder);

// FILE|DIR...: files as given (whatever their extension), folders replaced by the audio files below them.
[[nodiscard]] std::vector<std::filesystem::path> expand(const std::vector<std::string>& arguments);

}  // namespace earshot::cli
