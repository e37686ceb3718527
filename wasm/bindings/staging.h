// Buffers through which bytes and samples enter: JavaScript asks for a view, fills it, and calls the function that
// consumes it. The module owns the memory, so a view is good until the next call only (growth of the heap empties it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earshot::bindings {

template <class T>
class StagingBuffer {
 public:
  // Room for `size` items; keeps its capacity, so that equal blocks allocate once.
  [[nodiscard]] std::span<T> stage(std::size_t size) {
    if (items_.size() < size) items_.resize(size);
    size_ = size;
    return std::span<T>(items_).first(size_);
  }

  // What has been staged; each stage is consumed once.
  [[nodiscard]] std::span<const T> consume() {
    const auto staged = std::span<const T>(items_).first(size_);
    size_ = 0;
    return staged;
  }

  // Gives the memory back, after something large that does not come again soon.
  void release() {
    items_ = {};
    size_ = 0;
  }

 private:
  std::vector<T> items_;
  std::size_t size_ = 0;
};

struct Staging {
  StagingBuffer<std::uint8_t> bytes;
  StagingBuffer<float> floats;
};

// The module's one pair of buffers.
[[nodiscard]] Staging& staging();

}  // namespace earshot::bindings
