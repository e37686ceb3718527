// Mel spectrogram: librosa.feature.melspectrogram(power=1 or 2). n_mels values per frame.
#include "features/frame_feature.h"
#include "features/mel_options.h"

namespace earshot::features {
namespace {

class Mel final : public FrameFeature {
 public:
  explicit Mel(const FeatureConfig& config) : filters_(mel_options(config)), input_(mel_input(config)) {}
  [[nodiscard]] FrameInput input() const override { return input_; }
  [[nodiscard]] int num_values() const override { return filters_.num_mels(); }
  void compute(std::span<const Lanes> spectrum, int /*count*/, std::span<Lanes> mel) override {
    filters_.apply(spectrum, mel);
  }

 private:
  dsp::MelFilterbank filters_;
  FrameInput input_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_mel(const FeatureConfig& config) { return std::make_unique<Mel>(config); }

}  // namespace earshot::features
