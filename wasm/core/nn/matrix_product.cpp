#include "nn/matrix_product.h"

#include <algorithm>

#include "nn/aligned_buffer.h"
#include "nn/micro_kernel.h"

namespace earshot::nn {
namespace {

// Block sizes for caches of 32 KiB (L1) and 256 KiB (L2) or more: a tile of B is 8 KiB and stays in L1 while the packed
// block of A, 64 KiB, passes from L2.
constexpr std::int64_t kMaxDepth = 256;
constexpr std::int64_t kMaxRows = 64;
constexpr std::int64_t kMaxCols = 512;

std::size_t size_of(std::int64_t n) { return aligned_size(static_cast<std::size_t>(n)); }

// Tiles of kTile columns, each [depth][kTile]; columns that do not exist are zero.
void pack_tiles(std::int64_t depth, std::int64_t cols, bool transposed, const float* b, std::int64_t stride,
                float* packed) {
  for (std::int64_t j = 0; j < cols; j += kTile, packed += depth * kTile) {
    const std::int64_t present = std::min(kTile, cols - j);
    if (present < kTile) std::fill_n(packed, depth * kTile, 0.0F);
    if (transposed) {
      for (std::int64_t c = 0; c < present; ++c) {
        const float* from = b + (j + c) * stride;
        for (std::int64_t d = 0; d < depth; ++d) packed[d * kTile + c] = from[d];
      }
    } else if (present == kTile) {
      for (std::int64_t d = 0; d < depth; ++d) {
        store_wide(packed + d * kTile, load_wide(b + d * stride + j));
        store_wide(packed + d * kTile + kWide, load_wide(b + d * stride + j + kWide));
      }
    } else {
      for (std::int64_t d = 0; d < depth; ++d) std::copy_n(b + d * stride + j, present, packed + d * kTile);
    }
  }
}

void store_row(Wide low, Wide high, float* c, std::int64_t present, bool accumulate) {
  if (present == kTile) {
    store_wide(c, accumulate ? load_wide(c) + low : low);
    store_wide(c + kWide, accumulate ? load_wide(c + kWide) + high : high);
    return;
  }
  for (std::int64_t j = 0; j < present; ++j) {
    const float value = j < kWide ? low[j] : high[j - kWide];
    c[j] = accumulate ? c[j] + value : value;
  }
}

// kRows rows of C, kTiles tiles at a time: fewer rows leave room for more tiles.
template <int kRows, int kTiles>
void multiply_panel(std::int64_t depth, std::int64_t cols, const float* panel, const float* packed, float* c,
                    std::int64_t stride_c, int present_rows, bool accumulate) {
  const std::int64_t num_tiles = (cols + kTile - 1) / kTile;
  for (std::int64_t first = 0; first < num_tiles; first += kTiles) {
    // A last group that is short repeats its last tile and stores it once.
    const float* tiles[kTiles];
    for (int t = 0; t < kTiles; ++t) tiles[t] = packed + std::min(first + t, num_tiles - 1) * depth * kTile;
    Accumulators<kRows, kTiles> acc{};
    accumulate_tiles<kRows, kTiles>(
        depth, panel, tiles, [](std::int64_t d) { return d * kTile; }, acc);
    for (int t = 0; t < kTiles && first + t < num_tiles; ++t) {
      const std::int64_t j = (first + t) * kTile;
      for (int r = 0; r < kRows; ++r) {
        if (r < present_rows) {
          store_row(acc.low[r][t], acc.high[r][t], c + r * stride_c + j, std::min(kTile, cols - j), accumulate);
        }
      }
    }
  }
}

void multiply_any_panel(int rows, std::int64_t depth, std::int64_t cols, const float* panel, const float* tiles,
                        float* c, std::int64_t stride_c, int present_rows, bool accumulate) {
  if (rows == 1) return multiply_panel<1, 4>(depth, cols, panel, tiles, c, stride_c, present_rows, accumulate);
  if (rows == 2) return multiply_panel<2, 2>(depth, cols, panel, tiles, c, stride_c, present_rows, accumulate);
  multiply_panel<kMaxPanelRows, 1>(depth, cols, panel, tiles, c, stride_c, present_rows, accumulate);
}

// y += alpha B^T x with B stored n x k: a dot product for each row, four at a time.
void multiply_row_by_transposed(std::int64_t n, std::int64_t k, float alpha, const float* x, const float* b, float* y) {
  const std::int64_t whole = k - k % kWide;
  const auto rows = [&](auto count, std::int64_t j) {
    constexpr int kRows = decltype(count)::value;
    Wide sum[kRows] = {};
    for (std::int64_t d = 0; d < whole; d += kWide) {
      const Wide v = load_wide(x + d);
      for (int r = 0; r < kRows; ++r) sum[r] += v * load_wide(b + (j + r) * k + d);
    }
    for (int r = 0; r < kRows; ++r) {
      float total = sum_of_lanes(sum[r]);
      for (std::int64_t d = whole; d < k; ++d) total += x[d] * b[(j + r) * k + d];
      y[j + r] += alpha * total;
    }
  };
  std::int64_t j = 0;
  for (; j + 4 <= n; j += 4) rows(std::integral_constant<int, 4>{}, j);
  for (; j < n; ++j) rows(std::integral_constant<int, 1>{}, j);
}

// y += alpha B x with B stored k x n: rows of B weighted and added, tile by tile.
void multiply_row(std::int64_t n, std::int64_t k, float alpha, const float* x, const float* b, float* y) {
  std::int64_t j = 0;
  constexpr std::int64_t kStep = 2 * kTile;
  for (; j + kStep <= n; j += kStep) {
    Wide sum[4] = {};
    const float* from = b + j;
    for (std::int64_t d = 0; d < k; ++d, from += n) {
      const Wide factor = splat(x[d]);
      for (int v = 0; v < 4; ++v) sum[v] += factor * load_wide(from + v * kWide);
    }
    const Wide scale = splat(alpha);
    for (int v = 0; v < 4; ++v) store_wide(y + j + v * kWide, load_wide(y + j + v * kWide) + scale * sum[v]);
  }
  for (std::int64_t d = 0; d < k; ++d) {
    const float factor = alpha * x[d];
    for (std::int64_t i = j; i < n; ++i) y[i] += factor * b[d * n + i];
  }
}

}  // namespace

std::size_t product_workspace(const ProductShape& s) {
  const std::int64_t depth = std::min(s.k, kMaxDepth);
  return size_of(packed_rows(std::min(s.m, kMaxRows)) * depth) +
         size_of(round_up(std::min(s.n, kMaxCols), kTile) * depth);
}

void multiply(const ProductShape& s, float alpha, const float* a, const float* b, float* c, bool accumulate,
              float* workspace) noexcept {
  if (s.k == 0 || s.m == 1) {
    if (!accumulate) std::fill_n(c, static_cast<std::size_t>(s.m * s.n), 0.0F);
    if (s.k == 0) return;
    // One row (a single example) needs no packing.
    if (s.transpose_b) return multiply_row_by_transposed(s.n, s.k, alpha, a, b, c);
    return multiply_row(s.n, s.k, alpha, a, b, c);
  }
  float* packed_a = workspace;
  float* packed_b = workspace + size_of(packed_rows(std::min(s.m, kMaxRows)) * std::min(s.k, kMaxDepth));
  const std::int64_t stride_b = s.transpose_b ? s.k : s.n;
  for (std::int64_t n0 = 0; n0 < s.n; n0 += kMaxCols) {
    const std::int64_t cols = std::min(kMaxCols, s.n - n0);
    for (std::int64_t k0 = 0; k0 < s.k; k0 += kMaxDepth) {
      const std::int64_t depth = std::min(kMaxDepth, s.k - k0);
      pack_tiles(depth, cols, s.transpose_b, s.transpose_b ? b + n0 * stride_b + k0 : b + k0 * stride_b + n0, stride_b,
                 packed_b);
      for (std::int64_t m0 = 0; m0 < s.m; m0 += kMaxRows) {
        const std::int64_t rows = std::min(kMaxRows, s.m - m0);
        if (s.transpose_a) {
          pack_panels(
              rows, depth, [&](std::int64_t i, std::int64_t d) { return alpha * a[(k0 + d) * s.m + m0 + i]; },
              packed_a);
        } else {
          pack_panels(
              rows, depth, [&](std::int64_t i, std::int64_t d) { return alpha * a[(m0 + i) * s.k + k0 + d]; },
              packed_a);
        }
        for_each_panel(rows, [&](std::int64_t row, int panel, int present, std::int64_t offset) {
          multiply_any_panel(panel, depth, cols, packed_a + offset * depth, packed_b, c + (m0 + row) * s.n + n0, s.n,
                             present, accumulate || k0 > 0);
        });
      }
    }
  }
}

std::size_t packed_right_size(std::int64_t k, std::int64_t n) { return size_of(k * round_up(n, kTile)); }

void pack_right(std::int64_t k, std::int64_t n, bool transposed, const float* b, float* packed) noexcept {
  pack_tiles(k, n, transposed, b, transposed ? k : n, packed);
}

std::size_t packed_left_size(std::int64_t k) { return size_of(k * kMaxPanelRows); }

void multiply_packed(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, std::int64_t stride_a,
                     const float* packed, float* c, std::int64_t stride_c, bool accumulate, float* workspace) noexcept {
  for_each_panel(m, [&](std::int64_t row, int panel, int present, std::int64_t) {
    pack_panels(
        present, k, [&](std::int64_t i, std::int64_t d) { return a[(row + i) * stride_a + d]; }, workspace);
    multiply_any_panel(panel, k, n, workspace, packed, c + row * stride_c, stride_c, present, accumulate);
  });
}

}  // namespace earshot::nn
