// Which kind of audio file this is, by its first bytes; names and MIME types lie.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace earshot::audio {

enum class FileFormat { kUnknown, kWav, kRf64, kFlac, kOgg, kMp3, kMp4, kWebm, kAiff, kAac };

// 16 bytes are enough, except for a FLAC or MP3 file behind an ID3 tag: without the bytes after the tag it is taken
// for MP3.
[[nodiscard]] FileFormat sniff_format(std::span<const std::uint8_t> bytes) noexcept;

// "WAV", "FLAC", ...; "unknown".
[[nodiscard]] std::string_view file_format_name(FileFormat format) noexcept;

}  // namespace earshot::audio
