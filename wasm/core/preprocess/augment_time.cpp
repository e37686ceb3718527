// The two changes of WaveformAugmenter that move samples in time.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "preprocess/augment.h"

namespace earshot::preprocess {
namespace {

constexpr int kZeroCrossings = 16;  // on each side
constexpr int kSteps = 256;         // table entries between two zero crossings, read with linear interpolation

// sinc(t) times a Hann window that ends at kZeroCrossings; index t * kSteps.
const std::array<float, kZeroCrossings * kSteps + 2>& sinc_table() {
  static const auto table = [] {
    std::array<float, kZeroCrossings * kSteps + 2> out{};
    for (std::size_t i = 0; i < kZeroCrossings * kSteps; ++i) {
      const double t = static_cast<double>(i) / kSteps;
      const double x = std::numbers::pi * t;
      const double window = 0.5 + 0.5 * std::cos(x / kZeroCrossings);
      out[i] = static_cast<float>(i == 0 ? 1.0 : std::sin(x) / x * window);
    }
    return out;
  }();
  return table;
}

struct Splice {
  std::size_t length, hop, tolerance;
};

// Where near `due` a piece should begin to continue, over the overlap, what followed the piece before (`natural`): the
// largest cross-correlation, normalised by the candidate's energy. Every fourth sample and offset first, then the
// neighbours.
std::size_t best_start(std::span<const float> x, std::size_t natural, std::size_t due, const Splice& splice) {
  const std::size_t last = x.size() - splice.length;
  const std::size_t low = std::min(last, due > splice.tolerance ? due - splice.tolerance : 0);
  const std::size_t high = std::min(last, due + splice.tolerance);
  const auto similarity = [&](std::size_t start, std::size_t step) {
    float product = 0.0F;
    float energy = 1e-9F;
    for (std::size_t i = 0; i < splice.hop; i += step) {
      product += x[start + i] * x[natural + i];
      energy += x[start + i] * x[start + i];
    }
    return product / std::sqrt(energy);
  };
  const auto search = [&](std::size_t from, std::size_t to, std::size_t step) {
    std::size_t best = from;
    float most = similarity(from, step);
    for (std::size_t start = from + step; start <= to; start += step) {
      if (const float s = similarity(start, step); s > most) most = s, best = start;
    }
    return best;
  };
  constexpr std::size_t kCoarse = 4;
  const std::size_t coarse = search(low, high, kCoarse);
  return search(coarse - low < kCoarse ? low : coarse - kCoarse + 1, std::min(high, coarse + kCoarse - 1), 1);
}

}  // namespace

void play_faster(std::span<const float> x, double factor, std::span<float> out) noexcept {
  const auto& table = sinc_table();
  const double band = std::min(1.0, 1.0 / factor);  // of the input's Nyquist frequency
  const double reach = kZeroCrossings / band;
  const auto n = static_cast<std::ptrdiff_t>(x.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double position = static_cast<double>(i) * factor;
    const auto first = std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(std::ceil(position - reach)));
    const auto last = std::min<std::ptrdiff_t>(n - 1, static_cast<std::ptrdiff_t>(std::floor(position + reach)));
    float sum = 0.0F;
    for (std::ptrdiff_t k = first; k <= last; ++k) {
      const double at = std::abs(static_cast<double>(k) - position) * band * kSteps;
      const auto cell = static_cast<std::size_t>(at);
      const auto fraction = static_cast<float>(at - static_cast<double>(cell));
      sum += x[static_cast<std::size_t>(k)] * (table[cell] + fraction * (table[cell + 1] - table[cell]));
    }
    out[i] = sum * static_cast<float>(band);
  }
}

void time_stretch(std::span<const float> x, int sample_rate, std::span<float> out) noexcept {
  Splice splice;
  splice.hop = std::max<std::size_t>(4, static_cast<std::size_t>(sample_rate) / 50);  // 20 ms
  splice.length = 2 * splice.hop;
  splice.tolerance = splice.hop / 2;
  std::fill(out.begin(), out.end(), 0.0F);
  if (x.size() < 2 * splice.length) {  // too short to have anything to search in
    std::copy_n(x.begin(), std::min(x.size(), out.size()), out.begin());
    return;
  }
  const double ratio = static_cast<double>(x.size()) / static_cast<double>(out.size());
  const std::size_t last = x.size() - splice.length;
  std::size_t start = 0;
  for (std::size_t at = 0; at < out.size(); at += splice.hop) {
    const auto due = std::min(last, static_cast<std::size_t>(static_cast<double>(at) * ratio));
    if (at > 0) start = best_start(x, std::min(last, start + splice.hop), due, splice);
    const std::size_t n = std::min(splice.length, out.size() - at);
    for (std::size_t i = 0; i < n; ++i) {
      // A periodic Hann window and itself half a length later add up to 1; the first piece has none before it.
      const bool alone = at == 0 && i < splice.hop;
      const double phase = 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(splice.length);
      const auto window = static_cast<float>(alone ? 1.0 : 0.5 - 0.5 * std::cos(phase));
      out[at + i] += window * x[start + i];
    }
  }
}

}  // namespace earshot::preprocess
