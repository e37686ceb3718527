#include "cli/thread_pool.h"

#include <algorithm>

namespace earshot::cli {

ThreadPool::ThreadPool(std::size_t num_threads) {
  if (num_threads == 0) num_threads = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  for (std::size_t i = 1; i < num_threads; ++i) threads_.emplace_back([this] { serve(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::run(std::size_t n, Work work) noexcept {
  if (n == 1 || threads_.empty()) {
    for (std::size_t i = 0; i < n; ++i) work(i);
    return;
  }
  std::unique_lock lock(mutex_);
  work_ = work;
  num_pieces_ = unfinished_ = n;
  next_ = 0;
  has_work_.notify_all();
  take_pieces(lock);
  all_done_.wait(lock, [this] { return unfinished_ == 0; });
  work_.reset();
}

void ThreadPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    has_work_.wait(lock, [this] { return stopping_ || (work_ && next_ < num_pieces_); });
    if (stopping_) return;
    take_pieces(lock);
  }
}

void ThreadPool::take_pieces(std::unique_lock<std::mutex>& lock) {
  while (next_ < num_pieces_) {
    const std::size_t piece = next_++;
    const Work work = *work_;
    lock.unlock();
    work(piece);
    lock.lock();
    if (--unfinished_ == 0) all_done_.notify_one();
  }
}

}  // namespace earshot::cli
