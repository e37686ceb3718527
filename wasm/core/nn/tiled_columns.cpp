#include "nn/tiled_columns.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/set_up.h"

namespace earshot::nn {
namespace {

// Tiles that pass under one panel of weights before the next panel: their input stays in the L1 cache.
constexpr std::size_t kTilesInBlock = 16;

template <bool kAdd>
void store_whole(Wide low, Wide high, float* to) {
  store_wide(to, kAdd ? load_wide(to) + low : low);
  store_wide(to + kWide, kAdd ? load_wide(to + kWide) + high : high);
}

// A tile with columns that are not wanted, or whose outputs do not follow each other. Not inlined: its array would take
// the accumulators of the innermost loop to memory with it.
template <bool kAdd>
[[gnu::noinline]] void store_some(const TiledColumns& columns, const TiledColumns::Tile& tile, Wide low, Wide high,
                                  float* y) {
  float values[kTile];
  store_wide(values, low);
  store_wide(values + kWide, high);
  if (tile.scatter < 0) {
    float* to = y + tile.out;
    for (std::int32_t j = 0; j < tile.count; ++j) to[j] = kAdd ? to[j] + values[j] : values[j];
    return;
  }
  const std::int32_t* positions = columns.scatter(tile);
  for (std::int64_t j = 0; j < kTile; ++j) {
    if (positions[j] >= 0) y[positions[j]] = kAdd ? y[positions[j]] + values[j] : values[j];
  }
}

template <bool kAdd, int kRows, int kTiles>
void run_tiles(const TiledProduct& product, std::span<const TiledColumns::Tile> tiles, const float* panel, int present,
               const float* staged, const float* initial, float* y) {
  const std::int32_t* offsets = product.offsets.data();
  for (std::size_t first = 0; first < tiles.size(); first += kTiles) {
    // A last group that is short repeats its last tile and stores it once.
    const float* in[kTiles];
    for (std::size_t t = 0; t < kTiles; ++t) in[t] = staged + tiles[std::min(first + t, tiles.size() - 1)].in;
    Accumulators<kRows, kTiles> acc;
    for (int r = 0; r < kRows; ++r) {
      const Wide start = splat(initial != nullptr && r < present ? initial[r] : 0.0F);
      for (int t = 0; t < kTiles; ++t) acc.low[r][t] = acc.high[r][t] = start;
    }
    accumulate_tiles<kRows, kTiles>(
        product.depth(), panel, in, [&](std::int64_t d) { return offsets[d]; }, acc);
    const auto store = [&](std::size_t t, int r, Wide low, Wide high) {
      if (first + t >= tiles.size() || r >= present) return;
      const TiledColumns::Tile& tile = tiles[first + t];
      float* to = y + r * product.y_stride;
      if (tile.scatter < 0 && tile.count == kTile) {
        store_whole<kAdd>(low, high, to + tile.out);
      } else {
        store_some<kAdd>(product.columns, tile, low, high, to);
      }
    };
    // Written out while compiling: a loop with variable indices would do the same.
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (store(i / kRows, static_cast<int>(i % kRows), acc.low[i % kRows][i / kRows], acc.high[i % kRows][i / kRows]),
       ...);
    }
    (std::make_index_sequence<kRows * kTiles>{});
  }
}

template <bool kAdd>
void run(const TiledProduct& product, const float* packed, const float* staged, const float* initial, float* y,
         const Kernel* then) {
  const std::span<const TiledColumns::Tile> all = product.columns.tiles();
  for (std::size_t first = 0; first < all.size(); first += kTilesInBlock) {
    const auto tiles = all.subspan(first, std::min(kTilesInBlock, all.size() - first));
    const auto written = then == nullptr ? std::pair<std::int64_t, std::int64_t>() : product.columns.written_by(tiles);
    for_each_panel(product.rows, [&](std::int64_t row, int rows, int present, std::int64_t offset) {
      const float* panel = packed + offset * product.depth();
      const float* start = initial == nullptr ? nullptr : initial + row;
      float* to = y + row * product.y_stride;
      if (rows == 1) {
        run_tiles<kAdd, 1, 4>(product, tiles, panel, present, staged, start, to);
      } else if (rows == 2) {
        run_tiles<kAdd, 2, 2>(product, tiles, panel, present, staged, start, to);
      } else {
        run_tiles<kAdd, kMaxPanelRows, 1>(product, tiles, panel, present, staged, start, to);
      }
      // While it is in the L1 cache.
      for (int r = 0; then != nullptr && r < present; ++r) {
        then->map(to + r * product.y_stride + written.first, written.second - written.first);
      }
    });
  }
}

}  // namespace

EARSHOT_SET_UP TiledColumns::TiledColumns(const std::vector<std::pair<std::int64_t, std::int64_t>>& columns) {
  for (std::size_t i = 0; i < columns.size();) {
    const auto [in, out] = columns[i];
    Tile tile{static_cast<std::int32_t>(in), static_cast<std::int32_t>(out), -1, 0};
    std::int32_t positions[kTile];
    std::fill_n(positions, kTile, -1);
    bool follow = true;
    for (; i < columns.size() && columns[i].first < in + kTile; ++i, ++tile.count) {
      positions[columns[i].first - in] = static_cast<std::int32_t>(columns[i].second);
      follow = follow && columns[i].first - in == tile.count && columns[i].second - out == tile.count;
    }
    if (!follow) {
      tile.scatter = static_cast<std::int32_t>(scatter_.size());
      scatter_.insert(scatter_.end(), positions, positions + kTile);
    }
    all_full_ = all_full_ && tile.count == kTile;
    tiles_.push_back(tile);
  }
}

std::pair<std::int64_t, std::int64_t> TiledColumns::written_by(std::span<const Tile> tiles) const {
  const Tile& last = tiles.back();
  std::int64_t end = last.out + last.count;
  if (last.scatter >= 0) {
    const std::int32_t* positions = scatter(last);
    end = *std::max_element(positions, positions + kTile) + 1;
  }
  return {tiles.front().out, end};
}

void TiledProduct::overwrite(const float* packed, const float* staged, const float* initial, float* y,
                             const Kernel* then) const noexcept {
  run<false>(*this, packed, staged, initial, y, then);
}

void TiledProduct::add(const float* packed, const float* staged, float* y) const noexcept {
  run<true>(*this, packed, staged, nullptr, y, nullptr);
}

}  // namespace earshot::nn
