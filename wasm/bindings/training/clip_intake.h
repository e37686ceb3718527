// One clip on its way into a data set: its pieces as features (and as waveforms, where augmentation needs them), and
// what is said of it in the table of clips.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audio/clip_info.h"
#include "classify/front_end.h"
#include "features/feature_extractor.h"
#include "train/clip_collection.h"
#include "wav_blocks.h"

namespace earshot::bindings {

class ClipIntake {
 public:
  // `clip`: id, label, group and fold. `extractor`: of the data set; no two clips use it during the same call.
  ClipIntake(train::CollectedClip clip, std::shared_ptr<features::FeatureExtractor> extractor, bool keep_waveforms,
             int sample_rate, int channels);
  ClipIntake(train::CollectedClip clip, std::shared_ptr<features::FeatureExtractor> extractor, bool keep_waveforms,
             audio::WavHeader header);

  [[nodiscard]] int channels() const { return channels_; }
  void accept(Planar channels);
  void accept_bytes(std::span<const std::uint8_t> bytes);

  struct Result {
    train::CollectedClip clip;  // with its problem, when it has one
    std::string problem;        // the same without the id
    int channels = 0, sample_rate = 0;
    int sample_width_bytes = 0;  // 0: not a WAV file
    double dbfs = 0.0;
    float peak = 0.0F;  // largest magnitude
    std::string warning;
  };
  [[nodiscard]] Result finish();

 private:
  void collect(const preprocess::Segment& segment);

  train::CollectedClip clip_;
  std::shared_ptr<features::FeatureExtractor> extractor_;
  bool keep_waveforms_;
  int channels_, sample_rate_;
  classify::FrontEnd front_end_;
  audio::LevelMeter level_;
  float peak_ = 0.0F;
  std::uint64_t hash_;
  std::optional<WavBlocks> wav_;
};

}  // namespace earshot::bindings
