// features/feature_extractor: streaming, properties that need no reference, clips that are too short or broken.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/rng.h"
#include "features/feature_extractor.h"
#include "features/small_clips.h"

using namespace earshot;
using namespace earshot::features;
using test::noise;
using test::small_config;

namespace {

constexpr Kind kAllKinds[] = {Kind::kWaveform, Kind::kSpectrum,  Kind::kPower,   Kind::kMel,
                              Kind::kLogMel,   Kind::kMfcc,      Kind::kRms,     Kind::kZeroCrossingRate,
                              Kind::kCentroid, Kind::kBandwidth, Kind::kRolloff, Kind::kFlatness,
                              Kind::kChroma,   Kind::kPcen};

std::vector<float> tone(double hz, std::size_t n, int sample_rate = 16000, float amplitude = 0.5F) {
  std::vector<float> samples(n);
  for (std::size_t i = 0; i < n; ++i) {
    samples[i] =
        amplitude * static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate));
  }
  return samples;
}

std::vector<float> in_chunks(FeatureExtractor& extractor, std::span<const float> samples, std::size_t chunk, Rng& rng) {
  extractor.reset();
  while (!samples.empty()) {
    const std::size_t wanted = chunk > 0 ? chunk : static_cast<std::size_t>(rng.below(3000));
    const std::size_t count = std::min(wanted, samples.size());
    extractor.accept(samples.first(count));
    samples = samples.subspan(count);
  }
  extractor.finish();
  return {extractor.frames().begin(), extractor.frames().end()};
}

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

}  // namespace

TEST_CASE("features: any chunking gives bit-identical frames, for every kind, padding and pooling") {
  Rng rng(11);
  const std::vector<float> samples = noise(9001);
  for (const Kind kind : kAllKinds) {
    for (const PadMode pad_mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge}) {
      for (const Pooling pooling : {Pooling::kNone, Pooling::kMeanStd, Pooling::kBins}) {
        FeatureConfig config = small_config(kind);
        config.pad_mode = pad_mode;
        config.pooling = pooling;
        config.deltas = pad_mode == PadMode::kReflect ? 2 : 0;
        config.top_db = pad_mode == PadMode::kEdge ? -1.0F : 80.0F;
        INFO(kind_name(kind), " ", enum_name(pad_mode), " ", enum_name(pooling));
        const Tensor whole = extract(config, samples);
        CHECK(whole.shape == Shape{config.num_rows(9001), config.num_columns()});
        CHECK(all_finite(whole.values()));
        FeatureExtractor extractor(config);
        // One extractor for all chunkings: reset() must leave nothing behind.
        for (const std::size_t chunk : {1U, 7U, 160U, 4096U, 0U}) {
          INFO("chunks of ", chunk, " (0: random)");
          CHECK(in_chunks(extractor, samples, chunk, rng) == whole.data);
        }
      }
    }
  }
}

TEST_CASE("features: frames are ready as soon as their samples are, and never change afterwards") {
  const std::vector<float> samples = noise(8000);
  for (const int deltas : {0, 2}) {
    FeatureConfig config = small_config(Kind::kMfcc);
    config.top_db = -1.0F;  // nothing waits for the maximum of the clip
    config.deltas = deltas;
    const Tensor whole = extract(config, samples);
    FeatureExtractor extractor(config);
    int previous = 0;
    for (std::size_t begin = 0; begin < samples.size(); begin += 100) {
      extractor.accept(std::span(samples).subspan(begin, 100));
      const auto seen = static_cast<std::int64_t>(begin) + 100;
      // Frame i of a centred config ends at i hop + n_fft / 2; deltas wait for 4 frames more, and the first for 9.
      const std::int64_t bare = seen < 128 ? 0 : 1 + (seen - 128) / 80;
      const std::int64_t expected = deltas == 0 ? bare : bare < 9 ? 0 : bare - 4;
      CHECK(extractor.frames_ready() == expected);
      CHECK(extractor.frames_ready() >= previous);
      previous = extractor.frames_ready();
      CHECK(std::equal(extractor.frames().begin(), extractor.frames().end(), whole.data.begin()));
    }
    extractor.finish();
    CHECK(extractor.frames_ready() == whole.shape[0]);
  }
}

TEST_CASE("features: what depends on the whole clip waits for finish") {
  const std::vector<float> samples = noise(4000);
  for (const Kind kind : {Kind::kLogMel, Kind::kMfcc}) {
    FeatureExtractor extractor(small_config(kind));  // top_db 80
    extractor.accept(samples);
    CHECK(extractor.frames_ready() == 0);
    extractor.finish();
    CHECK(extractor.frames_ready() == 51);
  }
  FeatureConfig pooled = small_config(Kind::kRms);
  pooled.pooling = Pooling::kMean;
  FeatureExtractor extractor(pooled);
  extractor.accept(samples);
  CHECK(extractor.frames_ready() == 0);
  extractor.finish();
  CHECK(extractor.frames_ready() == 1);
}

