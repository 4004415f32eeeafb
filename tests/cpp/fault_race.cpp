// Two threads count in the same variable without a lock: the thread sanitizer must notice.
#include <thread>

int shared_count = 0;

int main() {
  const auto count = [] {
    for (int k = 0; k < 1000; ++k) ++shared_count;
  };
  std::thread one(count), two(count);
  one.join();
  two.join();
  return 0;
}
