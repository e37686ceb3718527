// How long a slice of work may last.
#pragma once

#include <chrono>

namespace earshot::bindings {

class Deadline {
 public:
  explicit Deadline(double milliseconds)
      : end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(milliseconds))) {}
  [[nodiscard]] bool over() const { return Clock::now() >= end_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace earshot::bindings
