// Roll-off frequency in Hz: librosa.feature.spectral_rolloff, the lowest bin at which the running sum of
// magnitudes reaches roll_percent of the total. One value; 0 for a silent frame.
#include "features/frame_feature.h"

namespace earshot::features {
namespace {

class Rolloff final : public FrameFeature {
 public:
  Rolloff(float bin_hz, float roll_percent) : bin_hz_(bin_hz), roll_percent_(roll_percent) {}
  [[nodiscard]] FrameInput input() const override { return FrameInput::kMagnitude; }
  [[nodiscard]] int num_values() const override { return 1; }
  void compute(std::span<const Lanes> magnitude, int /*count*/, std::span<Lanes> values) override {
    Lanes total = 0.0F;
    for (const Lanes x : magnitude) total += x;
    const Lanes threshold = total * roll_percent_;
    Lanes running = 0.0F;
    Lanes::Bits bins_below{};
    for (const Lanes x : magnitude) {
      running += x;
      bins_below -= running.v < threshold.v;  // a set mask is -1
    }
    values[0] = Lanes(__builtin_convertvector(bins_below, Lanes::Vector)) * bin_hz_;
  }

 private:
  float bin_hz_;
  float roll_percent_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_rolloff(const FeatureConfig& config) {
  return std::make_unique<Rolloff>(config.bin_hz(), config.roll_percent);
}

}  // namespace earshot::features
