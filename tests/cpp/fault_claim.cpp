// A test that claims what is false: the runner must fail.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

TEST_CASE("a false claim") { CHECK(1 + 1 == 3); }
