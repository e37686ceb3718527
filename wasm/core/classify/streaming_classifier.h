// Live classification: a window of the model's segment length every hop, smoothed scores, and detections that
// start when a label stays above its threshold for a minimum duration.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "classify/classifier.h"
#include "classify/prediction.h"

namespace earshot::classify {

struct StreamOptions {
  double window_s = 0.0;  // 0: the model's segment length, or 1 s when the model takes whole clips
  double hop_s = 0.25;
  double smoothing_s = 0.5;      // time constant of the exponential mean over scores; 0: none
  float threshold = -1.0F;       // detection threshold on the smoothed score; negative: the model's own, or 0.5
  double min_duration_s = 0.25;  // a label must stay above the threshold this long
};

struct StreamUpdate {
  double start_s = 0.0;  // the window, in seconds since the stream began
  double end_s = 0.0;
  std::span<const float> scores;  // of this window
  std::span<const float> smoothed;
  int top = -1;             // index of the best smoothed score
  bool detected = false;    // top has been above the threshold for min_duration_s
  bool started = false;     // ... since this window
  float level_dbfs = 0.0F;  // RMS of the window
};

class StreamingClassifier {
 public:
  using Callback = std::function<void(const StreamUpdate&)>;

  // `classifier` must outlive this. `sample_rate` is the microphone's. Throws kInvalidArgument.
  StreamingClassifier(Classifier& classifier, int sample_rate, const StreamOptions& options, Callback on_update);
  ~StreamingClassifier();
  StreamingClassifier(StreamingClassifier&&) noexcept;
  StreamingClassifier& operator=(StreamingClassifier&&) noexcept;

  // Mono samples at the microphone's rate, any number; calls back for each window they complete.
  void accept(std::span<const float> samples);
  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace earshot::classify
