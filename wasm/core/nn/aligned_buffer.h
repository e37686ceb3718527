// Float memory aligned for SIMD loads and cache lines; zeroed when made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace earshot::nn {

inline constexpr std::size_t kAlignment = 64;  // bytes: a cache line, and more than any SIMD register we use
inline constexpr std::size_t kAlignedFloats = kAlignment / sizeof(float);

// `n` floats rounded up so that what follows is aligned too.
[[nodiscard]] constexpr std::size_t aligned_size(std::size_t n) {
  return (n + kAlignedFloats - 1) / kAlignedFloats * kAlignedFloats;
}

class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t n)
      : data_(n == 0 ? nullptr : static_cast<float*>(::operator new (n * sizeof(float), std::align_val_t{kAlignment}))),
        size_(n) {
    std::fill_n(data_.get(), n, 0.0F);
  }

  [[nodiscard]] float* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<float> values() const { return {data_.get(), size_}; }

 private:
  struct Release {
    void operator()(float* p) const noexcept { ::operator delete (p, std::align_val_t{kAlignment}); }
  };
  std::unique_ptr<float[], Release> data_;
  std::size_t size_ = 0;
};

}  // namespace earshot::nn
