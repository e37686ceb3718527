#include "audio/sniff.h"

#include <cstring>

namespace earshot::audio {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool has(Bytes bytes, std::size_t offset, std::string_view magic) {
  return bytes.size() >= offset + magic.size() && std::memcmp(bytes.data() + offset, magic.data(), magic.size()) == 0;
}

// Four bytes of an MPEG audio frame header: 11 sync bits, then fields of which some values are reserved.
FileFormat sniff_mpeg_frame(Bytes bytes) {
  if (bytes.size() < 4 || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0) return FileFormat::kUnknown;
  const int version = (bytes[1] >> 3) & 3;
  const int layer = (bytes[1] >> 1) & 3;
  const int bitrate = bytes[2] >> 4;
  const int rate = (bytes[2] >> 2) & 3;
  // ADTS (AAC) has the same sync with twelve bits and layer 0.
  if (layer == 0) {
    const int aac_rate = (bytes[2] >> 2) & 15;
    return (bytes[1] & 0xF0) == 0xF0 && aac_rate < 13 ? FileFormat::kAac : FileFormat::kUnknown;
  }
  const bool valid = version != 1 && bitrate != 15 && rate != 3;
  return valid ? FileFormat::kMp3 : FileFormat::kUnknown;
}

// ID3v2: ten bytes of header, the last four the size in seven-bit groups; the audio follows.
FileFormat sniff_after_id3(Bytes bytes) {
  if (bytes.size() < 10) return FileFormat::kMp3;
  std::size_t size = 10;
  for (std::size_t i = 6, shift = 21; i < 10; ++i, shift -= 7)
    size += static_cast<std::size_t>(bytes[i] & 0x7F) << shift;
  if (size >= bytes.size()) return FileFormat::kMp3;
  const Bytes audio = bytes.subspan(size);
  if (has(audio, 0, "fLaC")) return FileFormat::kFlac;
  return sniff_mpeg_frame(audio) == FileFormat::kAac ? FileFormat::kAac : FileFormat::kMp3;
}

}  // namespace

FileFormat sniff_format(Bytes bytes) noexcept {
  if (has(bytes, 0, "RIFF") && has(bytes, 8, "WAVE")) return FileFormat::kWav;
  if ((has(bytes, 0, "RF64") || has(bytes, 0, "BW64")) && has(bytes, 8, "WAVE")) return FileFormat::kRf64;
  if (has(bytes, 0, "fLaC")) return FileFormat::kFlac;
  if (has(bytes, 0, "OggS")) return FileFormat::kOgg;
  if (has(bytes, 0, "FORM") && (has(bytes, 8, "AIFF") || has(bytes, 8, "AIFC"))) return FileFormat::kAiff;
  if (has(bytes, 4, "ftyp")) return FileFormat::kMp4;
  if (has(bytes, 0, "\x1A\x45\xDF\xA3")) return FileFormat::kWebm;  // EBML, of which WebM is one kind
  if (has(bytes, 0, "ID3")) return sniff_after_id3(bytes);
  return sniff_mpeg_frame(bytes);
}

std::string_view file_format_name(FileFormat format) noexcept {
  switch (format) {
    case FileFormat::kWav: return "WAV";
    case FileFormat::kRf64: return "RF64";
    case FileFormat::kFlac: return "FLAC";
    case FileFormat::kOgg: return "Ogg";
    case FileFormat::kMp3: return "MP3";
    case FileFormat::kMp4: return "MP4";
    case FileFormat::kWebm: return "WebM";
    case FileFormat::kAiff: return "AIFF";
    case FileFormat::kAac: return "AAC";
    case FileFormat::kUnknown: break;
  }
  return "unknown";
}

}  // namespace earshot::audio
