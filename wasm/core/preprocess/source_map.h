// From positions in the gated waveform back to positions in the clip it was cut from.
#pragma once

#include <cstdint>
#include <vector>

namespace earshot::preprocess {

class SourceMap {
 public:
  SourceMap();

  // The next `count` gated samples are those of the clip from `source_start` on.
  void append(std::int64_t source_start, std::int64_t count);
  // The clip's sample that became gated sample `gated`, which must be appended and not forgotten.
  [[nodiscard]] std::int64_t source_of(std::int64_t gated) const noexcept;
  // Positions before `gated` will not be asked for any more.
  void forget_before(std::int64_t gated) noexcept;
  void reset() noexcept;

 private:
  struct Piece {
    std::int64_t gated_start;
    std::int64_t source_start;
  };
  std::vector<Piece> pieces_;  // in order; neighbours that touch in the clip are one
  std::int64_t num_gated_ = 0;
};

}  // namespace earshot::preprocess
