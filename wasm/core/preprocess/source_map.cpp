#include "preprocess/source_map.h"

#include <algorithm>
#include <iterator>

namespace earshot::preprocess {
namespace {
// The gate keeps at least a window (50 ms) in one piece, so this covers segments of 12 s without allocating.
constexpr std::size_t kUsualPieces = 256;
}  // namespace

SourceMap::SourceMap() { pieces_.reserve(kUsualPieces); }

void SourceMap::append(std::int64_t source_start, std::int64_t count) {
  const bool continues =
      !pieces_.empty() && pieces_.back().source_start + (num_gated_ - pieces_.back().gated_start) == source_start;
  if (!continues && count > 0) pieces_.push_back({num_gated_, source_start});
  num_gated_ += count;
}

std::int64_t SourceMap::source_of(std::int64_t gated) const noexcept {
  const auto after =
      std::upper_bound(pieces_.begin(), pieces_.end(), gated,
                       [](std::int64_t position, const Piece& piece) { return position < piece.gated_start; });
  if (after == pieces_.begin()) return gated;  // nothing appended, or forgotten: out of contract
  const Piece& piece = *std::prev(after);
  return piece.source_start + (gated - piece.gated_start);
}

void SourceMap::forget_before(std::int64_t gated) noexcept {
  const auto keep =
      std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return piece.gated_start > gated; });
  // The piece that holds `gated` is the one before.
  if (keep != pieces_.begin()) pieces_.erase(pieces_.begin(), std::prev(keep));
}

void SourceMap::reset() noexcept {
  pieces_.clear();
  num_gated_ = 0;
}

}  // namespace earshot::preprocess
