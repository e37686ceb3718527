// How the caller lends its threads: the core has none. Natively the command line hands in a pool; in the page, and by
// default, pieces of work run one after another. What is computed never depends on which.
#pragma once

#include <cstddef>

#include "preprocess/function_ref.h"

namespace earshot::train {

class ParallelFor {
 public:
  using Work = preprocess::FunctionRef<void(std::size_t index)>;

  virtual ~ParallelFor() = default;
  // How many pieces are worth handing over at once; at least 1.
  [[nodiscard]] virtual std::size_t num_workers() const noexcept = 0;
  // Calls work(0) .. work(n - 1), each once, in any order and at the same time if it likes; returns when all have
  // returned. `work` does not throw.
  virtual void run(std::size_t n, Work work) noexcept = 0;
};

class Sequential final : public ParallelFor {
 public:
  [[nodiscard]] std::size_t num_workers() const noexcept override { return 1; }
  void run(std::size_t n, Work work) noexcept override {
    for (std::size_t i = 0; i < n; ++i) work(i);
  }
};

}  // namespace earshot::train
