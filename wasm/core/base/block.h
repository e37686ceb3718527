// Eigen enters the core here only.
#pragma once

// Otherwise square roots of vectors come from an estimate whose bits differ between makers of processors, and from
// those of single numbers.
#define EIGEN_FAST_MATH 0

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <tuple>

namespace earshot {

#ifdef EIGEN_VECTORIZE

// A few numbers at any address. Eigen's maps of any length work on single numbers up to an aligned address, so that
// rounding would depend on where the heap put them; maps of one size do not.
inline constexpr std::size_t kBlock = 16;
using Block = Eigen::Array<float, kBlock, 1>;
using BlockMap = Eigen::Map<Block>;
using ConstBlockMap = Eigen::Map<const Block>;

// update(a block of `input`, the same block of each of `outputs`) from the first to the last. All hold as many numbers;
// in the last block those behind the end read as 0 and are not written.
template <class Update, class... Outputs>
void for_each_block(Update update, std::span<const float> input, Outputs&&... outputs) {
  std::size_t at = 0;
  for (; at + kBlock <= input.size(); at += kBlock)
    update(ConstBlockMap(input.data() + at), BlockMap(outputs.data() + at)...);
  const std::size_t rest = input.size() - at;
  if (rest == 0) return;
  const auto padded = [&](const float* from) {
    Block block = Block::Zero();
    std::copy_n(from + at, rest, block.data());
    return block;
  };
  const Block last = padded(input.data());
  std::array<Block, sizeof...(outputs)> copies = {padded(outputs.data())...};
  std::apply([&](auto&... block) { update(ConstBlockMap(last.data()), BlockMap(block.data())...); }, copies);
  std::size_t i = 0;
  (std::copy_n(copies[i++].data(), rest, outputs.data() + at), ...);
}

#else

// Without vectors of Eigen's (WebAssembly) a map of any length works on single numbers throughout: there is nothing to
// cut, and the compiler makes better vectors of one long loop (Adam in half the time).
using BlockMap = Eigen::Map<Eigen::ArrayXf>;
using ConstBlockMap = Eigen::Map<const Eigen::ArrayXf>;

// update(`input`, each of `outputs`). All hold as many numbers.
template <class Update, class... Outputs>
void for_each_block(Update update, std::span<const float> input, Outputs&&... outputs) {
  const auto n = static_cast<Eigen::Index>(input.size());
  update(ConstBlockMap(input.data(), n), BlockMap(outputs.data(), n)...);
}

#endif

}  // namespace earshot
