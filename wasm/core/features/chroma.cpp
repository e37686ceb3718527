// Chromagram: librosa.feature.chroma_stft(S=power, tuning=0, norm=inf). n_chroma values from C upwards, the
// largest of a frame being 1; all 0 for a silent frame.
#include "dsp/chroma.h"

#include <cstddef>
#include <limits>
#include <vector>

#include "features/frame_feature.h"

namespace earshot::features {
namespace {

class Chroma final : public FrameFeature {
 public:
  explicit Chroma(const FeatureConfig& config)
      : n_chroma_(config.n_chroma), weights_(dsp::chroma_filters(config.sample_rate, config.n_fft, config.n_chroma)) {}
  [[nodiscard]] int num_values() const override { return n_chroma_; }

  void compute(std::span<const Lanes> power, int /*count*/, std::span<Lanes> values) override {
    Lanes largest = 0.0F;
    for (std::size_t c = 0; c < values.size(); ++c) {
      const float* row = weights_.data() + c * power.size();
      Lanes sum = 0.0F;
      for (std::size_t k = 0; k < power.size(); ++k) sum += row[k] * power[k];
      values[c] = sum;
      largest = max(largest, sum);
    }
    // librosa.util.normalize leaves columns alone whose norm is below the smallest normal float.
    const Lanes scale = select(largest.v < std::numeric_limits<float>::min(), 1.0F, largest);
    for (Lanes& value : values) value /= scale;
  }

 private:
  int n_chroma_;
  std::vector<float> weights_;  // [n_chroma, n_fft / 2 + 1]
};

}  // namespace

std::unique_ptr<FrameFeature> make_chroma(const FeatureConfig& config) { return std::make_unique<Chroma>(config); }

}  // namespace earshot::features
