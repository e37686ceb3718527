// Deterministic random numbers: the same seed gives the same stream natively and in WebAssembly.
// std:: distributions differ between standard libraries, so the few we need are defined here.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <utility>

namespace earshot {

// xoshiro256** (Blackman and Vigna, 2018), seeded through SplitMix64.
class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  [[nodiscard]] std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  // Uniform in [0, 1).
  [[nodiscard]] double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
  // Uniform in 0 .. n-1, without modulo bias; n >= 1.
  [[nodiscard]] std::uint64_t below(std::uint64_t n);
  // Standard normal (Box-Muller).
  [[nodiscard]] double normal();

  // All there is to it, to go on from here later.
  struct State {
    std::uint64_t words[4] = {};
    double spare = 0.0;
    bool has_spare = false;
  };
  [[nodiscard]] State state() const;
  void restore(const State& state);

  // Fisher-Yates.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
    }
  }

 private:
  std::uint64_t state_[4];
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace earshot
