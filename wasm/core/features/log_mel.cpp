// Log-mel spectrogram of one frame at a time: 10 log10(max(mel + log_offset, amin)), or with ln.
// What needs the whole clip (ref = max, top_db) follows in decibel_range.h.
#include "dsp/log.h"
#include "features/frame_feature.h"
#include "features/mel_options.h"

namespace earshot::features {
namespace {

class LogMel final : public FrameFeature {
 public:
  explicit LogMel(const FeatureConfig& config)
      : filters_(mel_options(config)),
        input_(mel_input(config)),
        amin_(config.amin),
        log_offset_(config.log_offset),
        decibels_(config.log_scale == LogScale::kDb) {}
  [[nodiscard]] FrameInput input() const override { return input_; }
  [[nodiscard]] int num_values() const override { return filters_.num_mels(); }
  void compute(std::span<const Lanes> spectrum, int /*count*/, std::span<Lanes> values) override {
    filters_.apply(spectrum, values);
    for (Lanes& value : values) {
      const Lanes floored = max(value + log_offset_, amin_);
      value = decibels_ ? dsp::decibels(floored) : dsp::log(floored);
    }
  }

 private:
  dsp::MelFilterbank filters_;
  FrameInput input_;
  Lanes amin_;
  Lanes log_offset_;
  bool decibels_;
};

}  // namespace

std::unique_ptr<FrameFeature> make_log_mel(const FeatureConfig& config) { return std::make_unique<LogMel>(config); }

}  // namespace earshot::features
