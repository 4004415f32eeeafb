#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "logreg/kernel/instruction_sets.hpp"

/// All tests run with the kernels that a user of this machine gets.
int main(int count, char** arguments) {
  logreg::chosen_kernels() = logreg::kernels_named("auto");
  return doctest::Context(count, arguments).run();
}
