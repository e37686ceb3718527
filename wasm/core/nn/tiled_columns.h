// Which columns of a convolution share a tile. A convolution is the product weights x columns, where column p of the
// input needs no copy: entry d of it is staged[offset[d] + p]. Output positions next to each other have columns next to
// each other, apart from the gap between rows, so a tile of kTile columns starting anywhere covers every wanted
// position in its range.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "nn/kernel.h"
#include "nn/micro_kernel.h"

namespace earshot::nn {

class TiledColumns {
 public:
  // (staged position, output position) of every wanted column, staged positions ascending.
  TiledColumns() = default;
  explicit TiledColumns(const std::vector<std::pair<std::int64_t, std::int64_t>>& columns);

  struct Tile {
    std::int32_t in = 0;   // staged position of its first column
    std::int32_t out = 0;  // output position of its first column, when those of all follow it
    std::int32_t scatter =
        -1;                  // else: where in `scatter` the output positions of its kTile columns are (-1: not wanted)
    std::int32_t count = 0;  // columns wanted, when they are the first ones and follow each other
  };
  [[nodiscard]] const std::vector<Tile>& tiles() const { return tiles_; }
  [[nodiscard]] const std::int32_t* scatter(const Tile& tile) const { return scatter_.data() + tile.scatter; }
  // Output positions that a run of tiles writes, half open.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> written_by(std::span<const Tile> tiles) const;
  // Whether every tile is full, so that no staged position beyond the last column is read.
  [[nodiscard]] bool all_full() const { return all_full_; }

 private:
  std::vector<Tile> tiles_;
  std::vector<std::int32_t> scatter_;
  bool all_full_ = true;
};

// y[row * y_stride + position] = initial[row] + sum over d of packed[row][d] * staged[offsets[d] + column], or += that
// sum.
struct TiledProduct {
  std::int64_t rows = 0;
  std::vector<std::int32_t> offsets;  // one for each d
  TiledColumns columns;
  std::int64_t y_stride = 0;

  [[nodiscard]] std::int64_t depth() const { return static_cast<std::int64_t>(offsets.size()); }
  [[nodiscard]] std::int64_t packed_size() const { return packed_rows(rows) * depth(); }
  // initial: nullptr for zeros. then: an elementwise kernel for what has been written, or nullptr.
  void overwrite(const float* packed, const float* staged, const float* initial, float* y,
                 const Kernel* then = nullptr) const noexcept;
  void add(const float* packed, const float* staged, float* y) const noexcept;
};

}  // namespace earshot::nn
