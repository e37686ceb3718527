// audio/wav_reader: every encoding by its definition, every layout of chunks, and files that are broken.
#include "audio/wav_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "audio/wav_bytes.h"
#include "audio/wav_writer.h"
#include "base/error.h"
#include "base/rng.h"

using namespace earshot::audio;
using namespace earshot::audio::testing;
using earshot::Error;
using earshot::ErrorCode;

namespace {

std::vector<float> samples_of(const Bytes& file) { return read_wav(file).pcm.channels.at(0); }

std::vector<float> mono(int tag, int bits, const Bytes& data) {
  return samples_of(riff({fmt(tag, 1, 8000, bits), chunk("data", data)}));
}

ErrorCode code_of(const Bytes& file) {
  try {
    (void)read_wav(file);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;  // it was read
}

const Bytes kTwoSamples = join({i16(16384), i16(-32768)});
const std::vector<float> kTwoValues = {0.5F, -1.0F};

}  // namespace

TEST_CASE("wav: integers are divided by 2^(bits-1), 8 bits are centred at 128") {
  CHECK(mono(1, 8, {128, 0, 255, 192}) == std::vector<float>{0.0F, -1.0F, 127.0F / 128.0F, 0.5F});
  CHECK(mono(1, 16, join({i16(-32768), i16(32767), i16(1)})) ==
        std::vector<float>{-1.0F, 32767.0F / 32768.0F, 1.0F / 32768.0F});
  CHECK(mono(1, 24, {0, 0, 0x80, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF}) ==
        std::vector<float>{-1.0F, 8388607.0F / 8388608.0F, -1.0F / 8388608.0F});
  CHECK(mono(1, 32, join({le(0x80000000U, 4), le(0x40000000U, 4), le(0xFFFFFF00U, 4)})) ==
        std::vector<float>{-1.0F, 0.5F, -256.0F / 2147483648.0F});
}

TEST_CASE("wav: float 32 and 64 are read as they are, beyond full scale too") {
  CHECK(mono(3, 32, join({f32(0.25F), f32(-1.5F)})) == std::vector<float>{0.25F, -1.5F});
  CHECK(mono(3, 64, join({f64(0.25), f64(-1.5)})) == std::vector<float>{0.25F, -1.5F});
}

TEST_CASE("wav: A-law follows the decision values of G.711") {
  // Table 1a/G.711: the extreme output is 4032 of 4096, the smallest 1 of 4096; 0xD5 is the idle code.
  CHECK(mono(6, 8, {0xAA, 0x2A, 0xD5, 0x55}) ==
        std::vector<float>{4032.0F / 4096.0F, -4032.0F / 4096.0F, 1.0F / 4096.0F, -1.0F / 4096.0F});
  // The inverse by definition: each code is the middle of a step that doubles from segment to segment.
  for (int code = 0; code < 256; ++code) {
    const int bits = code ^ 0x55;
    const int segment = (bits >> 4) & 7;
    const double mantissa = bits & 15;
    const double magnitude = segment == 0 ? 2.0 * mantissa + 1.0 : std::ldexp(2.0 * mantissa + 33.0, segment - 1);
    const double expected = ((bits & 0x80) != 0 ? magnitude : -magnitude) / 4096.0;
    CHECK(mono(6, 8, {static_cast<std::uint8_t>(code)}).at(0) == static_cast<float>(expected));
  }
}

TEST_CASE("wav: mu-law follows the decision values of G.711") {
  // Table 2a/G.711: the extreme output is 8031 of 8192; both idle codes are 0.
  CHECK(mono(7, 8, {0x80, 0x00, 0xFF, 0x7F}) == std::vector<float>{8031.0F / 8192.0F, -8031.0F / 8192.0F, 0.0F, 0.0F});
  for (int code = 0; code < 256; ++code) {
    const int bits = code ^ 0xFF;
    const double magnitude = std::ldexp(2.0 * (bits & 15) + 33.0, (bits >> 4) & 7) - 33.0;
    const double expected = ((bits & 0x80) != 0 ? -magnitude : magnitude) / 8192.0;
    CHECK(mono(7, 8, {static_cast<std::uint8_t>(code)}).at(0) == static_cast<float>(expected));
  }
}

TEST_CASE("wav: channels come apart and the metadata is that of the file") {
  const Bytes file = riff({fmt(1, 3, 44100, 24), chunk("data", {0, 0, 64, 0, 0, 0, 0, 0, 192,  //
                                                                0, 0, 32, 0, 0, 0, 0, 0, 224})});
  const Clip clip = read_wav(file);
  REQUIRE(clip.pcm.num_channels() == 3);
  CHECK(clip.pcm.sample_rate == 44100);
  CHECK(clip.pcm.channels[0] == std::vector<float>{0.5F, 0.25F});
  CHECK(clip.pcm.channels[1] == std::vector<float>{0.0F, 0.0F});
  CHECK(clip.pcm.channels[2] == std::vector<float>{-0.5F, -0.25F});
  CHECK(clip.info.container == "WAV");
  CHECK(clip.info.encoding == "PCM 24-bit");
  CHECK(clip.info.channels == 3);
  CHECK(clip.info.sample_width_bytes == 3);
  CHECK(clip.info.frame_rate_hz == 44100);
  CHECK(clip.info.frame_width_bytes == 9);
  CHECK(clip.info.frame_count == 2);
  CHECK(clip.info.length_s == doctest::Approx(2.0 / 44100));
  CHECK(clip.info.dbfs == doctest::Approx(10.0 * std::log10((0.25 + 0.0625) * 2 / 6)));
  CHECK(clip.info.warning.empty());
}

TEST_CASE("wav: silence has a level of minus infinity, a full-scale square wave of 0 dBFS") {
  CHECK(read_wav(riff({fmt(1, 1, 8000, 16), chunk("data", Bytes(20))})).info.dbfs ==
        -std::numeric_limits<double>::infinity());
  const Bytes square = riff({fmt(1, 1, 8000, 16), chunk("data", join({i16(-32768), i16(-32768)}))});
  CHECK(read_wav(square).info.dbfs == doctest::Approx(0.0));
}

TEST_CASE("wav: WAVE_FORMAT_EXTENSIBLE is read by its sub-format") {
  CHECK(samples_of(riff({fmt_extensible(1, 1, 8000, 16, 16), chunk("data", kTwoSamples)})) == kTwoValues);
  CHECK(samples_of(riff({fmt_extensible(3, 1, 8000, 32, 32), chunk("data", f32(0.25F))})) == std::vector<float>{0.25F});
  CHECK(samples_of(riff({fmt_extensible(7, 1, 8000, 8, 8), chunk("data", {0xFF})})) == std::vector<float>{0.0F});
  // 20 valid bits are left-justified in 24: the scale is that of the container.
  CHECK(samples_of(riff({fmt_extensible(1, 1, 8000, 24, 20), chunk("data", {0, 0, 64})})) == std::vector<float>{0.5F});
  const Bytes ambisonic_end = {0, 0, 0x21, 0x07, 0xD3, 0x11, 0x86, 0x44, 0xC8, 0xC1, 0xCA, 0, 0, 0};
  CHECK(samples_of(riff({fmt_extensible(1, 1, 8000, 16, 16, ambisonic_end), chunk("data", kTwoSamples)})) ==
        kTwoValues);
  CHECK(code_of(riff({fmt_extensible(1, 1, 8000, 16, 16, Bytes(14, 9)), chunk("data", kTwoSamples)})) ==
        ErrorCode::kUnsupportedFormat);
}

TEST_CASE("wav: 12 bits in 16 and 24 bits in 32 take the scale of their container") {
  CHECK(samples_of(riff({fmt(1, 1, 8000, 12), chunk("data", kTwoSamples)})) == kTwoValues);
  CHECK(samples_of(riff({fmt(1, 1, 8000, 24, 4), chunk("data", le(0x40000000U, 4))})) == std::vector<float>{0.5F});
}

TEST_CASE("wav: unknown chunks, odd sizes and any order of chunks are fine") {
  const Bytes format = fmt(1, 1, 8000, 16);
  const Bytes data = chunk("data", kTwoSamples);
  const Bytes odd = chunk("LIST", {1, 2, 3});
  CHECK(samples_of(riff({odd, format, odd, data, odd})) == kTwoValues);
  CHECK(samples_of(riff({data, odd, format})) == kTwoValues);
  // An odd number of data bytes is padded too: fmt comes after the padding.
  CHECK(samples_of(riff({chunk("data", {128, 192, 64}), fmt(1, 1, 8000, 8)})) == std::vector<float>{0.0F, 0.5F, -0.5F});
}

TEST_CASE("wav: RF64 takes the size of its samples from ds64") {
  const Bytes ds64 = chunk("ds64", join({le(0, 8), le(4, 8), le(2, 8), le(0, 4)}));
  const Bytes body = join({ds64, fmt(1, 1, 8000, 16), data_claiming(0xFFFFFFFFU, kTwoSamples), chunk("LIST", {1, 2})});
  for (const char* tag : {"RF64", "BW64"}) {
    const Clip clip = read_wav(join({text(tag), le(0xFFFFFFFFU, 4), text("WAVE"), body}));
    CHECK(clip.pcm.channels.at(0) == kTwoValues);
    CHECK(clip.info.container == "RF64");
    CHECK(clip.info.warning.empty());
  }
}

TEST_CASE("wav: the header of a 10 GB RF64 file is read from its first bytes") {
  constexpr std::uint64_t kFrames = 2'500'000'000;
  const Bytes head = wav_header_bytes(SampleEncoding::kPcm16, 2, 96000, kFrames);
  const auto result = parse_wav_header(head, head.size() + 4 * kFrames);
  REQUIRE(result.header.has_value());
  CHECK(result.header->rf64);
  CHECK(result.header->num_frames == kFrames);
  CHECK(result.header->data_offset == head.size());
  CHECK(result.header->warning.empty());
}

TEST_CASE("wav: sizes that a streaming writer could not fill in mean: to the end of the file") {
  for (const std::uint32_t size : {0xFFFFFFFFU, 0xFFFFFFDBU, 0x7FFFF000U, 0x80000000U}) {
    const Bytes file = riff({fmt(1, 1, 8000, 16), data_claiming(size, kTwoSamples)});
    const Clip clip = read_wav(file);
    CHECK(clip.pcm.channels.at(0) == kTwoValues);
    CHECK(clip.info.warning.empty());
  }
  const Bytes body = join({fmt(1, 1, 8000, 16), data_claiming(0, kTwoSamples)});
  CHECK(samples_of(join({text("RIFF"), le(0, 4), text("WAVE"), body})) == kTwoValues);
  CHECK(samples_of(join({text("RIFF"), le(0xFFFFFFFFU, 4), text("WAVE"), body})) == kTwoValues);
}

TEST_CASE("wav: an empty data chunk in a finished file is a clip without samples") {
  const Clip clip = read_wav(riff({fmt(1, 2, 8000, 16), chunk("data", {}), chunk("LIST", Bytes(40))}));
  CHECK(clip.pcm.num_channels() == 2);
  CHECK(clip.pcm.num_frames() == 0);
  CHECK(clip.info.length_s == 0.0);
  CHECK(std::isinf(clip.info.dbfs));
  CHECK(clip.info.warning.empty());
}

TEST_CASE("wav: a truncated data chunk reads what is there and says so") {
  const Clip clip = read_wav(riff({fmt(1, 1, 8000, 16), data_claiming(1000, join({kTwoSamples, {1}}))}));
  CHECK(clip.pcm.channels.at(0) == kTwoValues);
  CHECK(clip.info.frame_count == 2);
  CHECK(clip.info.warning.find("500 sample frames, 2 are there") != std::string::npos);
}

TEST_CASE("wav: an incomplete last frame is left out and said") {
  const Clip clip = read_wav(riff({fmt(1, 1, 8000, 16), chunk("data", join({kTwoSamples, {1}}))}));
  CHECK(clip.pcm.channels.at(0) == kTwoValues);
  CHECK(clip.info.warning.find("incomplete") != std::string::npos);
}

TEST_CASE("wav: NaN and infinity become silence and are counted in the warning") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const Clip clip = read_wav(riff({fmt(3, 1, 8000, 32), chunk("data", join({f32(kNan), f32(0.5F), f32(-kInf)}))}));
  CHECK(clip.pcm.channels.at(0) == std::vector<float>{0.0F, 0.5F, 0.0F});
  CHECK(clip.info.warning == "2 samples were not a finite number and read as silence.");
  const Clip wide = read_wav(riff({fmt(3, 1, 8000, 64), chunk("data", join({f64(1e300), f64(0.5)}))}));
  CHECK(wide.pcm.channels.at(0) == std::vector<float>{0.0F, 0.5F});
  CHECK(wide.info.warning == "1 sample was not a finite number and read as silence.");
}

