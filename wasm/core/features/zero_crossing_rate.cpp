// Share of neighbouring samples in a frame whose signs differ:
// librosa.feature.zero_crossing_rate(y, frame_length=win_length). One value.
// |x| <= 1e-10 counts as +0, as there (threshold, zero_pos=True, pad=False).
#include "features/frame_feature.h"

namespace earshot::features {
namespace {

constexpr float kThreshold = 1e-10F;

class ZeroCrossingRate final : public FrameFeature {
 public:
  [[nodiscard]] FrameInput input() const override { return FrameInput::kSamples; }
  [[nodiscard]] int num_values() const override { return 1; }
  void compute(std::span<const Lanes> samples, int /*count*/, std::span<Lanes> values) override {
    const Lanes::Vector limit = Lanes(-kThreshold).v;
    Lanes::Bits was_negative = samples[0].v < limit;
    Lanes::Bits crossings{};
    for (const Lanes x : samples) {
      const Lanes::Bits negative = x.v < limit;
      crossings -= negative ^ was_negative;  // a set mask is -1
      was_negative = negative;
    }
    values[0] = Lanes(__builtin_convertvector(crossings, Lanes::Vector)) / static_cast<float>(samples.size());
  }
};

}  // namespace

std::unique_ptr<FrameFeature> make_zero_crossing_rate(const FeatureConfig& /*config*/) {
  return std::make_unique<ZeroCrossingRate>();
}

}  // namespace earshot::features
