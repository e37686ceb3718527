// Audio files for the command line: WAV through the core's own reader, everything else through libsndfile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "audio/clip_info.h"

namespace earshot::cli {

// Throws kIo, kUnsupportedFormat or kMalformedFile with the path and the reason.
[[nodiscard]] audio::Clip read_clip(const std::filesystem::path& path);
// The same for a file already read; `path` is for messages.
[[nodiscard]] audio::Clip decode_clip(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

}  // namespace earshot::cli
