// Live listening: updates of the streaming classifier, and mel frames in dB for the scrolling view.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "classify/streaming_classifier.h"
#include "mel_frames.h"

namespace earshot::bindings {

// A StreamUpdate that outlives its callback.
struct StreamedUpdate {
  classify::StreamUpdate update;  // scores and smoothed point into the two below
  std::vector<float> scores;
  std::vector<float> smoothed;
};

class StreamJob {
 public:
  static constexpr float kFloorDb = -100.0F;  // of a full-scale sine's mel power, about the noise of a good microphone

  StreamJob(std::shared_ptr<classify::Classifier> classifier, int sample_rate, const classify::StreamOptions& options,
            bool with_frames);
  StreamJob(const StreamJob&) = delete;  // its parts call back here
  StreamJob& operator=(const StreamJob&) = delete;

  void accept(std::span<const float> mono);

  // What the last accept() brought.
  [[nodiscard]] std::span<const StreamedUpdate> updates() const { return updates_; }
  [[nodiscard]] std::span<const float> frames() const { return frames_; }
  [[nodiscard]] int bands() const { return mel_ ? mel_->bands() : 0; }

 private:
  std::shared_ptr<classify::Classifier> classifier_;  // kept while the stream lasts
  std::vector<StreamedUpdate> updates_;
  std::vector<float> frames_;
  classify::StreamingClassifier stream_;
  std::optional<MelFrames> mel_;
};

}  // namespace earshot::bindings
