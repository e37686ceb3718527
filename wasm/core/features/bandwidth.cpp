// Spectral bandwidth in Hz: librosa.feature.spectral_bandwidth(p=2, norm=True), the standard deviation of
// frequency weighted by magnitude. One value; 0 for a silent frame.
#include "features/frame_feature.h"
#include "features/spectral_moments.h"

namespace earshot::features {
namespace {

class Bandwidth final : public FrameFeature {
 public:
  explicit Bandwidth(float bin_hz) : bin_hz_(bin_hz) {}
  [[nodiscard]] FrameInput input() const override { return FrameInput::kMagnitude; }
  [[nodiscard]] int num_values() const override { return 1; }
  void compute(std::span<const Lanes> magnitude, int /*count*/, std::span<Lanes> values) override {
    const SpectralCentre centre = spectral_centre(magnitude, bin_hz_);
    Lanes variance = 0.0F;
    for (std::size_t k = 0; k < magnitude.size(); ++k) {
      const Lanes distance = static_cast<float>(k) * bin_hz_ - centre.hz;
      variance += magnitude[k] * distance * distance;
    }
    values[0] = sqrt(variance / select(centre.total.v > 0.0F, centre.total, 1.0F));
  }

 private:
  float bin_hz_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_bandwidth(const FeatureConfig& config) {
  return std::make_unique<Bandwidth>(config.bin_hz());
}

}  // namespace earshot::features
