// Passes on several threads at once, some of them interrupted, for the thread sanitizer to watch. It
// ends the program with an error at the first race; the answers are compared here.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "problems.hpp"

namespace {

class Fickle final : public logreg::Monitor {
 public:
  bool interrupted() override { return ++asked_ % 3 == 0; }

 private:
  int asked_ = 0;
};

bool bits_agree(const problems::Data& data) {
  const logreg::Vector beta = laws::random_vector(data.x.cols() + 1, 51);
  logreg::Evaluation one, many;
  problems::Whole alone(data, 1), shared(data, 4);
  alone.objective.evaluate(beta, logreg::Need::hessian, one);
  for (int round = 0; round < 20; ++round) {
    shared.objective.evaluate(beta, logreg::Need::hessian, many);
    if (!laws::same_bits(one.hessian, many.hessian)) return false;
  }
  return true;
}

/// Interrupted passes and failing tasks leave the pool fit for the next.
bool survives_interruption(const problems::Data& data) {
  const logreg::MemorySource source = data.source();
  const logreg::LogisticLoss loss;
  const logreg::NoPenalty none;
  Fickle monitor;
  logreg::LinearObjective objective(source, loss, none, 4, monitor);
  logreg::Evaluation at;
  int ended = 0;
  for (int round = 0; round < 30; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(51));
    try {
      objective.evaluate(logreg::Vector::Zero(source.cols()), logreg::Need::hessian, at);
      ++ended;
    } catch (const logreg::Interrupted&) {
    }
  }
  return ended > 0 && ended < 30;
}

bool pool_counts() {
  std::atomic<logreg::Index> sum{0};
  for (int round = 0; round < 200; ++round)
    logreg::shared_pool(2 + round % 3).run(50, [&](logreg::Index k) { sum += k; }, [] {});
  return sum == 200 * 1225;
}

}  // namespace

int main() {
  const problems::Data data = problems::many_rows(40000, 4);
  return bits_agree(data) && survives_interruption(data) && pool_counts() ? 0 : 1;
}
