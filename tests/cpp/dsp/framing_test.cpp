// dsp/framing against padding the whole signal first, as numpy.pad and librosa.util.frame do.
#include "dsp/framing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/rng.h"

using earshot::Rng;
using earshot::dsp::Framer;
using earshot::dsp::FramingOptions;
using earshot::dsp::num_frames;
using earshot::dsp::PadMode;

namespace {

std::vector<float> counting(std::size_t n) {
  std::vector<float> samples(n);
  for (std::size_t i = 0; i < n; ++i) samples[i] = static_cast<float>(i + 1);
  return samples;
}

// Mirrors step by step, walking back and forth over the signal.
std::vector<float> reflected(const std::vector<float>& x, std::int64_t padding) {
  const auto n = static_cast<std::int64_t>(x.size());
  std::vector<float> padded;
  for (std::int64_t i = -padding; i < n + padding; ++i) {
    std::int64_t at = i;
    while (n > 1 && (at < 0 || at >= n)) at = at < 0 ? -at : 2 * (n - 1) - at;
    padded.push_back(x[static_cast<std::size_t>(n > 1 ? at : 0)]);
  }
  return padded;
}

std::vector<std::vector<float>> expected_frames(const FramingOptions& o, const std::vector<float>& x) {
  const std::int64_t padding = o.center ? o.frame_length / 2 : 0;
  std::vector<float> padded;
  if (o.pad_mode == PadMode::kReflect) {
    padded = reflected(x, padding);
  } else {
    const bool edge = o.pad_mode == PadMode::kEdge;
    padded.assign(static_cast<std::size_t>(padding), edge ? x.front() : 0.0F);
    padded.insert(padded.end(), x.begin(), x.end());
    padded.insert(padded.end(), static_cast<std::size_t>(padding), edge ? x.back() : 0.0F);
  }
  padded.resize(std::max(padded.size(), static_cast<std::size_t>(o.frame_length)), 0.0F);
  std::vector<std::vector<float>> frames;
  for (std::size_t begin = 0; begin + static_cast<std::size_t>(o.frame_length) <= padded.size();
       begin += static_cast<std::size_t>(o.hop_length)) {
    const auto from = padded.begin() + static_cast<std::ptrdiff_t>(begin);
    frames.emplace_back(from, from + o.frame_length);
  }
  return frames;
}

std::vector<std::vector<float>> stream(Framer& framer, int length, const std::vector<float>& x, Rng& rng,
                                       std::size_t max_chunk) {
  std::vector<std::vector<float>> frames;
  const auto drain = [&] {
    while (framer.ready() > 0) {
      const int last = framer.ready() - 1;
      for (int i = 0; i <= last; ++i) frames.emplace_back(framer.frame(i), framer.frame(i) + length);
      framer.pop(last + 1);
    }
  };
  std::span<const float> rest(x);
  while (!rest.empty()) {
    std::span<const float> chunk =
        rest.first(std::min(rest.size(), static_cast<std::size_t>(rng.below(max_chunk) + 1)));
    rest = rest.subspan(chunk.size());
    while (!chunk.empty()) {
      chunk = chunk.subspan(framer.push(chunk));
      drain();
    }
  }
  while (!framer.finish()) drain();
  drain();
  return frames;
}

}  // namespace

TEST_CASE("framing: streamed frames are those of the padded signal, for every mode, size and chunking") {
  Rng rng(3);
  int checked = 0;
  for (const PadMode mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge}) {
    for (const bool center : {true, false}) {
      for (const int length : {1, 2, 5, 16, 400}) {
        for (const int hop : {1, 3, 16, 37, 1000}) {
          const FramingOptions options{length, hop, center, mode};
          Framer framer(options);
          for (const std::size_t n : {1U, 2U, 3U, 7U, 8U, 200U, 201U, 1000U, 6007U}) {
            if (n > 1000U && hop < 16) continue;  // the naive expectation would take long
            const std::vector<float> samples = counting(n);
            const auto expected = expected_frames(options, samples);
            const auto got = stream(framer, length, samples, rng, n < 100U ? 3U : 700U);
            INFO("mode ", static_cast<int>(mode), " center ", center, " length ", length, " hop ", hop, " n ", n);
            CHECK(got == expected);
            CHECK(static_cast<std::int64_t>(got.size()) == num_frames(options, static_cast<std::int64_t>(n)));
            framer.reset();
            ++checked;
          }
        }
      }
    }
  }
  CHECK(checked > 1000);
}

TEST_CASE("framing: a signal without samples has no frames") {
  Framer framer({.frame_length = 16, .hop_length = 4, .center = true, .pad_mode = PadMode::kReflect});
  CHECK(framer.finish());
  CHECK(framer.ready() == 0);
  CHECK(num_frames({}, 0) == 0);
}

TEST_CASE("framing: NaN and infinities become 0") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> samples = {1.0F, std::numeric_limits<float>::quiet_NaN(), kInfinity, -kInfinity, 2.0F};
  Framer framer({.frame_length = 5, .hop_length = 5, .center = false, .pad_mode = PadMode::kConstant});
  CHECK(framer.push(samples) == 5);
  REQUIRE(framer.ready() == 1);
  CHECK(std::vector<float>(framer.frame(0), framer.frame(0) + 5) == std::vector<float>{1.0F, 0.0F, 0.0F, 0.0F, 2.0F});
}