TEST_CASE("wav: any channel count and rate") {
  Bytes data;
  for (int c = 0; c < 300; ++c) data = join({data, i16(c)});
  const Clip many = read_wav(riff({fmt(1, 300, 1, 16), chunk("data", data)}));
  REQUIRE(many.pcm.num_channels() == 300);
  CHECK(many.pcm.channels[299] == std::vector<float>{299.0F / 32768.0F});
  CHECK(many.pcm.sample_rate == 1);
  CHECK(read_wav(riff({fmt(1, 1, 500000, 16), chunk("data", kTwoSamples)})).pcm.sample_rate == 500000);
}

TEST_CASE("wav: what is broken or unknown is an error of the right kind") {
  const Bytes data = chunk("data", kTwoSamples);
  CHECK(code_of({}) == ErrorCode::kMalformedFile);
  CHECK(code_of(text("RIFF")) == ErrorCode::kMalformedFile);
  CHECK(code_of(text("This is a text file.")) == ErrorCode::kUnsupportedFormat);
  CHECK(code_of(join({text("RIFX"), le(4, 4), text("WAVE")})) == ErrorCode::kUnsupportedFormat);
  CHECK(code_of(riff({})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 1, 8000, 16)})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({chunk("fmt ", {1, 0, 1, 0}), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 0, 8000, 16), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 1, 0, 16), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 1, 4'000'000'000U, 16), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 2, 8000, 16, 3), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 1, 8000, 0), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(0xFFFE, 1, 8000, 16), data})) == ErrorCode::kMalformedFile);
  CHECK(code_of(riff({fmt(1, 1, 8000, 64), data})) == ErrorCode::kUnsupportedFormat);
  CHECK(code_of(riff({fmt(3, 1, 8000, 16), data})) == ErrorCode::kUnsupportedFormat);
  CHECK(code_of(riff({fmt(2, 1, 8000, 4), data})) == ErrorCode::kUnsupportedFormat);        // ADPCM
  CHECK(code_of(riff({fmt(0x55, 1, 8000, 0, 1), data})) == ErrorCode::kUnsupportedFormat);  // MP3 in WAV
}

