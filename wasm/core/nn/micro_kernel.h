// The innermost loop of matrix products and convolutions: kRows x kTiles tiles of C in registers, one column of packed
// A and one row of B a step. A tile is kTile columns, two vectors, so that (4, 1), (2, 2) and (1, 4) all keep eight
// accumulators: enough to hide the latency of an addition, few enough for the sixteen registers of SSE, of V8's
// WebAssembly and of AVX.
#pragma once

#include "nn/simd.h"

namespace earshot::nn {

inline constexpr std::int64_t kTile = 2 * kWide;
inline constexpr int kMaxPanelRows = 4;

template <int kRows, int kTiles>
struct Accumulators {
  Wide low[kRows][kTiles], high[kRows][kTiles];
};

// acc[r][t] += sum over d of a[d * kRows + r] * b[t][offset(d) ... + kTile).
template <int kRows, int kTiles, class Offset>
inline void accumulate_tiles(std::int64_t depth, const float* a, const float* const (&b)[kTiles], Offset offset,
                             Accumulators<kRows, kTiles>& acc) {
  // A local copy: the compiler then knows that nothing else points to it and keeps it in registers.
  Accumulators<kRows, kTiles> sum = acc;
  for (std::int64_t d = 0; d < depth; ++d, a += kRows) {
    const auto at = offset(d);
    for (int t = 0; t < kTiles; ++t) {
      const Wide low = load_wide(b[t] + at);
      const Wide high = load_wide(b[t] + at + kWide);
      for (int r = 0; r < kRows; ++r) {
        const Wide factor = splat(a[r]);
        sum.low[r][t] += factor * low;
        sum.high[r][t] += factor * high;
      }
    }
  }
  acc = sum;
}

// Rows are packed in panels: fours, then what remains as a panel of 4 (padded with zeros), 2 or 1.
[[nodiscard]] constexpr int panel_rows(std::int64_t rows_left) {
  return rows_left >= 3 ? kMaxPanelRows : rows_left == 2 ? 2 : 1;
}

// Rows of all panels together, the padding included.
[[nodiscard]] constexpr std::int64_t packed_rows(std::int64_t rows) {
  const std::int64_t rest = rows % kMaxPanelRows;
  return rows - rest + (rest == 0 ? 0 : panel_rows(rest));
}

// visit(first row, rows of the panel, rows of them that exist, offset of the panel in units of the depth).
template <class Visit>
inline void for_each_panel(std::int64_t rows, Visit visit) {
  std::int64_t offset = 0;
  for (std::int64_t row = 0; row < rows;) {
    const int panel = panel_rows(rows - row);
    const auto present = static_cast<int>(rows - row < panel ? rows - row : panel);
    visit(row, panel, present, offset);
    row += present;
    offset += panel;
  }
}

// element(row, d) gives A; the packed form is [panel][d][row in panel].
template <class Element>
inline void pack_panels(std::int64_t rows, std::int64_t depth, Element element, float* packed) {
  for_each_panel(rows, [&](std::int64_t row, int panel, int present, std::int64_t offset) {
    float* to = packed + offset * depth;
    for (int r = 0; r < panel; ++r) {
      if (r < present) {
        for (std::int64_t d = 0; d < depth; ++d) to[d * panel + r] = element(row + r, d);
      } else {
        for (std::int64_t d = 0; d < depth; ++d) to[d * panel + r] = 0.0F;
      }
    }
  });
}

}  // namespace earshot::nn
