// Smoothed scores over time and the decision when a label has been heard: pure state, no audio.
#pragma once

#include <span>
#include <vector>

namespace earshot::classify {

class Detector {
 public:
  struct Options {
    double hop_s = 0.25;
    double smoothing_s = 0.5;  // time constant of the exponential mean; 0: none
    float threshold = 0.5F;
    double min_duration_s = 0.25;
  };
  struct State {
    int top = -1;           // best smoothed score; -1 while nothing has been heard at all
    bool detected = false;  // top has stayed at or above the threshold for min_duration_s
    bool started = false;   // ... since this update
  };

  Detector(const Options& options, std::size_t num_labels);

  // Scores of the next window, hop_s after the last. An empty span means that the gate let nothing through: all
  // scores count as 0.
  State update(std::span<const float> scores) noexcept;
  [[nodiscard]] std::span<const float> smoothed() const { return smoothed_; }
  void reset() noexcept;

 private:
  Options options_;
  float keep_;  // weight of the past in the exponential mean
  std::vector<float> smoothed_;
  bool first_ = true;
  int candidate_ = -1;
  int hops_above_ = 0;  // since candidate_ rose above the threshold
  bool detected_ = false;
};

}  // namespace earshot::classify
