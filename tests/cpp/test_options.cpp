#include "logreg/solver/options.hpp"

#include <doctest/doctest.h>

namespace tests_of_options {

using logreg::InputError;

namespace {

logreg::Options sample() {
  return logreg::Options({{"rate", logreg::kNaN, 0, logreg::kInfinity, false, true, true, "above 0"},
                          {"epochs", 10, 1, 1e9, true, false, false, "a whole number"},
                          {"momentum", 0, 0, 1, false, false, true, "from 0, below 1"}});
}

}  // namespace

TEST_CASE("options take their defaults, then what is set") {
  logreg::Options options = sample();
  CHECK(options.is_derived("rate"));
  CHECK(options.count("epochs") == 10);
  CHECK(!options.is_on("momentum"));
  options.set("rate", 0.5);
  options.set("momentum", 0.9);
  CHECK(options.get("rate") == 0.5);
  CHECK(!options.is_derived("rate"));
  CHECK(options.is_on("momentum"));
  options.set("rate", logreg::kNaN);
  CHECK(options.is_derived("rate"));
}

TEST_CASE("values out of range and unknown names are errors") {
  logreg::Options options = sample();
  CHECK_THROWS_AS(options.set("rate", 0.0), InputError);
  CHECK_THROWS_AS(options.set("rate", -1.0), InputError);
  CHECK_THROWS_AS(options.set("rate", logreg::kInfinity), InputError);
  CHECK_THROWS_AS(options.set("epochs", 0.0), InputError);
  CHECK_THROWS_AS(options.set("epochs", 1.5), InputError);
  CHECK_THROWS_AS(options.set("epochs", logreg::kNaN), InputError);
  CHECK_THROWS_AS(options.set("momentum", 1.0), InputError);
  CHECK_THROWS_AS(options.set("speed", 1.0), InputError);
  CHECK_THROWS_AS(options.get("speed"), InputError);
  options.set("momentum", 0.0);
  options.set("epochs", 1.0);
  CHECK(options.count("epochs") == 1);
}

}  // namespace tests_of_options
