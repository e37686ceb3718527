// preprocess/preprocessor: the whole chain, streaming against offline, and clips with nothing in them.
#include "preprocess/preprocessor.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/rng.h"
#include "preprocess/envelope.h"
#include "preprocess/level.h"
#include "preprocess/trim.h"

using namespace earshot::preprocess;
using earshot::audio::Waveform;

namespace {

constexpr int kRate = 8000;

struct Piece {
  Segment segment;
  std::vector<float> samples;
};

// Two bursts with silence before, between and after.
std::vector<float> two_bursts() {
  earshot::Rng rng(6);
  std::vector<float> samples(4 * kRate);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool loud = (i > 4000 && i < 14000) || (i > 20000 && i < 29000);
    samples[i] = static_cast<float>((loud ? 0.5 : 1e-4) * rng.uniform(-1.0, 1.0));
  }
  return samples;
}

std::vector<Piece> run(Preprocessor& preprocessor, std::span<const float> samples, std::uint64_t largest_chunk) {
  earshot::Rng rng(2);
  std::vector<Piece> pieces;
  const auto collect = [&](const Segment& s) { pieces.push_back({s, {s.samples.begin(), s.samples.end()}}); };
  for (std::size_t at = 0; at < samples.size();) {
    const auto n = std::min<std::size_t>(samples.size() - at, 1 + static_cast<std::size_t>(rng.below(largest_chunk)));
    preprocessor.accept(samples.subspan(at, n), collect);
    at += n;
  }
  preprocessor.finish(collect);
  return pieces;
}

std::vector<Piece> whole(const PreprocessConfig& config, const std::vector<float>& samples) {
  std::vector<Piece> pieces;
  preprocess_clip(config, Waveform{kRate, samples}, [&](const Segment& s) {
    pieces.push_back({s, {s.samples.begin(), s.samples.end()}});
  });
  return pieces;
}

const PreprocessConfig kEverything{.gate = {.enabled = true, .threshold = 0.01F},
                                   .segment = {.length_s = 1.0, .hop_s = 0.4, .tail = ClipTail::kPad},
                                   .trim = {.enabled = true, .top_db = 30, .frame_length = 256, .hop_length = 64},
                                   .level = LevelNormalization::kRms};

}  // namespace

TEST_CASE("preprocessor: is the gate, the segmenter, trim and level one after the other") {
  const std::vector<float> samples = two_bursts();
  const std::vector<float> gated = preview_envelope(samples, kRate, kEverything.gate).kept;
  const auto pieces = whole(kEverything, samples);
  const auto bounds = segment_bounds(static_cast<std::int64_t>(gated.size()), kRate, kEverything.segment);
  REQUIRE(pieces.size() == bounds.size());
  REQUIRE(pieces.size() > 3);
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    std::vector<float> expected(kRate);
    for (std::int64_t i = bounds[k].start_sample; i < bounds[k].end_sample; ++i) {
      expected[static_cast<std::size_t>(i - bounds[k].start_sample)] = gated[static_cast<std::size_t>(i)];
    }
    const SampleRange range = trim_range(expected, kEverything.trim);
    expected = {expected.data() + range.start, expected.data() + range.end};
    normalize_level(LevelNormalization::kRms, expected);
    CHECK(pieces[k].samples == expected);
  }
}

TEST_CASE("preprocessor: any chunking gives bit-identical segments, also after reset") {
  const std::vector<float> samples = two_bursts();
  for (const double length : {0.0, 1.0}) {
    PreprocessConfig config = kEverything;
    config.segment.length_s = length;
    const auto expected = whole(config, samples);
    Preprocessor preprocessor(config, kRate);
    for (const std::uint64_t largest : {1U, 128U, 4000U}) {
      const auto pieces = run(preprocessor, samples, largest);
      REQUIRE(pieces.size() == expected.size());
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        REQUIRE(pieces[k].samples == expected[k].samples);
        REQUIRE(pieces[k].segment.start_sample == expected[k].segment.start_sample);
        REQUIRE(pieces[k].segment.source_start_sample == expected[k].segment.source_start_sample);
        REQUIRE(pieces[k].segment.source_end_sample == expected[k].segment.source_end_sample);
      }
      CHECK(preprocessor.num_accepted() == static_cast<std::int64_t>(samples.size()));
      preprocessor.reset();
      CHECK(preprocessor.num_accepted() == 0);
    }
  }
}

