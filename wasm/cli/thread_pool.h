// Threads for training: the core asks through train::ParallelFor, the command line has them. They live as long as the
// pool, since a batch may take less than a millisecond.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "train/parallel_for.h"

namespace earshot::cli {

class ThreadPool final : public train::ParallelFor {
 public:
  // 0: as many as there are cores. The calling thread is one of them.
  explicit ThreadPool(std::size_t num_threads = 0);
  ~ThreadPool() override;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] std::size_t num_workers() const noexcept override { return threads_.size() + 1; }
  // From one thread at a time.
  void run(std::size_t n, Work work) noexcept override;

 private:
  void serve();
  // Does pieces until none is left; `lock` is held before and after.
  void take_pieces(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable has_work_, all_done_;
  std::optional<Work> work_;
  std::size_t num_pieces_ = 0, next_ = 0, unfinished_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace earshot::cli
