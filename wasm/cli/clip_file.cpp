#include "cli/clip_file.h"

#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "audio/sniff.h"
#include "audio/wav_reader.h"
#include "base/error.h"
#include "cli/files.h"

namespace earshot::cli {
namespace {

// libsndfile reads from memory through these, so that a file is opened and sniffed once.
struct MemoryFile {
  std::span<const std::uint8_t> bytes;
  sf_count_t position = 0;
};

MemoryFile& memory(void* user) { return *static_cast<MemoryFile*>(user); }

SF_VIRTUAL_IO memory_io() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* user) { return static_cast<sf_count_t>(memory(user).bytes.size()); };
  io.seek = [](sf_count_t offset, int whence, void* user) {
    MemoryFile& file = memory(user);
    const auto size = static_cast<sf_count_t>(file.bytes.size());
    const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : size;
    file.position = std::clamp<sf_count_t>(base + offset, 0, size);
    return file.position;
  };
  io.read = [](void* out, sf_count_t count, void* user) {
    MemoryFile& file = memory(user);
    const sf_count_t n = std::min(count, static_cast<sf_count_t>(file.bytes.size()) - file.position);
    std::memcpy(out, file.bytes.data() + file.position, static_cast<std::size_t>(n));
    file.position += n;
    return n;
  };
  io.tell = [](void* user) { return memory(user).position; };
  return io;
}

// Bytes of one stored sample; 0 for codecs that store no samples.
int sample_width(int format) {
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW: return 1;
    case SF_FORMAT_PCM_16: return 2;
    case SF_FORMAT_PCM_24: return 3;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT: return 4;
    case SF_FORMAT_DOUBLE: return 8;
    default: return 0;
  }
}

// libsndfile's name of a major format or of an encoding.
std::string format_name(int format) {
  SF_FORMAT_INFO info{};
  info.format = format;
  if (sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof(info)) != 0 || info.name == nullptr) return "";
  return info.name;
}

audio::Clip read_with_libsndfile(std::span<const std::uint8_t> bytes) {
  MemoryFile file{bytes, 0};
  SF_VIRTUAL_IO io = memory_io();
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> sound(sf_open_virtual(&io, SFM_READ, &info, &file), sf_close);
  if (!sound) {
    throw Error(ErrorCode::kUnsupportedFormat,
                std::string("this is not an audio file that can be read (") + sf_strerror(nullptr) + ")");
  }
  audio::Clip clip;
  clip.pcm.sample_rate = info.samplerate;
  clip.pcm.channels.resize(static_cast<std::size_t>(info.channels));
  const auto channels = static_cast<std::size_t>(info.channels);
  constexpr std::size_t kBlock = 1 << 14;
  std::vector<float> block(kBlock * channels);
  for (;;) {
    const sf_count_t n = sf_readf_float(sound.get(), block.data(), kBlock);
    if (n <= 0) break;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
        clip.pcm.channels[c].push_back(block[i * channels + c]);
    }
  }
  const auto frames = static_cast<std::int64_t>(clip.pcm.num_frames());
  clip.info.container = format_name(info.format & SF_FORMAT_TYPEMASK);
  clip.info.encoding = format_name(info.format & SF_FORMAT_SUBMASK);
  clip.info.channels = info.channels;
  clip.info.sample_width_bytes = sample_width(info.format);
  clip.info.frame_rate_hz = info.samplerate;
  clip.info.frame_width_bytes = info.channels * clip.info.sample_width_bytes;
  clip.info.frame_count = frames;
  clip.info.length_s = static_cast<double>(frames) / info.samplerate;
  clip.info.dbfs = audio::level_dbfs(clip.pcm);
  if (info.frames > frames) {
    clip.info.warning = "The file promises " + std::to_string(info.frames) + " frames but holds " +
                        std::to_string(frames) + "; what is there was read.";
  }
  return clip;
}

}  // namespace

audio::Clip read_clip(const std::filesystem::path& path) { return decode_clip(read_file(path), path); }

audio::Clip decode_clip(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  try {
    if (bytes.empty()) throw Error(ErrorCode::kEmptyClip, "the file is empty (0 bytes)");
    const audio::FileFormat format = audio::sniff_format(bytes);
    const bool wav = format == audio::FileFormat::kWav || format == audio::FileFormat::kRf64;
    return wav ? audio::read_wav(bytes) : read_with_libsndfile(bytes);
  } catch (const Error& error) {
    std::string reason = error.what();
    if (!reason.empty() && reason.back() != '.') reason += '.';
    throw Error(error.code(), path.string() + ": " + reason);
  }
}

}  // namespace earshot::cli
