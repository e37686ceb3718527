#include "audio/wav_reader.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"

namespace earshot::audio {

WavReader::WavReader(WavHeader header) : header_(std::move(header)) {}

std::size_t WavReader::decode(std::span<const std::uint8_t> bytes, std::span<const std::span<float>> planar) noexcept {
  const auto frame_width = static_cast<std::size_t>(header_.frame_width_bytes);
  const auto sample_width = static_cast<std::size_t>(sample_width_bytes(header_.encoding));
  if (planar.size() != static_cast<std::size_t>(header_.channels)) return 0;
  std::size_t num_frames = bytes.size() / frame_width;
  for (const auto& channel : planar) num_frames = std::min(num_frames, channel.size());
  if (num_frames == 0) return 0;
  for (std::size_t c = 0; c < planar.size(); ++c) {
    num_non_finite_ +=
        decode_samples(header_.encoding, bytes.data() + c * sample_width, frame_width, planar[c].first(num_frames));
  }
  return num_frames;
}

ClipInfo WavReader::info() const {
  ClipInfo info;
  info.container = header_.rf64 ? "RF64" : "WAV";
  info.encoding = std::string(encoding_name(header_.encoding));
  info.channels = header_.channels;
  info.sample_width_bytes = sample_width_bytes(header_.encoding);
  info.frame_rate_hz = header_.sample_rate;
  info.frame_width_bytes = header_.frame_width_bytes;
  info.frame_count = static_cast<std::int64_t>(header_.num_frames);
  info.length_s = static_cast<double>(header_.num_frames) / header_.sample_rate;
  info.warning = header_.warning;
  if (num_non_finite_ > 0) {
    if (!info.warning.empty()) info.warning += ' ';
    info.warning += num_non_finite_ == 1 ? "1 sample was" : std::to_string(num_non_finite_) + " samples were";
    info.warning += " not a finite number and read as silence.";
  }
  return info;
}

Clip read_wav(std::span<const std::uint8_t> file) {
  WavHeaderResult result = parse_wav_header(file, file.size());
  // With the whole file given, nothing can be missing.
  require(result.header.has_value(), ErrorCode::kInternal, "The WAV header could not be read.");
  WavReader reader(*std::move(result.header));
  const WavHeader& header = reader.header();

  // num_frames is bounded by the bytes that are there, so a forged header cannot ask for more memory than
  // four bytes of samples per byte of file.
  Clip clip;
  clip.pcm.sample_rate = header.sample_rate;
  clip.pcm.channels.assign(static_cast<std::size_t>(header.channels),
                           std::vector<float>(static_cast<std::size_t>(header.num_frames)));
  const std::vector<std::span<float>> planar(clip.pcm.channels.begin(), clip.pcm.channels.end());
  reader.decode(
      file.subspan(static_cast<std::size_t>(header.data_offset), static_cast<std::size_t>(header.data_size())), planar);
  clip.info = reader.info();
  clip.info.dbfs = level_dbfs(clip.pcm);
  return clip;
}

}  // namespace earshot::audio
