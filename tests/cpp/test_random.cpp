#include "logreg/support/random.hpp"

#include <algorithm>
#include <numeric>

#include "laws.hpp"

namespace tests_of_random {

using logreg::Index;

TEST_CASE("a shuffle is the Fisher-Yates permutation of its draws, in the order of R's sample()") {
  // By hand, on rows 10, 20, 30, 40 and draws 1, 2, 0, 0:
  // draw 1 of 4 takes 20, 40 fills its place: 10 40 30; draw 2 of 3 takes 30: 10 40;
  // draw 0 of 2 takes 10, 40 fills its place; draw 0 of 1 takes 40.
  std::vector<Index> rows = {10, 20, 30, 40}, scratch;
  std::vector<Index> draws = {1, 2, 0, 0}, asked;
  std::size_t next = 0;
  logreg::shuffle(rows, scratch, [&](Index n) {
    asked.push_back(n);
    return draws[next++];
  });
  CHECK(rows == std::vector<Index>{20, 30, 10, 40});
  CHECK(asked == std::vector<Index>{4, 3, 2, 1});
}

TEST_CASE("all 24 permutations of four rows come equally often") {
  std::mt19937 generator(7);
  std::vector<int> seen(24, 0);
  std::vector<Index> scratch;
  const int rounds = 24000;
  for (int round = 0; round < rounds; ++round) {
    std::vector<Index> rows = {0, 1, 2, 3};
    logreg::shuffle(rows, scratch, [&](Index n) {
      return static_cast<Index>(generator() % static_cast<std::uint32_t>(n));
    });
    std::vector<Index> order(4), all = {0, 1, 2, 3};
    std::size_t rank = 0;
    while (all != rows) std::next_permutation(all.begin(), all.end()), ++rank;
    ++seen[rank];
  }
  // Chi-square on 23 degrees: above 49.7 with probability 0.001, and the seed is fixed.
  double statistic = 0;
  for (int count : seen) statistic += (count - 1000.0) * (count - 1000.0) / 1000.0;
  CHECK(statistic < 49.7);
}

}  // namespace tests_of_random
