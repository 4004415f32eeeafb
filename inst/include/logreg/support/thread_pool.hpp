#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <unistd.h>
#endif

#include "types.hpp"

namespace logreg {

/// A few threads that share the tasks 0, ..., count - 1 of a pass. The calling thread works too, and it
/// alone runs `poll`. The pool does not know what a task is; results stay the same for any number of
/// threads because every task owns its part of the answer.
class ThreadPool {
 public:
  explicit ThreadPool(Index threads) {
    for (Index k = 1; k < threads; ++k) workers_.emplace_back([this] { work(); });
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  ~ThreadPool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closing_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  Index threads() const { return static_cast<Index>(workers_.size()) + 1; }

  /// Runs task(k) for every k < count and returns when all have ended. `poll` is called on the calling
  /// thread while it waits; tasks are expected to poll on their own while it works. The first exception
  /// of any thread is rethrown here, after every thread has let go of the task.
  void run(Index count, const std::function<void(Index)>& task, const std::function<void()>& poll) {
    if (workers_.empty() || count < 2) {
      for (Index k = 0; k < count; ++k) task(k);
      return;
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      task_ = &task;
      count_ = count;
      next_ = 0;
      failure_ = nullptr;
      busy_ = static_cast<Index>(workers_.size());
      ++generation_;
    }
    wake_.notify_all();
    drain();
    wait_for_workers(poll);
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // The passes of a fit follow one another within microseconds, less than it takes to fall asleep and be woken:
  // so who has nothing to do looks around for some twenty to fifty of them first.
  static constexpr int kLooks = 1000;

  template <class Ready>
  static void look_around(Ready ready) {
    for (int k = 0; k < kLooks && !ready(); ++k) {
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
      __builtin_ia32_pause();
#else
      std::this_thread::yield();
#endif
    }
  }

  void work() {
    Index seen = 0;
    for (;;) {
      look_around([&] { return generation_ != seen || closing_; });
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [&] { return closing_ || generation_ != seen; });
      if (closing_) return;
      seen = generation_;
      lock.unlock();
      drain();
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  void drain() {
    try {
      for (Index k = next_++; k < count_; k = next_++) (*task_)(k);
    } catch (...) {
      keep_failure();
    }
  }

  void keep_failure() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    next_ = count_;
  }

  void wait_for_workers(const std::function<void()>& poll) {
    look_around([&] { return busy_ == 0; });
    std::unique_lock<std::mutex> lock(mutex_);
    while (!done_.wait_for(lock, std::chrono::milliseconds(50), [&] { return busy_ == 0; })) {
      lock.unlock();
      try {
        poll();
      } catch (...) {
        keep_failure();
      }
      lock.lock();
    }
  }

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(Index)>* task_ = nullptr;
  std::atomic<Index> next_{0}, busy_{0}, generation_{0};
  Index count_ = 0;
  std::atomic<bool> closing_{false};
  std::exception_ptr failure_;
};

/// Owns the process's pool. A forked child has none of its parent's threads: what it inherits of the
/// pool is let go, never joined, neither when the child fits nor when it ends.
class PoolOwner {
 public:
  ~PoolOwner() { leave_inherited(); }

  ThreadPool& with_threads(Index threads) {
    leave_inherited();
    threads = std::max<Index>(threads, 1);
    if (!pool_ || pool_->threads() != threads) pool_ = std::make_unique<ThreadPool>(threads);
    return *pool_;
  }

 private:
#ifdef _WIN32
  void leave_inherited() {}
#else
  void leave_inherited() {
    if (process_ == getpid()) return;
    (void)pool_.release();
    process_ = getpid();
  }
  pid_t process_ = getpid();
#endif
  std::unique_ptr<ThreadPool> pool_;
};

/// The process's pool with this many threads, made on first use.
inline ThreadPool& shared_pool(Index threads) {
  static PoolOwner owner;
  return owner.with_threads(threads);
}

/// The tasks 0, ..., count - 1 on so many threads; on the calling one alone where there is nothing to share.
inline void run_tasks(Index threads, Index count, const std::function<void(Index)>& task,
                      const std::function<void()>& poll = [] {}) {
  if (threads > 1 && count > 1) return shared_pool(threads).run(count, task, poll);
  for (Index k = 0; k < count; ++k) task(k);
}

}  // namespace logreg
