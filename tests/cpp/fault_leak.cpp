// Forgets what it allocated: the leak check at exit must notice.
#include <cstdlib>

int main(int count, char**) {
  void* volatile forgotten = std::malloc(static_cast<std::size_t>(count) * 100);
  forgotten = nullptr;
  return forgotten == nullptr ? 0 : 1;
}