TEST_CASE("wav: decoding in blocks equals decoding at once, for every encoding") {
  earshot::Rng rng(1);
  struct Case {
    int tag, bits;
  };
  for (const Case c : {Case{1, 8}, {1, 16}, {1, 24}, {1, 32}, {3, 32}, {3, 64}, {6, 8}, {7, 8}}) {
    constexpr int kFrames = 1000;
    constexpr int kChannels = 2;
    Bytes data(static_cast<std::size_t>(kFrames * kChannels * c.bits / 8));
    for (auto& byte : data) byte = static_cast<std::uint8_t>(rng.next());
    const Bytes file = riff({fmt(c.tag, kChannels, 8000, c.bits), chunk("data", data)});
    const Clip whole = read_wav(file);

    const auto result = parse_wav_header(std::span(file).first(60), file.size());
    REQUIRE(result.header.has_value());
    WavReader reader(*result.header);
    std::vector<std::vector<float>> out(kChannels, std::vector<float>(kFrames));
    const auto frame_width = static_cast<std::size_t>(reader.header().frame_width_bytes);
    const auto data_offset = static_cast<std::size_t>(reader.header().data_offset);
    std::size_t done = 0;
    while (done < kFrames) {
      const std::size_t n = std::min<std::size_t>(kFrames - done, 1 + static_cast<std::size_t>(rng.below(300)));
      const std::array<std::span<float>, 2> planar = {std::span(out[0]).subspan(done, n),
                                                      std::span(out[1]).subspan(done, n)};
      const auto bytes = std::span(file).subspan(data_offset + done * frame_width, n * frame_width);
      CHECK(reader.decode(bytes, planar) == n);
      done += n;
    }
    CHECK(out == whole.pcm.channels);
    CHECK(reader.info().warning == whole.info.warning);
  }
}

