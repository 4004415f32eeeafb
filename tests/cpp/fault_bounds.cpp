// Reads one past the end of an array: the address sanitizer must stop this.
#include <vector>

int main(int count, char**) {
  const std::vector<double> values(static_cast<std::size_t>(count) + 3, 1.0);
  const double* const first = values.data();
  return first[values.size()] > 0.5 ? 0 : 0;
}
