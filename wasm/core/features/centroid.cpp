// Spectral centroid in Hz: librosa.feature.spectral_centroid. One value; 0 for a silent frame.
#include "features/frame_feature.h"
#include "features/spectral_moments.h"

namespace earshot::features {
namespace {

class Centroid final : public FrameFeature {
 public:
  explicit Centroid(float bin_hz) : bin_hz_(bin_hz) {}
  [[nodiscard]] FrameInput input() const override { return FrameInput::kMagnitude; }
  [[nodiscard]] int num_values() const override { return 1; }
  void compute(std::span<const Lanes> magnitude, int /*count*/, std::span<Lanes> values) override {
    values[0] = spectral_centre(magnitude, bin_hz_).hz;
  }

 private:
  float bin_hz_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_centroid(const FeatureConfig& config) {
  return std::make_unique<Centroid>(config.bin_hz());
}

}  // namespace earshot::features
