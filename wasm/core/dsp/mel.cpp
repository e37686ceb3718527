#include "dsp/mel.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace earshot::dsp {
namespace {

// Logarithms here are to base 10, and powers go through exp: in WebAssembly the double-precision log and pow bring
// tables of 4 kB each, which do not compress.
double power_of_ten(double x) { return std::exp(std::numbers::ln10 * x); }

// Slaney's scale: 3 mel per 200 Hz up to 1000 Hz (15 mel), then 27 mel per factor of 6.4.
constexpr double kHzPerMel = 200.0 / 3.0;
constexpr double kLogStartHz = 1000.0;
constexpr double kLogStartMel = kLogStartHz / kHzPerMel;
const double kDecadesPerMel = std::log10(6.4) / 27.0;

}  // namespace

double hz_to_mel(double hz, MelScale scale) {
  if (scale == MelScale::kHtk) return 2595.0 * std::log10(1.0 + hz / 700.0);
  return hz < kLogStartHz ? hz / kHzPerMel : kLogStartMel + std::log10(hz / kLogStartHz) / kDecadesPerMel;
}

double mel_to_hz(double mel, MelScale scale) {
  if (scale == MelScale::kHtk) return 700.0 * (power_of_ten(mel / 2595.0) - 1.0);
  return mel < kLogStartMel ? mel * kHzPerMel : kLogStartHz * power_of_ten(kDecadesPerMel * (mel - kLogStartMel));
}

MelFilterbank::MelFilterbank(const MelOptions& options) : num_fft_bins_(options.n_fft / 2 + 1) {
  // Filter i rises from corner i to i + 1 and falls to i + 2. Corners are in Hz, and on the axis over which sides are
  // straight.
  std::vector<double> corners(static_cast<std::size_t>(options.n_mels) + 2);
  std::vector<double> axis(corners.size());
  const double low = hz_to_mel(options.f_min_hz, options.scale);
  const double high = hz_to_mel(options.f_max_hz, options.scale);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const double position = static_cast<double>(i) / static_cast<double>(corners.size() - 1);
    const double mel = low + (high - low) * position;
    corners[i] = mel_to_hz(mel, options.scale);
    axis[i] = options.triangles == MelTriangles::kMel ? mel : corners[i];
  }
  const double bin_hz = static_cast<double>(options.sample_rate) / options.n_fft;

  for (std::size_t i = 0; i < static_cast<std::size_t>(options.n_mels); ++i) {
    const double rise = axis[i + 1] - axis[i];
    const double fall = axis[i + 2] - axis[i + 1];
    const double scale = options.norm == MelNorm::kSlaney ? 2.0 / (corners[i + 2] - corners[i]) : 1.0;
    Filter filter{.first_bin = 0, .num_bins = 0, .first_weight = static_cast<int>(weights_.size())};
    // Only bins between the outer corners can have a weight.
    const int begin = std::max(0, static_cast<int>(std::floor(corners[i] / bin_hz)));
    const int end = std::min(num_fft_bins_, static_cast<int>(std::ceil(corners[i + 2] / bin_hz)) + 1);
    for (int bin = begin; bin < end; ++bin) {
      const double hz = bin * bin_hz;
      const double at = options.triangles == MelTriangles::kMel ? hz_to_mel(hz, options.scale) : hz;
      const double weight = std::min((at - axis[i]) / rise, (axis[i + 2] - at) / fall);
      if (!(weight > 0.0)) continue;
      if (filter.num_bins == 0) filter.first_bin = bin;
      weights_.push_back(static_cast<float>(weight * scale));
      ++filter.num_bins;
    }
    filters_.push_back(filter);
  }
}

int MelFilterbank::num_empty() const {
  return static_cast<int>(
      std::count_if(filters_.begin(), filters_.end(), [](const Filter& f) { return f.num_bins == 0; }));
}

std::vector<float> MelFilterbank::dense() const {
  std::vector<float> matrix(filters_.size() * static_cast<std::size_t>(num_fft_bins_), 0.0F);
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    const Filter& f = filters_[i];
    const auto row = static_cast<std::ptrdiff_t>(i) * num_fft_bins_;
    std::copy_n(weights_.begin() + f.first_weight, f.num_bins, matrix.begin() + row + f.first_bin);
  }
  return matrix;
}

void MelFilterbank::apply(std::span<const Lanes> power, std::span<Lanes> mel) const {
  const auto add = [&](const Filter& f, int from, int to, Lanes sum) {
    const float* weights = weights_.data() + f.first_weight;
    const Lanes* bins = power.data() + f.first_bin;
    for (int j = from; j < to; ++j) sum += weights[j] * bins[j];
    return sum;
  };
  // Two filters side by side: a sum waits for its last addition at each bin, two wait together.
  std::size_t i = 0;
  for (; i + 2 <= filters_.size(); i += 2) {
    const Filter& f = filters_[i];
    const Filter& g = filters_[i + 1];
    const float* f_weights = weights_.data() + f.first_weight;
    const float* g_weights = weights_.data() + g.first_weight;
    const Lanes* f_bins = power.data() + f.first_bin;
    const Lanes* g_bins = power.data() + g.first_bin;
    const int common = std::min(f.num_bins, g.num_bins);
    Lanes f_sum = 0.0F;
    Lanes g_sum = 0.0F;
    for (int j = 0; j < common; ++j) {
      f_sum += f_weights[j] * f_bins[j];
      g_sum += g_weights[j] * g_bins[j];
    }
    mel[i] = add(f, common, f.num_bins, f_sum);
    mel[i + 1] = add(g, common, g.num_bins, g_sum);
  }
  for (; i < filters_.size(); ++i) mel[i] = add(filters_[i], 0, filters_[i].num_bins, 0.0F);
}

}  // namespace earshot::dsp
