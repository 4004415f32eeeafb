#include "logreg/solver/options.hpp"

#include <set>

#include "laws.hpp"
#include "logreg/solver/registry.hpp"

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
  CHECK(options.get_or("memory", 3.0) == 3.0);
  CHECK(options.get_or("epochs", 3.0) == 10.0);
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

TEST_CASE("every registered solver describes its options, and its defaults are in their range") {
  std::set<std::string> names;
  CHECK(!logreg::solver_registry().empty());
  for (const logreg::SolverEntry& entry : logreg::solver_registry()) {
    CAPTURE(entry.name);
    CHECK(names.insert(entry.name).second);
    const auto solver = logreg::make_solver(entry.name);
    logreg::Options options(solver->options());
    CHECK(options.get("tolerance") > 0);
    std::set<std::string> seen;
    for (const logreg::OptionSpec& spec : solver->options()) {
      CAPTURE(spec.name);
      CHECK(seen.insert(spec.name).second);
      CHECK(!spec.description.empty());
      CHECK(spec.minimum < spec.maximum);
      CHECK_NOTHROW(options.set(spec.name, spec.fallback));
    }
  }
  CHECK_THROWS_WITH_AS(logreg::make_solver("simplex"), "no solver is called 'simplex'", InputError);
}