TEST_CASE("wav: decode stops at the smaller of its input and its output") {
  const Bytes file = riff({fmt(1, 1, 8000, 16), chunk("data", kTwoSamples)});
  WavReader reader(*parse_wav_header(file, file.size()).header);
  float room = 0.0F;
  const std::array<std::span<float>, 1> planar = {std::span(&room, 1)};
  CHECK(reader.decode(kTwoSamples, planar) == 1);
  CHECK(room == 0.5F);
  CHECK(reader.decode(std::span(kTwoSamples).first(1), planar) == 0);
  CHECK(reader.decode({}, planar) == 0);
  CHECK(reader.decode(kTwoSamples, {}) == 0);
}

TEST_CASE("wav: given too little of the head, it asks for more and gets there") {
  const Bytes ds64 = chunk("ds64", join({le(0, 8), le(4, 8), le(2, 8), le(0, 4)}));
  const Bytes file = join({text("RF64"), le(0xFFFFFFFFU, 4), text("WAVE"), ds64, chunk("JUNK", Bytes(333)),
                           fmt_extensible(1, 1, 8000, 16, 16), data_claiming(0xFFFFFFFFU, kTwoSamples)});
  std::uint64_t given = 0;
  int rounds = 0;
  for (;; ++rounds) {
    REQUIRE(rounds < 20);
    const auto result = parse_wav_header(std::span(file).first(static_cast<std::size_t>(given)), file.size());
    if (result.header) {
      CHECK(result.header->num_frames == 2);
      break;
    }
    REQUIRE(result.bytes_needed > given);
    REQUIRE(result.bytes_needed <= file.size());
    given = result.bytes_needed;
  }
  CHECK(rounds > 3);
}

