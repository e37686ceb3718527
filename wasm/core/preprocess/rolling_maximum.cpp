#include "preprocess/rolling_maximum.h"

#include "base/error.h"

namespace earshot::preprocess {

RollingMaximum::RollingMaximum(std::int64_t window) : window_(window), look_ahead_((window - 1) / 2) {
  require(window >= 1, ErrorCode::kInvalidArgument, "The envelope's window must be at least one sample.");
  queue_.resize(static_cast<std::size_t>(window) + 1);
}

void RollingMaximum::reset() noexcept {
  head_ = 0;
  size_ = 0;
  num_accepted_ = 0;
  next_centre_ = 0;
}

bool RollingMaximum::accept(float magnitude) noexcept {
  const std::size_t capacity = queue_.size();
  const auto slot = [&](std::size_t i) { return head_ + i < capacity ? head_ + i : head_ + i - capacity; };
  // A smaller, older value can never be the maximum again.
  while (size_ > 0 && queue_[slot(size_ - 1)].magnitude <= magnitude) --size_;
  queue_[slot(size_)] = {num_accepted_, magnitude};
  ++size_;
  ++num_accepted_;
  return num_accepted_ > look_ahead_ && step_out();
}

bool RollingMaximum::drain() noexcept { return next_centre_ < num_accepted_ && step_out(); }

bool RollingMaximum::step_out() noexcept {
  const std::int64_t first = next_centre_ - window_ / 2;
  while (queue_[head_].index < first) {
    head_ = head_ + 1 == queue_.size() ? 0 : head_ + 1;
    --size_;
  }
  ++next_centre_;
  return true;
}

}  // namespace earshot::preprocess