TEST_CASE("features: accept and finish after finish change nothing until reset") {
  const std::vector<float> samples = noise(2000);
  FeatureExtractor extractor(small_config(Kind::kLogMel));
  extractor.accept(samples);
  extractor.finish();
  const std::vector<float> before(extractor.frames().begin(), extractor.frames().end());
  extractor.accept(samples);
  extractor.finish();
  CHECK(std::vector<float>(extractor.frames().begin(), extractor.frames().end()) == before);
}

TEST_CASE("features: after reserve_seconds or a first segment the frames stay where they are in memory") {
  const std::vector<float> samples = noise(16000);
  for (const Kind kind : kAllKinds) {
    INFO(kind_name(kind));
    FeatureExtractor extractor(small_config(kind));
    extractor.reserve_seconds(1.0);
    extractor.accept(std::span(samples).first(300));
    const float* address = extractor.frames().data();
    extractor.accept(std::span(samples).subspan(300));
    extractor.finish();
    CHECK(extractor.frames().data() == address);
    extractor.reset();
    extractor.accept(samples);
    extractor.finish();
    CHECK(extractor.frames().data() == address);
  }
}

TEST_CASE("features: every kind copes with one sample, 0.1 s and digital silence") {
  for (const Kind kind : kAllKinds) {
    for (const PadMode pad_mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge}) {
      for (const bool center : {true, false}) {
        FeatureConfig config{.kind = kind, .center = center, .pad_mode = pad_mode, .deltas = 2};
        INFO(kind_name(kind), " ", enum_name(pad_mode), " center ", center);
        for (const std::vector<float>& clip :
             {std::vector<float>{0.25F}, noise(1600), std::vector<float>(5000, 0.0F)}) {
          const Tensor features = extract(config, clip);
          CHECK(features.shape == Shape{config.num_rows(static_cast<std::int64_t>(clip.size())), config.num_columns()});
          CHECK(features.shape[0] >= 1);
          CHECK(all_finite(features.values()));
        }
      }
    }
  }
}

TEST_CASE("features: silence has its documented values") {
  const std::vector<float> silence(4000, 0.0F);
  const auto first = [&](Kind kind) { return extract(small_config(kind), silence).data.front(); };
  CHECK(first(Kind::kLogMel) == doctest::Approx(-100.0));  // 10 log10(amin)
  CHECK(first(Kind::kCentroid) == 0.0F);
  CHECK(first(Kind::kBandwidth) == 0.0F);
  CHECK(first(Kind::kRolloff) == 0.0F);
  CHECK(first(Kind::kFlatness) == doctest::Approx(1.0));
  CHECK(first(Kind::kChroma) == 0.0F);
  CHECK(first(Kind::kPcen) == 0.0F);
  CHECK(first(Kind::kZeroCrossingRate) == 0.0F);
}

TEST_CASE("features: an uncentred clip shorter than a frame is filled up with zeros to one frame") {
  FeatureConfig config = small_config(Kind::kPower);
  config.center = false;
  std::vector<float> samples = noise(100);
  const Tensor brief = extract(config, samples);
  samples.resize(256, 0.0F);
  CHECK(brief.data == extract(config, samples).data);
  CHECK(brief.shape[0] == 1);
}

TEST_CASE("features: without samples extract refuses, and a stream has no frames even when pooled") {
  try {
    static_cast<void>(extract(small_config(Kind::kMfcc), {}));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kEmptyClip);
  }
  for (const Pooling pooling : {Pooling::kNone, Pooling::kMean, Pooling::kBins}) {
    FeatureConfig config = small_config(Kind::kMfcc);
    config.pooling = pooling;
    FeatureExtractor extractor(config);
    extractor.accept({});
    extractor.finish();
    CHECK(extractor.frames_ready() == 0);
    CHECK(extractor.frames().empty());
  }
}

TEST_CASE("features: non-finite samples count as 0") {
  std::vector<float> broken = noise(3000);
  std::vector<float> repaired = broken;
  for (const std::size_t i : {0U, 5U, 700U, 2999U}) {
    broken[i] = i % 2 == 0 ? std::numeric_limits<float>::quiet_NaN() : -std::numeric_limits<float>::infinity();
    repaired[i] = 0.0F;
  }
  for (const Kind kind : kAllKinds) {
    INFO(kind_name(kind));
    CHECK(extract(small_config(kind), broken).data == extract(small_config(kind), repaired).data);
  }
}

