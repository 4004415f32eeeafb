// Adds one to the largest int: the undefined-behaviour sanitizer must stop this.
#include <limits>

int main(int count, char**) {
  const int most = std::numeric_limits<int>::max();
  volatile int sum = most + count;
  return sum > 0 ? 0 : 0;
}
