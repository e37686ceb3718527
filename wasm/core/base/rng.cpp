#include "base/rng.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace earshot {

Rng::Rng(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {
    seed += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    word = z ^ (z >> 31);
  }
}

Rng::State Rng::state() const {
  State out;
  std::copy(std::begin(state_), std::end(state_), std::begin(out.words));
  out.spare = spare_;
  out.has_spare = has_spare_;
  return out;
}

void Rng::restore(const State& state) {
  std::copy(std::begin(state.words), std::end(state.words), std::begin(state_));
  spare_ = state.spare;
  has_spare_ = state.has_spare;
}

std::uint64_t Rng::below(std::uint64_t n) {
  // Rejects the incomplete last block of size 2^64 mod n.
  const std::uint64_t threshold = (0 - n) % n;
  for (;;) {
    const std::uint64_t r = next();
    if (r >= threshold) return r % n;
  }
}

double Rng::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

}  // namespace earshot
