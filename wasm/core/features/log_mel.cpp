// Log-mel spectrogram of one frame at a time: 10 log10(max(mel, amin)) or ln(max(mel, amin)).
// What needs the whole clip (ref = max, top_db) follows in decibel_range.h.
#include "dsp/log.h"
#include "features/frame_feature.h"
#include "features/mel_options.h"

namespace earshot::features {
namespace {

class LogMel final : public FrameFeature {
 public:
  explicit LogMel(const FeatureConfig& config)
      : filters_(mel_options(config)), amin_(config.amin), decibels_(config.log_scale == LogScale::kDb) {}
  [[nodiscard]] int num_values() const override { return filters_.num_mels(); }
  void compute(std::span<const Lanes> power, int /*count*/, std::span<Lanes> values) override {
    filters_.apply(power, values);
    for (Lanes& value : values) {
      const Lanes floored = max(value, amin_);
      value = decibels_ ? dsp::decibels(floored) : dsp::log(floored);
    }
  }

 private:
  dsp::MelFilterbank filters_;
  Lanes amin_;
  bool decibels_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_log_mel(const FeatureConfig& config) { return std::make_unique<LogMel>(config); }

}  // namespace earshot::features