TEST_CASE("wav: a file cut off at any byte is read in part or refused, never read out of bounds") {
  const Bytes ds64 = chunk("ds64", join({le(0, 8), le(8, 8), le(2, 8), le(0, 4)}));
  const std::vector<Bytes> files = {
      riff({fmt(1, 2, 8000, 16), chunk("LIST", {1, 2, 3}), chunk("data", join({kTwoSamples, kTwoSamples}))}),
      riff({fmt_extensible(1, 2, 8000, 16, 16), chunk("data", join({kTwoSamples, kTwoSamples}))}),
      riff({chunk("data", join({kTwoSamples, kTwoSamples})), fmt(1, 2, 8000, 16)}),
      join({text("RF64"), le(0xFFFFFFFFU, 4), text("WAVE"), ds64, fmt(1, 2, 8000, 16),
            data_claiming(0xFFFFFFFFU, join({kTwoSamples, kTwoSamples}))}),
  };
  for (const Bytes& file : files) {
    CHECK(read_wav(file).pcm.num_frames() == 2);
    for (std::size_t size = 0; size < file.size(); ++size) {
      // Its own allocation, so that AddressSanitizer sees the first byte beyond.
      const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
      try {
        const Clip clip = read_wav(cut);
        CHECK(clip.pcm.num_frames() <= 2);
      } catch (const Error& error) {
        const bool expected =
            error.code() == ErrorCode::kMalformedFile || error.code() == ErrorCode::kUnsupportedFormat;
        CHECK(expected);
      }
    }
  }
}

TEST_CASE("wav: 20000 randomly damaged files are read or refused") {
  earshot::Rng rng(20240607);
  const Bytes ds64 = chunk("ds64", join({le(0, 8), le(8, 8), le(2, 8), le(0, 4)}));
  const std::vector<Bytes> seeds = {
      riff({fmt(1, 2, 44100, 16), chunk("LIST", {1, 2, 3}), chunk("data", Bytes(64, 7))}),
      riff({fmt_extensible(3, 2, 44100, 32, 32), chunk("data", Bytes(64, 0x7F))}),
      riff({chunk("data", Bytes(63, 200)), fmt(6, 1, 8000, 8)}),
      join({text("RF64"), le(0xFFFFFFFFU, 4), text("WAVE"), ds64, fmt(1, 2, 8000, 24),
            data_claiming(0xFFFFFFFFU, Bytes(60, 3))}),
  };
  constexpr std::uint8_t kTelling[] = {0, 1, 0x7F, 0x80, 0xFE, 0xFF};
  int read = 0;
  for (int i = 0; i < 20000; ++i) {
    Bytes file = seeds[static_cast<std::size_t>(rng.below(seeds.size()))];
    const std::uint64_t changes = 1 + rng.below(6);
    for (std::uint64_t k = 0; k < changes; ++k) {
      const auto at = static_cast<std::size_t>(rng.below(file.size()));
      file[at] = rng.below(2) == 0 ? kTelling[rng.below(6)] : static_cast<std::uint8_t>(rng.next());
    }
    if (rng.below(4) == 0) file.resize(static_cast<std::size_t>(rng.below(file.size())));
    const Bytes exact(file);
    try {
      const Clip clip = read_wav(exact);
      ++read;
      std::size_t num_samples = 0;
      for (const auto& channel : clip.pcm.channels) {
        num_samples += channel.size();
        for (const float x : channel) REQUIRE(std::isfinite(x));
      }
      REQUIRE(num_samples <= exact.size());
    } catch (const Error& error) {
      REQUIRE((error.code() == ErrorCode::kMalformedFile || error.code() == ErrorCode::kUnsupportedFormat));
      REQUIRE(std::string_view(error.what()).ends_with('.'));
    }
  }
  CHECK(read > 1000);  // or the damage tests nothing but the first check
}
