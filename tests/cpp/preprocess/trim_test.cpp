// preprocess/trim: librosa.effects.trim by its definition.
#include "preprocess/trim.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/rng.h"

using namespace earshot::preprocess;

namespace {

// librosa 0.11 step by step: pad, frame, RMS, amplitude_to_db(ref=max, top_db=None), first and last frame above
// -top_db.
SampleRange trim_by_definition(const std::vector<float>& y, const TrimConfig& config) {
  const auto pad = static_cast<std::size_t>(config.frame_length / 2);
  std::vector<double> padded(y.size() + 2 * pad);
  std::copy(y.begin(), y.end(), padded.begin() + static_cast<std::ptrdiff_t>(pad));
  const auto length = static_cast<std::size_t>(config.frame_length);
  const auto hop = static_cast<std::size_t>(config.hop_length);
  std::vector<double> rms;
  for (std::size_t start = 0; start + length <= padded.size(); start += hop) {
    double sum = 0.0;
    for (std::size_t i = start; i < start + length; ++i) sum += padded[i] * padded[i];
    rms.push_back(std::sqrt(sum / static_cast<double>(length)));
  }
  const double ref = *std::max_element(rms.begin(), rms.end());
  std::vector<std::int64_t> sound;
  for (std::size_t f = 0; f < rms.size(); ++f) {
    const double db =
        10.0 * std::log10(std::max(1e-10, rms[f] * rms[f])) - 10.0 * std::log10(std::max(1e-10, ref * ref));
    if (db > -static_cast<double>(config.top_db)) sound.push_back(static_cast<std::int64_t>(f));
  }
  if (sound.empty()) return {0, 0};
  return {sound.front() * config.hop_length,
          std::min(static_cast<std::int64_t>(y.size()), (sound.back() + 1) * config.hop_length)};
}

std::vector<float> fading(std::size_t n, std::uint64_t seed) {
  earshot::Rng rng(seed);
  std::vector<float> y(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double x = (static_cast<double>(i) / static_cast<double>(n) - rng.uniform(0.45, 0.55)) * 12.0;
    y[i] = static_cast<float>(std::exp(-x * x) * rng.uniform(-0.5, 0.5));
  }
  return y;
}

}  // namespace

TEST_CASE("trim: equals the definition of librosa.effects.trim") {
  for (const std::size_t n : {1U, 100U, 511U, 512U, 2048U, 9999U, 20000U}) {
    const std::vector<float> y = fading(n, n);
    for (const TrimConfig config : {TrimConfig{.top_db = 60}, TrimConfig{.top_db = 20},
                                    TrimConfig{.top_db = 30, .frame_length = 256, .hop_length = 64},
                                    TrimConfig{.top_db = 30, .frame_length = 255, .hop_length = 100},
                                    TrimConfig{.top_db = 10, .frame_length = 64, .hop_length = 300}}) {
      const SampleRange range = trim_range(y, config);
      const SampleRange expected = trim_by_definition(y, config);
      CHECK(range.start == expected.start);
      CHECK(range.end == expected.end);
    }
  }
}

TEST_CASE("trim: cuts the silence off a tone") {
  std::vector<float> y(16000);
  for (std::size_t i = 6000; i < 10000; ++i) y[i] = (i % 2 == 0) ? 0.5F : -0.5F;
  const SampleRange range = trim_range(y, {.top_db = 30});
  // Within one frame of the tone's ends.
  CHECK(range.start >= 6000 - 2048);
  CHECK(range.start <= 6000);
  CHECK(range.end >= 10000);
  CHECK(range.end <= 10000 + 2048);
}

TEST_CASE("trim: a silent clip stays whole, an empty one empty") {
  CHECK(trim_range(std::vector<float>(5000), {}).start == 0);
  CHECK(trim_range(std::vector<float>(5000), {}).end == 5000);
  CHECK(trim_range(std::vector<float>(5000, std::numeric_limits<float>::quiet_NaN()), {}).end == 5000);
  CHECK(trim_range({}, {}).end == 0);
}

TEST_CASE("trim: a threshold that rounds to nothing still ends") {
  const SampleRange range = trim_range(fading(5000, 3), {.top_db = 1e-30F});
  CHECK(range.start <= range.end);
}
