#include "dsp/dct.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "base/lanes.h"

namespace earshot::dsp {
namespace {

constexpr std::size_t kBlock = 2 * Lanes::kCount;

}  // namespace

Dct::Dct(int n_in, int n_out, int lifter)
    : n_in_(static_cast<std::size_t>(n_in)),
      n_out_(static_cast<std::size_t>(n_out)),
      stride_((n_out_ + kBlock - 1) / kBlock * kBlock),
      matrix_(n_in_ * stride_, 0.0F) {
  for (int c = 0; c < n_out; ++c) {
    const double norm = std::sqrt((c == 0 ? 1.0 : 2.0) / n_in);
    const double gain = lifter > 0 ? 1.0 + 0.5 * lifter * std::sin(std::numbers::pi * (c + 1) / lifter) : 1.0;
    for (int m = 0; m < n_in; ++m) {
      const double cosine = std::cos(std::numbers::pi * c * (2 * m + 1) / (2.0 * n_in));
      matrix_[static_cast<std::size_t>(m) * stride_ + static_cast<std::size_t>(c)] =
          static_cast<float>(norm * gain * cosine);
    }
  }
}

void Dct::apply(std::span<const float> in, std::span<float> out) const {
  // Eight outputs at a time stay in registers while the inputs go by.
  constexpr std::size_t kLanes = Lanes::kCount;
  for (std::size_t c = 0; c < stride_; c += kBlock) {
    Lanes low = 0.0F;
    Lanes high = 0.0F;
    for (std::size_t m = 0; m < n_in_; ++m) {
      const float* row = matrix_.data() + m * stride_ + c;
      low += in[m] * Lanes::load(row);
      high += in[m] * Lanes::load(row + kLanes);
    }
    float block[kBlock];
    low.store(block);
    high.store(block + kLanes);
    std::copy_n(block, std::min(kBlock, n_out_ - c), out.begin() + static_cast<std::ptrdiff_t>(c));
  }
}

}  // namespace earshot::dsp
