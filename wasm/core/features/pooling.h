// Rows over time -> a fixed number of rows. Sums are kept in double: a clip may have 10^5 frames.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "features/feature_config.h"

namespace earshot::features {

class Pooler {
 public:
  // Allocates for rows of `num_coefficients` values.
  Pooler(Pooling pooling, int pool_bins, int num_coefficients);

  // kMean: [1, C]. kMeanStd: [1, 2C], means then population standard deviations. kBins: [pool_bins, C], bin b
  // averaging frames floor(b F / B) .. ceil((b + 1) F / B) - 1 (torch.nn.AdaptiveAvgPool1d), F >= 1.
  // rows: [F, C], F >= 1. The result is valid until the next call.
  [[nodiscard]] std::span<const float> apply(std::span<const float> rows);

 private:
  void mean(std::span<const float> rows, std::span<float> means);
  void deviation(std::span<const float> rows, std::span<const float> means, std::span<float> deviations);

  Pooling pooling_;
  std::size_t num_rows_;
  std::size_t num_coefficients_;
  std::vector<double> sums_;
  std::vector<float> pooled_;
};

}  // namespace earshot::features
