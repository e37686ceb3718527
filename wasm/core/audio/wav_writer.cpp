#include "audio/wav_writer.h"

#include <limits>
#include <string_view>

#include "audio/little_endian.h"
#include "base/error.h"

namespace earshot::audio {
namespace {

using ByteVector = std::vector<std::uint8_t>;

void append_tag(ByteVector& out, std::string_view tag) {
  for (const char c : tag) out.push_back(static_cast<std::uint8_t>(c));
}

ByteVector fmt_chunk(SampleEncoding encoding, int channels, int sample_rate) {
  const bool is_float = encoding == SampleEncoding::kFloat32;
  const bool extensible = channels > 2;
  const auto width = static_cast<std::uint64_t>(sample_width_bytes(encoding));
  const auto frame_width = width * static_cast<std::uint64_t>(channels);
  const std::uint64_t tag = is_float ? 3 : 1;

  ByteVector out;
  append_tag(out, "fmt ");
  append_le(out, extensible ? 40 : is_float ? 18 : 16, 4);
  append_le(out, extensible ? 0xFFFE : tag, 2);
  append_le(out, static_cast<std::uint64_t>(channels), 2);
  append_le(out, static_cast<std::uint64_t>(sample_rate), 4);
  append_le(out, static_cast<std::uint64_t>(sample_rate) * frame_width, 4);
  append_le(out, frame_width, 2);
  append_le(out, 8 * width, 2);
  if (extensible) {
    append_le(out, 22, 2);         // bytes that follow
    append_le(out, 8 * width, 2);  // valid bits
    append_le(out, 0, 4);          // speaker positions: none assigned
    append_le(out, tag, 2);        // sub-format GUID: the tag and KSDATAFORMAT's fixed ending
    for (const int byte : {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71}) {
      out.push_back(static_cast<std::uint8_t>(byte));
    }
  } else if (is_float) {
    append_le(out, 0, 2);  // bytes that follow
  }
  return out;
}

}  // namespace

ByteVector wav_header_bytes(SampleEncoding encoding, int channels, int sample_rate, std::uint64_t num_frames) {
  require(encoding == SampleEncoding::kPcm16 || encoding == SampleEncoding::kPcm24 ||
              encoding == SampleEncoding::kPcm32 || encoding == SampleEncoding::kFloat32,
          ErrorCode::kInvalidArgument, "WAV is written as PCM 16, 24 or 32 bit or as float 32 bit.");
  require(sample_rate >= 1, ErrorCode::kInvalidArgument, "A WAV file needs a sample rate of at least 1 Hz.");
  const int width = sample_width_bytes(encoding);
  require(channels >= 1 && channels <= 65535 / width, ErrorCode::kInvalidArgument,
          "A WAV frame has at least one channel and at most 65535 bytes.");
  const auto frame_width = static_cast<std::uint64_t>(channels * width);
  constexpr std::uint64_t kLargest32 = 0xFFFFFFFFU;
  require(num_frames <= std::numeric_limits<std::uint64_t>::max() / frame_width / 2, ErrorCode::kInvalidArgument,
          "That many samples do not fit a WAV file.");
  const std::uint64_t data_size = num_frames * frame_width;

  const ByteVector fmt = fmt_chunk(encoding, channels, sample_rate);
  const bool needs_fact = encoding == SampleEncoding::kFloat32;  // required for everything but PCM
  const std::uint64_t after_riff_size = 4 + fmt.size() + (needs_fact ? 12U : 0U) + 8 + data_size + data_size % 2;
  const bool rf64 = after_riff_size > kLargest32;

  ByteVector out;
  append_tag(out, rf64 ? "RF64" : "RIFF");
  append_le(out, rf64 ? kLargest32 : after_riff_size, 4);
  append_tag(out, "WAVE");
  if (rf64) {
    constexpr std::uint64_t kDs64Bytes = 28;
    append_tag(out, "ds64");
    append_le(out, kDs64Bytes, 4);
    append_le(out, after_riff_size + 8 + kDs64Bytes, 8);
    append_le(out, data_size, 8);
    append_le(out, num_frames, 8);
    append_le(out, 0, 4);  // no other large chunks
  }
  out.insert(out.end(), fmt.begin(), fmt.end());
  if (needs_fact) {
    append_tag(out, "fact");
    append_le(out, 4, 4);
    append_le(out, num_frames > kLargest32 ? kLargest32 : num_frames, 4);
  }
  append_tag(out, "data");
  append_le(out, rf64 ? kLargest32 : data_size, 4);
  return out;
}

ByteVector write_wav(const Pcm& pcm, SampleEncoding encoding) {
  require(pcm.num_channels() <= 65535, ErrorCode::kInvalidArgument, "A WAV file has at most 65535 channels.");
  for (const auto& channel : pcm.channels) {
    require(channel.size() == pcm.num_frames(), ErrorCode::kInvalidArgument,
            "All channels of a clip must have the same length.");
  }
  ByteVector out = wav_header_bytes(encoding, static_cast<int>(pcm.num_channels()), pcm.sample_rate, pcm.num_frames());
  const auto width = static_cast<std::size_t>(sample_width_bytes(encoding));
  const std::size_t frame_width = width * pcm.num_channels();
  const std::size_t header_size = out.size();
  const std::size_t data_size = frame_width * pcm.num_frames();
  out.resize(header_size + data_size + data_size % 2);  // a chunk of odd size is padded with one zero
  for (std::size_t c = 0; c < pcm.num_channels(); ++c) {
    encode_samples(encoding, pcm.channels[c], out.data() + header_size + c * width, frame_width);
  }
  return out;
}

}  // namespace earshot::audio
