#include "nn/arena.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "nn/aligned_buffer.h"

namespace earshot::nn {

std::size_t place_buffers(std::span<Lifetime> buffers) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return buffers[a].size > buffers[b].size; });

  std::vector<std::size_t> placed;  // sorted by offset
  std::size_t total = 0;
  for (const std::size_t i : order) {
    Lifetime& buffer = buffers[i];
    std::size_t at = 0;
    for (const std::size_t j : placed) {
      const Lifetime& other = buffers[j];
      if (other.last < buffer.first || buffer.last < other.first) continue;
      if (at + aligned_size(buffer.size) <= other.offset) break;
      at = std::max(at, other.offset + aligned_size(other.size));
    }
    buffer.offset = at;
    total = std::max(total, at + aligned_size(buffer.size));
    placed.insert(std::upper_bound(placed.begin(), placed.end(), i,
                                   [&](std::size_t a, std::size_t b) { return buffers[a].offset < buffers[b].offset; }),
                  i);
  }
  return total;
}

}  // namespace earshot::nn
