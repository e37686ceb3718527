// Cost of the transform and of each feature, microseconds per frame and times real time, as one JSON line each.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "base/rng.h"
#include "dsp/fft.h"
#include "features/feature_extractor.h"

namespace {

using earshot::Lanes;
using earshot::features::FeatureConfig;
using earshot::features::FeatureExtractor;
using earshot::features::Kind;
using Clock = std::chrono::steady_clock;

constexpr int kRepeats = 7;
constexpr int kClipSeconds = 30;

// The best of several runs: what the code costs when nothing else happens.
template <class Body>
double best_seconds(Body body) {
  double best = 1e9;
  for (int i = 0; i < kRepeats; ++i) {
    const auto begin = Clock::now();
    body();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return best;
}

void bench_fft(int n) {
  earshot::dsp::RealFft fft(n);
  earshot::Rng rng(1);
  std::vector<Lanes> frames(static_cast<std::size_t>(n));
  for (Lanes& x : frames) x = static_cast<float>(rng.uniform(-1.0, 1.0));
  std::vector<Lanes> power(static_cast<std::size_t>(fft.num_bins()));
  constexpr int kCalls = 2000;
  const double seconds = best_seconds([&] {
    for (int i = 0; i < kCalls; ++i) fft.power(frames, power);
  });
  std::printf("{\"bench\":\"fft\",\"n\":%d,\"us_per_frame\":%.3f}\n", n, seconds * 1e6 / (kCalls * Lanes::kCount));
}

void bench_feature(const FeatureConfig& config) {
  earshot::Rng rng(1);
  std::vector<float> clip(static_cast<std::size_t>(config.sample_rate * kClipSeconds));
  for (float& x : clip) x = static_cast<float>(rng.uniform(-0.5, 0.5));
  FeatureExtractor extractor(config);
  extractor.reserve_seconds(kClipSeconds);
  const double seconds = best_seconds([&] {
    extractor.reset();
    extractor.accept(clip);
    extractor.finish();
  });
  std::printf("{\"bench\":\"%s\",\"us_per_frame\":%.3f,\"times_real_time\":%.0f}\n",
              std::string(earshot::features::kind_name(config.kind)).c_str(), seconds * 1e6 / extractor.frames_ready(),
              kClipSeconds / seconds);
}

}  // namespace

int main() {
  for (const int n : {256, 400, 512, 1024, 2048}) bench_fft(n);
  for (const Kind kind :
       {Kind::kPower, Kind::kMel, Kind::kLogMel, Kind::kMfcc, Kind::kRms, Kind::kZeroCrossingRate, Kind::kCentroid,
        Kind::kBandwidth, Kind::kRolloff, Kind::kFlatness, Kind::kChroma, Kind::kPcen}) {
    bench_feature({.kind = kind, .n_fft = 1024, .hop_length = 512, .n_mels = 64});
  }
}
