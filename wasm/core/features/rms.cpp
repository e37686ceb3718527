// Root mean square of the samples of a frame: librosa.feature.rms(y=y, frame_length=win_length). One value.
#include "features/frame_feature.h"

namespace earshot::features {
namespace {

class Rms final : public FrameFeature {
 public:
  [[nodiscard]] FrameInput input() const override { return FrameInput::kSamples; }
  [[nodiscard]] int num_values() const override { return 1; }
  void compute(std::span<const Lanes> samples, int /*count*/, std::span<Lanes> values) override {
    Lanes sum = 0.0F;
    for (const Lanes x : samples) sum += x * x;
    values[0] = sqrt(sum / static_cast<float>(samples.size()));
  }
};

}  // namespace

std::unique_ptr<FrameFeature> make_rms(const FeatureConfig& /*config*/) { return std::make_unique<Rms>(); }

}  // namespace earshot::features
