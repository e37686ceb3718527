// ONNX (numpy) broadcasting of two operands, reduced to runs: stretches of the output along which each operand either
// advances by one element or stays. Adjacent dimensions of the same kind are merged, so [64, 10] + [10] is 64 runs of
// 10 and [8, 3] + [8, 3] is one run of 24.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "nn/node_context.h"

namespace earshot::nn {

class Broadcast {
 public:
  Broadcast() = default;
  // nullopt when the shapes do not broadcast against each other.
  [[nodiscard]] static std::optional<Broadcast> make(const Shape& a, const Shape& b);

  [[nodiscard]] const Shape& output_shape() const { return output_shape_; }
  [[nodiscard]] std::int64_t run_length() const { return run_; }
  // Whether an operand advances along a run (1) or stays (0).
  [[nodiscard]] std::int64_t step_a() const { return step_a_; }
  [[nodiscard]] std::int64_t step_b() const { return step_b_; }

  // visit(offset_out, offset_a, offset_b) for the start of every run, in the order of the output.
  template <class Visit>
  void for_each_run(Visit visit) const {
    std::array<std::int64_t, kMaxRank> index{};
    std::int64_t offset_a = 0;
    std::int64_t offset_b = 0;
    for (std::int64_t r = 0; r < num_runs_; ++r) {
      visit(r * run_, offset_a, offset_b);
      for (std::size_t d = rank_; d-- > 0;) {
        offset_a += stride_a_[d];
        offset_b += stride_b_[d];
        if (++index[d] < dims_[d]) break;
        offset_a -= stride_a_[d] * dims_[d];
        offset_b -= stride_b_[d] * dims_[d];
        index[d] = 0;
      }
    }
  }

 private:
  Shape output_shape_;
  std::size_t rank_ = 0;  // of the dimensions outside the runs
  std::array<std::int64_t, kMaxRank> dims_{}, stride_a_{}, stride_b_{};
  std::int64_t num_runs_ = 0, run_ = 0, step_a_ = 0, step_b_ = 0;
};

}  // namespace earshot::nn
