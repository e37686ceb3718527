#include "nn/broadcast.h"

#include <algorithm>

namespace earshot::nn {
namespace {

struct Dim {
  std::int64_t size, stride_a, stride_b;
};

std::int64_t dim_from_right(const Shape& shape, std::size_t i) {
  return i < shape.size() ? shape[shape.size() - 1 - i] : 1;
}

}  // namespace

std::optional<Broadcast> Broadcast::make(const Shape& a, const Shape& b) {
  const std::size_t rank = std::max(a.size(), b.size());
  if (rank > kMaxRank) return std::nullopt;
  Broadcast out;
  out.output_shape_.assign(rank, 1);
  std::vector<Dim> merged;  // innermost first
  std::int64_t extent_a = 1;
  std::int64_t extent_b = 1;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::int64_t size_a = dim_from_right(a, i);
    const std::int64_t size_b = dim_from_right(b, i);
    if (size_a != size_b && size_a != 1 && size_b != 1) return std::nullopt;
    const std::int64_t size = size_a == 1 ? size_b : size_a;
    out.output_shape_[rank - 1 - i] = size;
    const Dim dim{size, size_a == 1 ? 0 : extent_a, size_b == 1 ? 0 : extent_b};
    extent_a *= size_a;
    extent_b *= size_b;
    if (size == 1) continue;
    if (!merged.empty() && dim.stride_a == merged.back().stride_a * merged.back().size &&
        dim.stride_b == merged.back().stride_b * merged.back().size) {
      merged.back().size *= size;
    } else {
      merged.push_back(dim);
    }
  }
  if (merged.empty()) merged.push_back({1, 0, 0});
  // The innermost dimension is the run: strides within it are 0 or 1 by construction.
  out.run_ = merged.front().size;
  out.step_a_ = merged.front().stride_a;
  out.step_b_ = merged.front().stride_b;
  out.rank_ = merged.size() - 1;
  out.num_runs_ = out.run_ == 0 ? 0 : 1;
  for (std::size_t d = 0; d < out.rank_; ++d) {
    const Dim& dim = merged[merged.size() - 1 - d];  // outermost first
    out.dims_[d] = dim.size;
    out.stride_a_[d] = dim.stride_a;
    out.stride_b_[d] = dim.stride_b;
    out.num_runs_ *= dim.size;
  }
  return out;
}

}  // namespace earshot::nn
