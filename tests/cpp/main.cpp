#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

// Never run with the others: `core-tests --no-skip -tc="a false claim fails"` must fail.
TEST_CASE("a false claim fails" * doctest::skip()) { CHECK(1 + 1 == 3); }
