// Places buffers with lifetimes in one block of memory, so that those which never live at the same time share it.
#pragma once

#include <cstddef>
#include <span>

namespace earshot::nn {

struct Lifetime {
  std::size_t size = 0;             // floats
  std::size_t first = 0, last = 0;  // steps at which it is written first and read last
  std::size_t offset = 0;           // result
};

// Sets every offset (aligned) and returns the floats needed in all. Largest first, each at the lowest free place.
std::size_t place_buffers(std::span<Lifetime> buffers);

}  // namespace earshot::nn
