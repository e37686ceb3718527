#include "features/delta_columns.h"

#include <algorithm>

#include "dsp/delta.h"

namespace earshot::features {

DeltaColumns::DeltaColumns(int orders, int width, int num_coefficients)
    : orders_(static_cast<std::size_t>(orders)),
      width_(static_cast<std::size_t>(width)),
      num_coefficients_(static_cast<std::size_t>(num_coefficients)),
      weights_(orders_ * width_) {
  set_width(width_);
}

std::size_t DeltaColumns::update(std::span<float> rows, std::size_t base_rows, bool finished) {
  if (orders_ == 0) return complete_ = base_rows;
  // A clip of fewer frames than the fit is wide: the fit takes the frames there are (librosa refuses such clips).
  const std::size_t width = finished ? std::min(width_, base_rows) : width_;
  if (base_rows < width || base_rows == 0) return complete_;
  set_width(width);
  const std::size_t half = width / 2;
  const std::size_t certain = finished ? base_rows : base_rows - half;
  for (; complete_ < certain; ++complete_) {
    // The first and last rows share the fit of the first and last whole window.
    const std::size_t first = std::min(complete_ - std::min(complete_, half), base_rows - width);
    fit(rows, first, width, complete_);
  }
  return complete_;
}

void DeltaColumns::fit(std::span<float> rows, std::size_t first, std::size_t width, std::size_t target) {
  const std::size_t stride = num_coefficients_ * (1 + orders_);
  for (std::size_t order = 0; order < orders_; ++order) {
    const auto out = rows.subspan(target * stride + (order + 1) * num_coefficients_, num_coefficients_);
    std::fill(out.begin(), out.end(), 0.0F);
    for (std::size_t i = 0; i < width; ++i) {
      const float weight = weights_[order * width_ + i];
      const auto base = rows.subspan((first + i) * stride, num_coefficients_);
      for (std::size_t c = 0; c < num_coefficients_; ++c) out[c] += weight * base[c];
    }
  }
}

void DeltaColumns::set_width(std::size_t width) {
  if (width == weights_width_) return;
  weights_width_ = width;
  for (std::size_t order = 0; order < orders_; ++order) {
    dsp::delta_weights(static_cast<int>(order) + 1, std::span(weights_).subspan(order * width_, width));
  }
}

}  // namespace earshot::features
