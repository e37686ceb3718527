// Per-channel energy normalisation: librosa.pcen(scale * mel). n_mels values per frame.
//   M[t] = (1 - b) M[t-1] + b S[t],  M[-1] = 1           (lfilter with the unit step's steady state, unscaled)
//   out  = (S (eps + M)^-gain + bias)^power - bias^power
// Wang et al., Trainable Frontend for Robust and Far-Field Keyword Spotting, ICASSP 2017; smoothing
// coefficient b from the time constant as in librosa.
#include <algorithm>
#include <cmath>
#include <vector>

#include "features/frame_feature.h"
#include "features/mel_options.h"

namespace earshot::features {
namespace {

class Pcen final : public FrameFeature {
 public:
  explicit Pcen(const FeatureConfig& config)
      : filters_(mel_options(config)), pcen_(config.pcen), smooth_(static_cast<std::size_t>(config.n_mels)) {
    const double frames = static_cast<double>(pcen_.time_constant_s) * config.sample_rate / config.hop_length;
    const double squared = 2.0 * frames * frames;
    // (sqrt(1 + 2 q) - 1) / q, written so that it does not cancel for long time constants.
    b_ = static_cast<float>(2.0 / (std::sqrt(1.0 + 2.0 * squared) + 1.0));
    reset();
  }

  [[nodiscard]] int num_values() const override { return filters_.num_mels(); }

  void compute(std::span<const Lanes> power, int count, std::span<Lanes> values) override {
    filters_.apply(power, values);
    for (std::size_t m = 0; m < values.size(); ++m) {
      for (int lane = 0; lane < count; ++lane) {  // in order of time
        const float energy = values[m][lane] * pcen_.scale;
        smooth_[m] = (1.0F - b_) * smooth_[m] + b_ * energy;
        values[m].set(lane, compress(energy, smooth_[m]));
      }
    }
  }

  void reset() override { std::fill(smooth_.begin(), smooth_.end(), 1.0F); }

 private:
  [[nodiscard]] float compress(float energy, float smooth) const {
    const float normalized = energy * std::exp(-pcen_.gain * std::log(pcen_.eps + smooth));
    if (pcen_.power == 0.0F) return std::log1p(normalized);
    if (pcen_.bias == 0.0F) return std::pow(normalized, pcen_.power);
    // (normalized + bias)^power - bias^power without cancellation for quiet bands.
    return std::pow(pcen_.bias, pcen_.power) * std::expm1(pcen_.power * std::log1p(normalized / pcen_.bias));
  }

  dsp::MelFilterbank filters_;
  PcenConfig pcen_;
  float b_ = 0.0F;
  std::vector<float> smooth_;  // M above, per band
};

}  // namespace

std::unique_ptr<FrameFeature> make_pcen(const FeatureConfig& config) { return std::make_unique<Pcen>(config); }

}  // namespace earshot::features
