#include "logreg/support/thread_pool.hpp"

#include <numeric>
#include <set>

#include "laws.hpp"
#include "logreg/support/error.hpp"

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace tests_of_thread_pool {

using logreg::Index;

namespace {

const auto no_poll = [] {};

/// Runs `count` tasks and says how often each was done.
std::vector<int> count_tasks(logreg::ThreadPool& pool, Index count) {
  std::vector<std::atomic<int>> done(static_cast<std::size_t>(count));
  for (auto& one : done) one = 0;
  pool.run(count, [&](Index k) { ++done[static_cast<std::size_t>(k)]; }, no_poll);
  return std::vector<int>(done.begin(), done.end());
}

void wait_until(const std::atomic<bool>& flag) {
  while (!flag) std::this_thread::yield();
}

}  // namespace

TEST_CASE("every task is done once, for any number of threads and tasks, run after run") {
  for (Index threads : {1, 2, 4, 8}) {
    logreg::ThreadPool pool(threads);
    CHECK(pool.threads() == threads);
    for (int round = 0; round < 50; ++round)
      for (Index count : {0, 1, 2, 3, 16, 100})
        CHECK(count_tasks(pool, count) == std::vector<int>(static_cast<std::size_t>(count), 1));
  }
}

TEST_CASE("a pool of two works on two threads at once, the caller's among them") {
  logreg::ThreadPool pool(2);
  std::atomic<bool> first{false}, second{false};
  std::set<std::thread::id> who;
  std::mutex lock;
  // Each task waits for the other, so one thread alone could not end this.
  pool.run(2, [&](Index k) {
    (k == 0 ? first : second) = true;
    wait_until(k == 0 ? second : first);
    std::lock_guard<std::mutex> held(lock);
    who.insert(std::this_thread::get_id());
  }, no_poll);
  CHECK(who.size() == 2);
  CHECK(who.count(std::this_thread::get_id()) == 1);
}

TEST_CASE("an exception of any thread arrives at the caller, and the pool goes on working") {
  for (Index threads : {1, 4}) {
    logreg::ThreadPool pool(threads);
    for (Index bad : {0, 7, 15}) {
      CHECK_THROWS_WITH_AS(pool.run(16, [bad](Index k) { logreg::require(k != bad, "task failed"); }, no_poll),
                           "task failed", logreg::InputError);
      CHECK(count_tasks(pool, 5) == std::vector<int>(5, 1));
    }
  }
}

TEST_CASE("the caller polls while it waits, and a poll that throws ends the run after the tasks let go") {
  logreg::ThreadPool pool(2);
  std::atomic<bool> polled{false}, started{false};
  std::atomic<int> running{0};
  const auto caller = std::this_thread::get_id();
  // The worker holds its task until the caller, done with its own, has polled.
  const auto task = [&](Index) {
    ++running;
    if (std::this_thread::get_id() == caller) wait_until(started);
    else started = true, wait_until(polled);
    --running;
  };
  CHECK_THROWS_AS(pool.run(2, task, [&] {
    CHECK(std::this_thread::get_id() == caller);
    polled = true;
    throw logreg::Interrupted();
  }), logreg::Interrupted);
  CHECK(running == 0);
}

TEST_CASE("the shared pool is one, and another when the number of threads changes") {
  logreg::ThreadPool& pool = logreg::shared_pool(2);
  CHECK(&logreg::shared_pool(2) == &pool);
  CHECK(logreg::shared_pool(3).threads() == 3);
  CHECK(logreg::shared_pool(0).threads() == 1);
}

#ifndef _WIN32

namespace {

/// What a forked child ended with: its exit code, or minus the signal that ended it.
int outcome_of_child(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // a child that hangs is ended, and told apart
    work();
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("after a fork the child has a pool of its own, and the parent keeps its pool") {
  CHECK(count_tasks(logreg::shared_pool(2), 10) == std::vector<int>(10, 1));
  CHECK(outcome_of_child([] {
          const bool good = count_tasks(logreg::shared_pool(2), 10) == std::vector<int>(10, 1);
          _exit(good ? 0 : 2);
        }) == 0);
  CHECK(count_tasks(logreg::shared_pool(2), 10) == std::vector<int>(10, 1));
}

TEST_CASE("a forked child that ends in the ordinary way does not wait for its parent's threads") {
  CHECK(logreg::shared_pool(2).threads() == 2);
  // 23 is the leak check's code: the child cannot free what belongs to threads that it does not have.
  const int code = outcome_of_child([] { std::exit(0); });
  CHECK((code == 0 || code == 23));
}

#endif

}  // namespace tests_of_thread_pool
