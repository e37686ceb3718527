#include "audio/polyphase_filter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/lanes.h"

namespace earshot::audio {
namespace {

constexpr double kAttenuationDb = 96.0;
constexpr double kPassBand = 0.9;  // of the lower Nyquist frequency; the stop-band starts at 1
constexpr double kCutoff = 0.5 * (kPassBand + 1.0);
// Kaiser (1974): beta for this attenuation, and taps = (A - 7.95) / (14.36 * transition / rate).
constexpr double kBeta = 0.1102 * (kAttenuationDb - 8.7);
constexpr double kHalfWidth = 0.5 * (kAttenuationDb - 7.95) / (14.36 * 0.5 * (1.0 - kPassBand));  // lower-rate periods

// An exact table up to 2 MB (it has to stay in the cache); every pair of common audio rates is far below.
constexpr std::int64_t kMaxExactTable = std::int64_t{1} << 19;
// Rows per period of the lower rate when interpolating. Between rows 1/P apart a tone at the band's edge (pi per
// period) errs by (pi/P)^2 / 8: at 1024 that is -118 dB, far below the stop-band.
constexpr double kInterpolatedRows = 1024.0;
constexpr std::int64_t kMinInterpolatedRows = 4;

// Modified Bessel function of the first kind, order 0, by its power series (libc++ has no std::cyl_bessel_i).
double bessel_i0(double x) {
  const double quarter_square = 0.25 * x * x;
  double term = 1.0;
  double sum = 1.0;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= quarter_square / (static_cast<double>(k) * k);
    sum += term;
  }
  return sum;
}

double sinc(double x) {
  if (std::abs(x) < 1e-9) return 1.0;
  return std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

// n is a multiple of 16. Four independent sums hide the latency of the addition; lanes of a fixed width make the order
// of additions the same everywhere.
float dot(const float* x, const float* h, std::int64_t n) noexcept {
  Lanes a = 0.0F;
  Lanes b = 0.0F;
  Lanes c = 0.0F;
  Lanes d = 0.0F;
  for (std::int64_t i = 0; i < n; i += 16) {
    a += Lanes::load(x + i) * Lanes::load(h + i);
    b += Lanes::load(x + i + 4) * Lanes::load(h + i + 4);
    c += Lanes::load(x + i + 8) * Lanes::load(h + i + 8);
    d += Lanes::load(x + i + 12) * Lanes::load(h + i + 12);
  }
  const Lanes sum = (a + b) + (c + d);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// One row: the filter for an output `fraction` of an input period after tap n/2 - 1. Tap j lies
// fraction + n/2 - 1 - j periods before the output. `bandwidth`: lower rate / input rate.
void design_row(double fraction, double bandwidth, std::int64_t num_taps, float* row) {
  const auto half = static_cast<double>(num_taps / 2);
  std::vector<double> taps(static_cast<std::size_t>(num_taps));
  double sum = 0.0;
  for (std::int64_t j = 0; j < num_taps; ++j) {
    const double t = fraction + half - 1.0 - static_cast<double>(j);
    const double edge = 1.0 - (t / half) * (t / half);
    const double value = edge <= 0.0 ? 0.0 : sinc(kCutoff * bandwidth * t) * bessel_i0(kBeta * std::sqrt(edge));
    taps[static_cast<std::size_t>(j)] = value;
    sum += value;
  }
  // Unit sum in every phase: a constant stays exactly constant.
  for (std::int64_t j = 0; j < num_taps; ++j) row[j] = static_cast<float>(taps[static_cast<std::size_t>(j)] / sum);
}

}  // namespace

PolyphaseFilter::PolyphaseFilter(std::int64_t up, std::int64_t down) : up_(up) {
  const double bandwidth = std::min(1.0, static_cast<double>(up) / static_cast<double>(down));
  // Rounded up to eight a side, so that rows are whole groups of 16.
  num_taps_ = 16 * static_cast<std::int64_t>(std::ceil(kHalfWidth / bandwidth / 8.0));
  interpolated_ = up > kMaxExactTable / num_taps_;
  num_rows_ = up;
  if (interpolated_) {
    num_rows_ = std::max(kMinInterpolatedRows, static_cast<std::int64_t>(std::ceil(kInterpolatedRows * bandwidth)));
  }
  const std::int64_t stored_rows = num_rows_ + (interpolated_ ? 1 : 0);
  rows_.resize(static_cast<std::size_t>(stored_rows * num_taps_));
  for (std::int64_t r = 0; r < stored_rows; ++r) {
    design_row(static_cast<double>(r) / static_cast<double>(num_rows_), bandwidth, num_taps_,
               rows_.data() + r * num_taps_);
  }
}

float PolyphaseFilter::apply(const float* x, std::int64_t phase) const noexcept {
  if (!interpolated_) return dot(x, rows_.data() + phase * num_taps_, num_taps_);
  const std::int64_t scaled = phase * num_rows_;
  const float* row = rows_.data() + (scaled / up_) * num_taps_;
  const float between = static_cast<float>(scaled % up_) / static_cast<float>(up_);
  const float low = dot(x, row, num_taps_);
  const float high = dot(x, row + num_taps_, num_taps_);
  return low + between * (high - low);
}

}  // namespace earshot::audio