TEST_CASE("features: a louder clip moves log-mel by its gain in dB and of MFCC only c0") {
  std::vector<float> quiet = noise(4000);
  std::vector<float> loud = quiet;
  for (float& x : loud) x *= 2.0F;
  const double gain_db = 20.0 * std::log10(2.0);

  const Tensor mel_quiet = extract(small_config(Kind::kLogMel), quiet);
  const Tensor mel_loud = extract(small_config(Kind::kLogMel), loud);
  for (std::size_t i = 0; i < mel_quiet.data.size(); ++i) {
    CHECK(mel_loud.data[i] - mel_quiet.data[i] == doctest::Approx(gain_db).epsilon(1e-4));
  }
  const Tensor quiet_mfcc = extract(small_config(Kind::kMfcc), quiet);
  const Tensor loud_mfcc = extract(small_config(Kind::kMfcc), loud);
  for (std::size_t i = 0; i < quiet_mfcc.data.size(); ++i) {
    const double expected = i % 12 == 0 ? gain_db * std::sqrt(24.0) : 0.0;  // c0 = sum / sqrt(n_mels)
    CHECK(std::abs(loud_mfcc.data[i] - quiet_mfcc.data[i] - expected) < 1e-3);
  }
}

TEST_CASE("features: the natural logarithm is the decibel scale over 10 / ln 10, without range limits") {
  FeatureConfig config = small_config(Kind::kLogMel);
  config.top_db = -1.0F;
  const std::vector<float> samples = noise(2000);
  const Tensor decibels = extract(config, samples);
  config.log_scale = LogScale::kNatural;
  config.top_db = 5.0F;  // of the decibel scale only
  config.db_ref = DbRef::kMax;
  const Tensor natural = extract(config, samples);
  for (std::size_t i = 0; i < natural.data.size(); ++i) {
    CHECK(natural.data[i] * 10.0 / std::numbers::ln10 == doctest::Approx(decibels.data[i]).epsilon(1e-5));
  }
}

TEST_CASE("features: top_db and db_ref max bound log-mel to [-top_db, 0], deltas or not") {
  std::vector<float> samples = noise(4000);
  std::fill(samples.begin() + 2000, samples.end(), 0.0F);
  for (const int deltas : {0, 1}) {
    FeatureConfig config = small_config(Kind::kLogMel);
    config.db_ref = DbRef::kMax;
    config.top_db = 30.0F;
    config.deltas = deltas;
    const Tensor features = extract(config, samples);
    float low = 0.0F;
    float high = -100.0F;
    for (std::size_t i = 0; i < features.data.size(); ++i) {
      if (i % static_cast<std::size_t>(config.num_columns()) >= 24) continue;  // the delta columns
      low = std::min(low, features.data[i]);
      high = std::max(high, features.data[i]);
    }
    CHECK(low == -30.0F);
    CHECK(high == 0.0F);
  }
}

TEST_CASE("features: a tone has its frequency as centroid and roll-off, its pitch class in chroma, its level as RMS") {
  const std::vector<float> a440 = tone(440.0, 16000);
  const auto middle = [&](Kind kind) {
    const Tensor features = extract({.kind = kind, .n_fft = 2048}, a440);
    const auto columns = static_cast<std::size_t>(features.shape[1]);
    return std::vector<float>(features.data.begin() + static_cast<std::ptrdiff_t>(15 * columns),
                              features.data.begin() + static_cast<std::ptrdiff_t>(16 * columns));
  };
  CHECK(std::abs(middle(Kind::kCentroid)[0] - 440.0F) < 2.0F);  // the window's side lobes reach a little
  CHECK(std::abs(middle(Kind::kRolloff)[0] - 440.0F) < 2.0F * 16000 / 2048);
  CHECK(middle(Kind::kRms)[0] == doctest::Approx(0.5 / std::numbers::sqrt2).epsilon(1e-3));
  CHECK(middle(Kind::kZeroCrossingRate)[0] == doctest::Approx(2.0 * 440 / 16000).epsilon(0.02));
  const std::vector<float> chroma = middle(Kind::kChroma);
  CHECK(std::max_element(chroma.begin(), chroma.end()) - chroma.begin() == 9);  // A
}

TEST_CASE("features: deltas of a clip with fewer frames than the fit use the frames there are") {
  // RMS of a ramp in blocks: five frames that rise by 0.1 each.
  std::vector<float> samples;
  for (int block = 0; block < 5; ++block) samples.insert(samples.end(), 100, 0.1F * static_cast<float>(block + 1));
  const FeatureConfig config{.kind = Kind::kRms, .n_fft = 100, .hop_length = 100, .center = false, .deltas = 2};
  const Tensor features = extract(config, samples);
  REQUIRE(features.shape == Shape{5, 3});
  for (std::size_t t = 0; t < 5; ++t) {
    CHECK(features.data[3 * t + 1] == doctest::Approx(0.1).epsilon(1e-5));
    CHECK(std::abs(features.data[3 * t + 2]) < 1e-6F);
  }
  const Tensor one = extract(config, std::span(samples).first(100));
  CHECK(one.data[1] == 0.0F);
  CHECK(one.data[2] == 0.0F);
}

