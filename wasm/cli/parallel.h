// Both cores for work on many files: threads live in the command line only, the core has none.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace earshot::cli {

// Calls make_worker() once a thread and the worker it returns for each index 0 .. n-1. Results must go to places of
// their own (one per index), so that the order of work does not matter. The first exception is rethrown.
template <class MakeWorker>
void parallel_for(std::size_t n, const MakeWorker& make_worker) {
  const std::size_t num_threads =
      std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, std::max<std::size_t>(n, 1));
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(num_threads);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < num_threads; ++t) {
    threads.emplace_back([&, t] {
      try {
        auto worker = make_worker();
        for (std::size_t i = next++; i < n; i = next++) worker(i);
      } catch (...) {
        failures[t] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace earshot::cli
