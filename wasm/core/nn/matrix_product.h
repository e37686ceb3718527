// C (+)= alpha op(A) op(B) on row-major matrices, in memory that the caller provides.
// Written here rather than taken from Eigen, whose packets do not cover WebAssembly, which takes packing buffers from
// the heap and sizes them after the machine's caches: a running network must not allocate, and gives the same bits on
// every machine of one build.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earshot::nn {

struct ProductShape {
  std::int64_t m = 0, n = 0, k = 0;               // op(A) is m x k, op(B) is k x n, C is m x n
  bool transpose_a = false, transpose_b = false;  // A is stored k x m, B is stored n x k
};

// Floats of workspace that `multiply` needs; the workspace must be aligned to kAlignment.
[[nodiscard]] std::size_t product_workspace(const ProductShape& shape);

// accumulate: add to C instead of overwriting it.
void multiply(const ProductShape& shape, float alpha, const float* a, const float* b, float* c, bool accumulate,
              float* workspace) noexcept;

// For one B with many small A in turn, as in a recurrence: B is packed once.
[[nodiscard]] std::size_t packed_right_size(std::int64_t k, std::int64_t n);
// B is stored k x n, or n x k when transposed.
void pack_right(std::int64_t k, std::int64_t n, bool transposed, const float* b, float* packed) noexcept;
// C (+)= A B with rows of A and C `stride_a` and `stride_c` apart. Workspace: packed_left_size(k) floats.
[[nodiscard]] std::size_t packed_left_size(std::int64_t k);
void multiply_packed(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, std::int64_t stride_a,
                     const float* packed, float* c, std::int64_t stride_c, bool accumulate, float* workspace) noexcept;

}  // namespace earshot::nn
