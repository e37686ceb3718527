#include "audio/wav_header.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "audio/little_endian.h"
#include "base/error.h"

namespace earshot::audio {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint64_t kChunkHeaderBytes = 8;
constexpr std::uint64_t kRiffHeaderBytes = 12;
constexpr std::uint64_t kFmtBytes = 16;            // WAVEFORMAT with its bits per sample
constexpr std::uint64_t kFmtExtensibleBytes = 40;  // WAVEFORMATEXTENSIBLE
constexpr std::uint64_t kDs64Bytes = 28;           // without its table of other large chunks
constexpr std::uint32_t kSizeIn64 = 0xFFFFFFFF;    // RF64: "see ds64"

constexpr int kTagPcm = 0x0001;
constexpr int kTagFloat = 0x0003;
constexpr int kTagALaw = 0x0006;
constexpr int kTagMuLaw = 0x0007;
constexpr int kTagExtensible = 0xFFFE;

[[noreturn]] void malformed(const std::string& reason) {
  throw Error(ErrorCode::kMalformedFile, "This WAV file is damaged: " + reason + ".");
}

[[noreturn]] void unsupported(const std::string& reason) { throw Error(ErrorCode::kUnsupportedFormat, reason); }

bool has_tag(Bytes bytes, std::uint64_t offset, std::string_view tag) {
  return std::memcmp(bytes.data() + offset, tag.data(), tag.size()) == 0;
}

struct Format {
  SampleEncoding encoding = SampleEncoding::kPcm16;
  int channels = 0;
  int sample_rate = 0;
  int frame_width_bytes = 0;
};

// The format tag inside a sub-format GUID: 16 bits, then one of two fixed endings.
int tag_of_guid(const std::uint8_t* guid) {
  // KSDATAFORMAT_SUBTYPE_xxx, and the one of ambisonic files (Dobson's .amb).
  constexpr std::array<std::uint8_t, 14> kPlain = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};
  constexpr std::array<std::uint8_t, 14> kAmbisonic = {0,    0,    0x21, 0x07, 0xD3, 0x11, 0x86,
                                                       0x44, 0xC8, 0xC1, 0xCA, 0,    0,    0};
  const bool known =
      std::equal(kPlain.begin(), kPlain.end(), guid + 2) || std::equal(kAmbisonic.begin(), kAmbisonic.end(), guid + 2);
  if (!known) unsupported("This WAV file has an encoding of its own maker's (unknown sub-format); convert it to PCM.");
  return load_u16(guid);
}

SampleEncoding encoding_of(int tag, int width, int bits) {
  if (tag == kTagPcm) {
    // Fewer bits than the container are left-justified in it, so the container alone gives the scale.
    switch (width) {
      case 1: return SampleEncoding::kPcm8;
      case 2: return SampleEncoding::kPcm16;
      case 3: return SampleEncoding::kPcm24;
      case 4: return SampleEncoding::kPcm32;
      default: break;
    }
  }
  if (tag == kTagFloat && width == 4 && bits == 32) return SampleEncoding::kFloat32;
  if (tag == kTagFloat && width == 8 && bits == 64) return SampleEncoding::kFloat64;
  if (tag == kTagALaw && width == 1) return SampleEncoding::kALaw;
  if (tag == kTagMuLaw && width == 1) return SampleEncoding::kMuLaw;
  const std::string how = tag == kTagPcm || tag == kTagFloat
                              ? std::to_string(bits) + "-bit " + (tag == kTagPcm ? "PCM" : "float")
                              : "encoding " + std::to_string(tag);
  unsupported("This WAV file holds " + how + ", which Earshot does not read; convert it to 16-bit PCM.");
}

// `body`: at least the first min(size, 40) bytes of the fmt chunk.
Format parse_format(Bytes body) {
  if (body.size() < kFmtBytes) malformed("its fmt chunk is too short");
  const std::uint8_t* p = body.data();
  int tag = load_u16(p);
  const int channels = load_u16(p + 2);
  const std::uint32_t rate = load_u32(p + 4);
  const int block_align = load_u16(p + 12);
  const int bits = load_u16(p + 14);

  if (channels == 0) malformed("it says it has no channels");
  if (rate == 0) malformed("its sample rate is 0");
  if (rate > static_cast<std::uint32_t>(kMaxWavRateHz)) {
    malformed("its sample rate of " + std::to_string(rate) + " Hz is beyond any recorder");
  }
  if (tag == kTagExtensible) {
    if (body.size() < kFmtExtensibleBytes) malformed("its extensible fmt chunk is too short");
    tag = tag_of_guid(p + 24);
  }
  // Some writers leave block_align or (for the 8-bit laws) bits at 0; the other one then tells the width.
  const int bytes_of_bits = (bits + 7) / 8;
  const int width = block_align == 0 ? bytes_of_bits : block_align / channels;
  if (width == 0 || (block_align != 0 && block_align % channels != 0) || bytes_of_bits > width) {
    malformed("frame width " + std::to_string(block_align) + " does not fit " + std::to_string(channels) +
              " channels of " + std::to_string(bits) + " bits");
  }
  const SampleEncoding encoding = encoding_of(tag, width, bits);
  return {encoding, channels, static_cast<int>(rate), channels * width};
}