TEST_CASE("preprocessor: a segment's source times lead to its first and last sample in the clip") {
  const std::vector<float> samples = two_bursts();
  PreprocessConfig config = kEverything;
  config.trim.enabled = false;
  config.level = LevelNormalization::kNone;
  config.segment.tail = ClipTail::kDrop;
  const auto pieces = whole(config, samples);
  REQUIRE(pieces.size() > 2);
  bool crosses_the_gap = false;
  for (const auto& [segment, kept] : pieces) {
    CHECK(samples[static_cast<std::size_t>(segment.source_start_sample)] == kept.front());
    CHECK(samples[static_cast<std::size_t>(segment.source_end_sample - 1)] == kept.back());
    CHECK(segment.source_start_s == doctest::Approx(static_cast<double>(segment.source_start_sample) / kRate));
    crosses_the_gap = crosses_the_gap || segment.source_end_sample - segment.source_start_sample > kRate;
  }
  CHECK(crosses_the_gap);
}

TEST_CASE("preprocessor: with nothing enabled the clip passes as it is") {
  const std::vector<float> samples = two_bursts();
  const auto pieces = whole({}, samples);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].samples == samples);
  CHECK(pieces[0].segment.source_end_s == doctest::Approx(4.0));
}

TEST_CASE("preprocessor: level changes a segment's copy, not the samples its neighbour shares") {
  PreprocessConfig config;
  config.segment = {.length_s = 1.0, .hop_s = 0.5};
  config.level = LevelNormalization::kPeak;
  std::vector<float> samples(2 * kRate, 0.1F);
  samples[100] = 0.8F;  // in the first segment only
  const auto pieces = whole(config, samples);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[0].samples[7999] == doctest::Approx(0.125));
  CHECK(pieces[1].samples[0] == 1.0F);
}

TEST_CASE("preprocessor: an empty clip gives no segment, a clip of 0.1 s is padded") {
  PreprocessConfig config;
  config.segment.length_s = 1.0;
  CHECK(whole(config, {}).empty());
  CHECK(whole({}, {}).empty());
  const auto pieces = whole(config, std::vector<float>(800, 0.5F));
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].samples.size() == 8000);
  CHECK(pieces[0].segment.end_s == doctest::Approx(0.1));
}

TEST_CASE("preprocessor: a clip below the gate's threshold gives no segment and says that nothing was kept") {
  Preprocessor preprocessor(kEverything, kRate);
  CHECK(run(preprocessor, std::vector<float>(20000, 0.001F), 500).empty());
  CHECK(preprocessor.num_accepted() == 20000);
  CHECK(preprocessor.num_kept() == 0);
}

TEST_CASE("preprocessor: silence without a gate passes through trim and level whole") {
  PreprocessConfig config = kEverything;
  config.gate.enabled = false;
  const auto pieces = whole(config, std::vector<float>(kRate));
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].samples == std::vector<float>(kRate));
}

TEST_CASE("preprocessor: NaN and infinity never reach a segment") {
  std::vector<float> samples = two_bursts();
  samples[6000] = std::numeric_limits<float>::quiet_NaN();
  samples[7000] = std::numeric_limits<float>::infinity();
  for (const bool gated : {false, true}) {
    PreprocessConfig config = kEverything;
    config.gate.enabled = gated;
    for (const auto& piece : whole(config, samples)) {
      CHECK(std::all_of(piece.samples.begin(), piece.samples.end(), [](float x) { return std::isfinite(x); }));
    }
  }
}

TEST_CASE("preprocessor: settings without sense are refused with the field's name") {
  const auto message = [](const PreprocessConfig& config) -> std::string {
    try {
      Preprocessor preprocessor(config, kRate);
    } catch (const earshot::Error& error) {
      CHECK(error.code() == earshot::ErrorCode::kInvalidConfig);
      return error.what();
    }
    return "";
  };
  CHECK(message({.trim = {.top_db = 0.0F}}).find("preprocess.trim.top_db") == 0);
  CHECK(message({.trim = {.frame_length = 0}}).find("preprocess.trim.frame_length") == 0);
  CHECK(message({.trim = {.hop_length = 0}}).find("preprocess.trim.hop_length") == 0);
  CHECK(message({.gate = {.threshold = -1.0F}}).find("preprocess.gate.threshold") == 0);
  CHECK(message({.segment = {.length_s = -1.0}}).find("preprocess.segment.length_s") == 0);
  CHECK(message({}).empty());
}
