#include "features/pooling.h"

#include <algorithm>
#include <cmath>

namespace earshot::features {

Pooler::Pooler(Pooling pooling, int pool_bins, int num_coefficients)
    : pooling_(pooling),
      num_rows_(pooling == Pooling::kBins ? static_cast<std::size_t>(pool_bins) : 1),
      num_coefficients_(static_cast<std::size_t>(num_coefficients)),
      sums_(num_coefficients_),
      pooled_(num_rows_ * num_coefficients_ * (pooling == Pooling::kMeanStd ? 2 : 1)) {}

std::span<const float> Pooler::apply(std::span<const float> rows) {
  const std::span<float> pooled(pooled_);
  if (pooling_ == Pooling::kBins) {
    const std::size_t frames = rows.size() / num_coefficients_;
    for (std::size_t b = 0; b < num_rows_; ++b) {
      const std::size_t begin = b * frames / num_rows_;
      const std::size_t end = ((b + 1) * frames + num_rows_ - 1) / num_rows_;
      mean(rows.subspan(begin * num_coefficients_, (end - begin) * num_coefficients_),
           pooled.subspan(b * num_coefficients_, num_coefficients_));
    }
  } else {
    mean(rows, pooled.first(num_coefficients_));
    if (pooling_ == Pooling::kMeanStd) {
      deviation(rows, pooled.first(num_coefficients_), pooled.last(num_coefficients_));
    }
  }
  return pooled_;
}

void Pooler::mean(std::span<const float> rows, std::span<float> means) {
  const std::size_t frames = rows.size() / num_coefficients_;
  std::fill(sums_.begin(), sums_.end(), 0.0);
  for (std::size_t t = 0; t < frames; ++t) {
    for (std::size_t c = 0; c < num_coefficients_; ++c) sums_[c] += rows[t * num_coefficients_ + c];
  }
  for (std::size_t c = 0; c < num_coefficients_; ++c) {
    means[c] = static_cast<float>(sums_[c] / static_cast<double>(frames));
  }
}

void Pooler::deviation(std::span<const float> rows, std::span<const float> means, std::span<float> deviations) {
  const std::size_t frames = rows.size() / num_coefficients_;
  std::fill(sums_.begin(), sums_.end(), 0.0);
  for (std::size_t t = 0; t < frames; ++t) {
    for (std::size_t c = 0; c < num_coefficients_; ++c) {
      const double distance = static_cast<double>(rows[t * num_coefficients_ + c]) - means[c];
      sums_[c] += distance * distance;
    }
  }
  for (std::size_t c = 0; c < num_coefficients_; ++c) {
    deviations[c] = static_cast<float>(std::sqrt(sums_[c] / static_cast<double>(frames)));
  }
}

}  // namespace earshot::features
