// Spectral flatness: librosa.feature.spectral_flatness(power=2, amin=1e-10), geometric over arithmetic mean of
// the power spectrum. One value in (0, 1]; 1 for a silent frame.
#include <cmath>

#include "dsp/log.h"
#include "features/frame_feature.h"

namespace earshot::features {
namespace {

// librosa's own floor; FeatureConfig::amin belongs to the decibel scale.
constexpr float kFloor = 1e-10F;

class Flatness final : public FrameFeature {
 public:
  [[nodiscard]] int num_values() const override { return 1; }
  void compute(std::span<const Lanes> power, int /*count*/, std::span<Lanes> values) override {
    Lanes sum = 0.0F;
    Lanes log_sum = 0.0F;
    for (const Lanes x : power) {
      const Lanes floored = max(x, kFloor);
      sum += floored;
      log_sum += dsp::log(floored);
    }
    const auto n = static_cast<float>(power.size());
    for (int lane = 0; lane < Lanes::kCount; ++lane) {
      values[0].set(lane, std::exp(log_sum[lane] / n) / (sum[lane] / n));
    }
  }
};

}  // namespace

std::unique_ptr<FrameFeature> make_flatness(const FeatureConfig& /*config*/) { return std::make_unique<Flatness>(); }

}  // namespace earshot::features
