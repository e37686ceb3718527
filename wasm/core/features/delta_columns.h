// Appends delta and delta-delta columns to rows of features, frame by frame as soon as they are certain.
// Row layout: [base C | delta C | delta-delta C]; the base columns are already there.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earshot::features {

class DeltaColumns {
 public:
  // orders: 0 (nothing to do), 1 or 2; width: odd number of frames of the fit; C = num_coefficients.
  DeltaColumns(int orders, int width, int num_coefficients);

  // rows: [F, C (1 + orders)], `base_rows` of which have their base columns. Fills every row that no later frame
  // can change, and all of them if `finished`. Returns how many rows are complete.
  std::size_t update(std::span<float> rows, std::size_t base_rows, bool finished);
  void reset() { complete_ = 0; }

 private:
  // Derivatives by `weights` over rows first .. first + weights.size() - 1, written to row `target`.
  void fit(std::span<float> rows, std::size_t first, std::size_t width, std::size_t target);
  void set_width(std::size_t width);

  std::size_t orders_;
  std::size_t width_;
  std::size_t num_coefficients_;
  std::size_t weights_width_ = 0;
  std::vector<float> weights_;  // [orders, width]
  std::size_t complete_ = 0;
};

}  // namespace earshot::features
