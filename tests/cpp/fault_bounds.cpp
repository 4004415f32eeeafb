// Reads one past the end of an array: the address sanitizer must stop this.
#include <vector>

int main(int count, char**) {
  const std::vector<double> values(static_cast<std::size_t>(count) + 3, 1.0);
  const double* const first = values.data();
  volatile double beyond = first[values.size()];
  return beyond > 0 ? 0 : 0;
}
