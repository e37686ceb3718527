// One clip on its way through a classifier, together with what is shown of it: metadata and drawing data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audio/clip_info.h"
#include "classify/clip_classifier.h"
#include "clip_view.h"
#include "wav_blocks.h"

namespace earshot::bindings {

struct ClipJobOptions {
  double overlap = -1.0;  // as ClipOptions
  int columns = 0;        // of the waveform; 0: no view
};

struct ClipResult {
  classify::ClipPrediction prediction;
  audio::ClipInfo info;
  std::vector<float> peaks;        // empty without a view
  std::vector<float> spectrogram;  // [frames, bands]
  int bands = 0;
};

class ClipJob {
 public:
  // A clip decoded by the browser. `info`: container, sample width, channels, rate and frame count.
  ClipJob(std::shared_ptr<classify::Classifier> classifier, audio::ClipInfo info, const ClipJobOptions& options);
  ClipJob(std::shared_ptr<classify::Classifier> classifier, audio::WavHeader header, const ClipJobOptions& options);

  [[nodiscard]] int channels() const { return info_.channels; }

  void accept(Planar channels);
  // Whole pcm frames of the WAV file given to the constructor. Throws kInvalidArgument without one.
  void accept_bytes(std::span<const std::uint8_t> bytes);
  [[nodiscard]] ClipResult finish();

 private:
  std::shared_ptr<classify::Classifier> classifier_;  // kept while the clip lasts
  audio::ClipInfo info_;
  classify::ClipClassifier clip_;
  std::optional<WavBlocks> wav_;
  audio::LevelMeter level_;
  std::vector<float> mono_;
  std::optional<WaveformPeaks> peaks_;
  std::optional<ClipSpectrogram> spectrogram_;
};

}  // namespace earshot::bindings
