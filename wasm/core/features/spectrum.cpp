// Magnitude and power spectrogram: np.abs(librosa.stft(y)) and its square. One value per FFT bin.
#include <algorithm>

#include "features/frame_feature.h"

namespace earshot::features {
namespace {

class Spectrum final : public FrameFeature {
 public:
  Spectrum(int n_fft, FrameInput input) : num_bins_(n_fft / 2 + 1), input_(input) {}
  [[nodiscard]] FrameInput input() const override { return input_; }
  [[nodiscard]] int num_values() const override { return num_bins_; }
  void compute(std::span<const Lanes> input, int /*count*/, std::span<Lanes> values) override {
    std::copy(input.begin(), input.end(), values.begin());
  }

 private:
  int num_bins_;
  FrameInput input_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_spectrum(const FeatureConfig& config) {
  return std::make_unique<Spectrum>(config.n_fft, FrameInput::kMagnitude);
}

std::unique_ptr<FrameFeature> make_power(const FeatureConfig& config) {
  return std::make_unique<Spectrum>(config.n_fft, FrameInput::kPower);
}

}  // namespace earshot::features
