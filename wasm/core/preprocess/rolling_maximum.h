// Centred rolling maximum of |sample|: pandas' abs().rolling(window, min_periods=1, center=True).max().
//
// The window of sample i is [i - window/2, i + (window-1)/2] (whole divisions), cut off at both ends of the clip; an
// even window therefore reaches one sample further back than ahead. O(1) amortised per sample, memory O(window).
#pragma once

#include <cstdint>
#include <vector>

namespace earshot::preprocess {

class RollingMaximum {
 public:
  explicit RollingMaximum(std::int64_t window);  // at least 1 sample

  // Samples that must follow before an envelope value is known.
  [[nodiscard]] std::int64_t look_ahead() const { return look_ahead_; }

  // Takes |sample|. True when the envelope of sample `num_accepted - 1 - look_ahead()` is now known: value().
  bool accept(float magnitude) noexcept;
  // After the last sample: moves on to the next of the look_ahead() last samples; false when none is left.
  bool drain() noexcept;
  [[nodiscard]] float value() const noexcept { return queue_[head_].magnitude; }

  void reset() noexcept;

 private:
  struct Entry {
    std::int64_t index;
    float magnitude;
  };
  bool step_out() noexcept;

  std::int64_t window_;
  std::int64_t look_ahead_;
  // Candidates for the maximum, oldest and largest first: magnitudes fall strictly. A ring of window + 1 entries.
  std::vector<Entry> queue_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::int64_t num_accepted_ = 0;
  std::int64_t next_centre_ = 0;
};

}  // namespace earshot::preprocess