// The sizes that RF64 keeps in 64 bits.
struct Ds64 {
  bool present = false;
  std::uint64_t data_size = 0;
};

struct DataChunk {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  // as the header has it
  bool size_unknown = false;
};

// Programs that write to a pipe cannot go back and fill in the size; what they leave instead: ffmpeg and others
// 0xFFFFFFFF (less a header), SoX 0x7FFFF000, arecord 0x80000000 (less a header), GStreamer 0.
bool is_placeholder(std::uint32_t size) { return size >= 0xFFFFFF00U || (size >= 0x7FFFF000U && size <= 0x80000000U); }

WavHeader assemble(bool rf64, const Format& format, const DataChunk& data, std::uint64_t file_size) {
  WavHeader header{.rf64 = rf64,
                   .encoding = format.encoding,
                   .channels = format.channels,
                   .sample_rate = format.sample_rate,
                   .frame_width_bytes = format.frame_width_bytes,
                   .data_offset = data.offset,
                   .num_frames = 0,
                   .warning = {}};
  const auto frame_width = static_cast<std::uint64_t>(format.frame_width_bytes);
  const std::uint64_t in_file = file_size - data.offset;
  const std::uint64_t size = data.size_unknown ? in_file : std::min(data.size, in_file);
  header.num_frames = size / frame_width;
  if (!data.size_unknown && data.size > in_file) {
    header.warning = "The file is cut off: its header promises " + std::to_string(data.size / frame_width) +
                     " sample frames, " + std::to_string(header.num_frames) + " are there.";
  } else if (!data.size_unknown && size % frame_width != 0) {
    header.warning = "The last sample frame is incomplete and was left out.";
  }
  return header;
}

}  // namespace

WavHeaderResult parse_wav_header(Bytes head, std::uint64_t file_size) {
  // The caller may know more bytes than the file is said to have (or the other way round): the smaller counts.
  if (head.size() > file_size) head = head.first(static_cast<std::size_t>(file_size));
  if (file_size < kRiffHeaderBytes) malformed("it ends within its first 12 bytes");
  if (head.size() < kRiffHeaderBytes) return {std::nullopt, kRiffHeaderBytes};

  const bool rf64 = has_tag(head, 0, "RF64") || has_tag(head, 0, "BW64");
  if (has_tag(head, 0, "RIFX")) unsupported("This is a big-endian WAV file (RIFX), which Earshot does not read.");
  if ((!rf64 && !has_tag(head, 0, "RIFF")) || !has_tag(head, 8, "WAVE")) unsupported("This is not a WAV file.");
  const std::uint32_t riff_size = load_u32(head.data() + 4);

  Ds64 ds64;
  std::optional<Format> format;
  std::optional<DataChunk> data;
  std::uint64_t offset = kRiffHeaderBytes;
  while (!(format && data)) {
    if (file_size - offset < kChunkHeaderBytes) {
      if (!format) malformed("it has no fmt chunk");
      malformed("it has no data chunk");
    }
    if (head.size() < offset + kChunkHeaderBytes) return {std::nullopt, offset + kChunkHeaderBytes};
    const std::uint32_t stored_size = load_u32(head.data() + offset + 4);
    const std::uint64_t body = offset + kChunkHeaderBytes;
    const std::uint64_t room = file_size - body;
    std::uint64_t size = stored_size;

    // The bytes of the chunk itself that must be in `head` to read it.
    const bool is_fmt = has_tag(head, offset, "fmt ");
    const bool is_ds64 = rf64 && has_tag(head, offset, "ds64");
    if (is_fmt || is_ds64) {
      const std::uint64_t wanted = std::min({size, room, is_fmt ? kFmtExtensibleBytes : kDs64Bytes});
      if (head.size() < body + wanted) return {std::nullopt, body + wanted};
      const Bytes bytes = head.subspan(static_cast<std::size_t>(body), static_cast<std::size_t>(wanted));
      if (is_fmt && !format) format = parse_format(bytes);
      if (is_ds64) {
        if (bytes.size() < kDs64Bytes) malformed("its ds64 chunk is too short");
        ds64 = {true, load_u64(bytes.data() + 8)};
      }
    } else if (has_tag(head, offset, "data") && !data) {
      DataChunk chunk{.offset = body, .size = size, .size_unknown = false};
      if (rf64 && ds64.present && stored_size == kSizeIn64) {
        size = chunk.size = ds64.data_size;
      } else if (stored_size == 0) {
        // An empty clip, unless the RIFF size was never filled in either: then the samples run to the end.
        chunk.size_unknown = !ds64.present && (riff_size + kChunkHeaderBytes <= body || is_placeholder(riff_size));
      } else {
        chunk.size_unknown = size > room && is_placeholder(stored_size);
      }
      if (chunk.size_unknown) size = room;
      data = chunk;
    }
    // Chunks are padded to even sizes. One that runs past the end is the last.
    const std::uint64_t padded = size > room ? room : std::min(room, size + size % 2);
    offset = body + padded;
  }
  return {assemble(rf64, *format, *data, file_size), 0};
}

}  // namespace earshot::audio
