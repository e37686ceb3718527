// audio/wav_writer: round trips through the reader, rounding, clipping, and headers beyond 4 GiB.
#include "audio/wav_writer.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "audio/little_endian.h"
#include "audio/wav_reader.h"
#include "base/error.h"
#include "base/rng.h"

using namespace earshot::audio;
using earshot::Error;

namespace {
Pcm noise(std::size_t channels, std::size_t frames) {
  earshot::Rng rng(5);
  Pcm pcm{48000, std::vector<std::vector<float>>(channels, std::vector<float>(frames))};
  for (auto& channel : pcm.channels) {
    for (float& x : channel) x = static_cast<float>(rng.uniform(-1.0, 1.0));
  }
  return pcm;
}
}  // namespace

TEST_CASE("wav writer: what is written is read back within half a step, float exactly") {
  struct Case {
    SampleEncoding encoding;
    double half_step;
  };
  for (const Case c : {Case{SampleEncoding::kPcm16, 0x1p-16},
                       {SampleEncoding::kPcm24, 0x1p-24},
                       {SampleEncoding::kPcm32, 0x1p-25},
                       {SampleEncoding::kFloat32, 0.0}}) {
    for (const std::size_t channels : {1U, 2U, 5U}) {
      for (const std::size_t frames : {0U, 1U, 333U}) {
        Pcm pcm = noise(channels, frames);
        // Full scale itself is one step beyond the largest integer.
        for (auto& channel : pcm.channels) {
          for (float& x : channel) x *= 0.999F;
        }
        const Clip back = read_wav(write_wav(pcm, c.encoding));
        REQUIRE(back.pcm.num_channels() == channels);
        REQUIRE(back.pcm.num_frames() == frames);
        CHECK(back.pcm.sample_rate == 48000);
        CHECK(back.info.encoding == encoding_name(c.encoding));
        CHECK(back.info.warning.empty());
        double worst = 0.0;
        for (std::size_t k = 0; k < channels; ++k) {
          for (std::size_t i = 0; i < frames; ++i) {
            worst = std::max(worst, std::abs(static_cast<double>(back.pcm.channels[k][i]) -
                                             static_cast<double>(pcm.channels[k][i])));
          }
        }
        CHECK(worst <= c.half_step);
      }
    }
  }
}

TEST_CASE("wav writer: 16-bit samples survive any number of round trips unchanged") {
  const auto once = write_wav(noise(2, 500));
  CHECK(write_wav(read_wav(once).pcm) == once);
}

TEST_CASE("wav writer: samples are rounded to nearest and clipped to full scale; NaN is silence") {
  const Pcm pcm{8000,
                {{1.0F, 7.0F, -7.0F, 0.6F / 32768.0F, -0.6F / 32768.0F, 0.4F / 32768.0F,
                  std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}}};
  const float top = 32767.0F / 32768.0F;
  const float step = 1.0F / 32768.0F;
  CHECK(read_wav(write_wav(pcm)).pcm.channels[0] == std::vector<float>{top, top, -1.0F, step, -step, 0.0F, 0.0F, top});
}

TEST_CASE("wav writer: a data chunk of odd size is padded and the RIFF size counts the padding") {
  const auto file = write_wav(Pcm{8000, {{0.5F}}}, SampleEncoding::kPcm24);
  CHECK(file.size() % 2 == 0);
  CHECK(load_u32(file.data() + 4) == file.size() - 8);
  CHECK(load_u32(file.data() + 40) == 3);
}

TEST_CASE("wav writer: RF64 exactly when the RIFF size passes 32 bits") {
  // PCM mono: RIFF size = 36 + data; the largest that fits with 16-bit samples is 0xFFFFFFFE.
  const std::uint64_t fits = (0xFFFFFFFEULL - 36) / 2;
  const auto plain = wav_header_bytes(SampleEncoding::kPcm16, 1, 8000, fits);
  CHECK(plain.size() == 44);
  CHECK(plain[0] == 'R');
  CHECK(plain[1] == 'I');
  CHECK(load_u32(plain.data() + 4) == 0xFFFFFFFEU);
  const auto large = wav_header_bytes(SampleEncoding::kPcm16, 1, 8000, fits + 1);
  CHECK(large.size() == 80);
  CHECK(large[1] == 'F');
  CHECK(load_u32(large.data() + 4) == 0xFFFFFFFFU);
  CHECK(load_u64(large.data() + 20) == large.size() - 8 + 2 * (fits + 1));  // riffSize
  CHECK(load_u64(large.data() + 28) == 2 * (fits + 1));                     // dataSize
  CHECK(load_u64(large.data() + 36) == fits + 1);                           // sampleCount
}

TEST_CASE("wav writer: what cannot be written is refused") {
  CHECK_THROWS_AS((void)write_wav(Pcm{8000, {}}), Error);
  CHECK_THROWS_AS((void)write_wav(Pcm{0, {{0.0F}}}), Error);
  CHECK_THROWS_AS((void)write_wav(Pcm{8000, {{0.0F}, {}}}), Error);
  CHECK_THROWS_AS((void)write_wav(Pcm{8000, {{0.0F}}}, SampleEncoding::kALaw), Error);
  CHECK_THROWS_AS((void)wav_header_bytes(SampleEncoding::kPcm16, 40000, 8000, 1), Error);
}