TEST_CASE("features: pooling averages as defined") {
  const std::vector<float> samples = noise(4321);
  FeatureConfig config = small_config(Kind::kMel);
  const Tensor frames = extract(config, samples);
  const auto num_frames = static_cast<std::size_t>(frames.shape[0]);
  const auto mean = [&](std::size_t begin, std::size_t end, std::size_t c) {
    double sum = 0.0;
    for (std::size_t t = begin; t < end; ++t) sum += frames.data[t * 24 + c];
    return sum / static_cast<double>(end - begin);
  };
  config.pooling = Pooling::kMeanStd;
  const Tensor statistics = extract(config, samples);
  REQUIRE(statistics.shape == Shape{1, 48});
  for (std::size_t c = 0; c < 24; ++c) {
    double squares = 0.0;
    for (std::size_t t = 0; t < num_frames; ++t)
      squares += std::pow(frames.data[t * 24 + c] - mean(0, num_frames, c), 2);
    CHECK(statistics.data[c] == doctest::Approx(mean(0, num_frames, c)).epsilon(1e-5));
    CHECK(statistics.data[24 + c] ==
          doctest::Approx(std::sqrt(squares / static_cast<double>(num_frames))).epsilon(1e-5));
  }
  // More bins than frames repeat frames; fewer overlap by at most one.
  for (const std::size_t bins : {1U, 7U, 200U}) {
    config.pooling = Pooling::kBins;
    config.pool_bins = static_cast<int>(bins);
    const Tensor pooled = extract(config, samples);
    REQUIRE(pooled.shape == Shape{static_cast<std::int64_t>(bins), 24});
    for (std::size_t b = 0; b < bins; ++b) {
      const std::size_t begin = b * num_frames / bins;
      const std::size_t end = ((b + 1) * num_frames + bins - 1) / bins;
      CHECK(pooled.data[b * 24 + 3] == doctest::Approx(mean(begin, end, 3)).epsilon(1e-5));
    }
  }
}

TEST_CASE("features: num_frames fills up with rows of zeros or cuts the last rows off, and nothing else changes") {
  const std::vector<float> samples = noise(4000);
  for (const Kind kind : {Kind::kLogMel, Kind::kMfcc, Kind::kRms, Kind::kWaveform}) {
    for (const int deltas : {0, 1}) {
      FeatureConfig config = small_config(kind);
      config.deltas = deltas;
      const Tensor plain = extract(config, samples);
      for (const int wanted : {7, static_cast<int>(plain.shape[0]), 5000}) {
        config.num_frames = wanted;
        const Tensor fixed = extract(config, samples);
        CHECK(fixed.shape == Shape{wanted, plain.shape[1]});
        CHECK(config.num_rows(4000) == wanted);
        const std::size_t shared = std::min(plain.data.size(), fixed.data.size());
        CHECK(std::equal(plain.data.begin(), plain.data.begin() + static_cast<std::ptrdiff_t>(shared),
                         fixed.data.begin()));
        CHECK(std::all_of(fixed.data.begin() + static_cast<std::ptrdiff_t>(shared), fixed.data.end(),
                          [](float x) { return x == 0.0F; }));
        FeatureExtractor extractor(config);
        Rng rng(2);
        CHECK(in_chunks(extractor, samples, 0, rng) == fixed.data);
        CHECK(in_chunks(extractor, samples, 13, rng) == fixed.data);
      }
    }
  }
}

TEST_CASE("features: a waveform of two channels has a column for each, however the samples are cut") {
  FeatureConfig config = small_config(Kind::kWaveform);
  config.channels = 2;
  config.num_frames = 600;
  const std::vector<float> samples = noise(1000);  // 500 moments
  FeatureExtractor extractor(config);
  Rng rng(4);
  for (const std::size_t chunk : {1U, 3U, 0U}) {
    const std::vector<float> rows = in_chunks(extractor, samples, chunk, rng);
    REQUIRE(rows.size() == 1200);
    CHECK(std::equal(samples.begin(), samples.end(), rows.begin()));
    CHECK(rows[1000] == 0.0F);
  }
  extractor.reset();
  extractor.accept(std::span(samples).first(7));
  CHECK(extractor.frames_ready() == 3);
}
