// Passes on several threads at once, some of them interrupted, for the thread sanitizer to watch. It
// ends the program with an error at the first race; the answers are compared here.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "logreg/fit/fit.hpp"
#include "logreg/kernel/instruction_sets.hpp"
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
    if (!laws::same_bits(alone.objective.hessian_triangle(beta), shared.objective.hessian_triangle(beta))) return false;
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

/// Whole fits, numbers and factors, with the buffers that every thread keeps for itself: the survey, the
/// pilot, the passes and the linear predictors. One thread and several give the same bits.
bool fits_agree(const problems::Data& data) {
  std::vector<logreg::Column> columns = data.columns();
  std::vector<int> codes(static_cast<std::size_t>(data.y.size()));
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = 1 + static_cast<int>(i * 7 % 6);
  for (logreg::Index level = 1; level < 6; ++level) columns.push_back(logreg::Column::indicator(codes.data(), level, 6));
  const logreg::MemorySource source(columns, data.response());
  logreg::Monitor quiet;
  logreg::Vector beta, eta(data.y.size()), first_eta;
  for (logreg::Index threads : {1, 4, 2}) {
    logreg::FitSpec spec;
    spec.threads = threads;
    spec.eta = eta.data();
    const logreg::FitResult result = logreg::Fit(source, data.response(), spec, quiet, {}).run();
    if (result.reason != logreg::StopReason::converged) return false;
    if (threads == 1) beta = result.beta, first_eta = eta;
    if (!laws::same_bits(beta, result.beta) || !laws::same_bits(first_eta, eta)) return false;
  }
  return true;
}

/// Two threads that belong to nobody's pool pass over the same source at the same time.
bool passes_do_not_meet(const problems::Data& data) {
  const logreg::MemorySource source = data.source();
  const logreg::Vector beta = laws::random_vector(source.cols(), 52);
  logreg::Vector eta[2] = {logreg::Vector(data.y.size()), logreg::Vector(data.y.size())};
  std::thread other([&] { logreg::write_linear_predictor(source, beta, 1, eta[0].data()); });
  logreg::write_linear_predictor(source, beta, 1, eta[1].data());
  other.join();
  return laws::same_bits(eta[0], eta[1]);
}

bool pool_counts() {
  std::atomic<logreg::Index> sum{0};
  for (int round = 0; round < 200; ++round)
    logreg::shared_pool(2 + round % 3).run(50, [&](logreg::Index k) { sum += k; }, [] {});
  return sum == 200 * 1225;
}

}  // namespace

int main() {
  logreg::chosen_kernels() = logreg::kernels_named("auto");
  const problems::Data data = problems::many_rows(40000, 4);
  return bits_agree(data) && fits_agree(data) && passes_do_not_meet(data) && survives_interruption(data) && pool_counts() ? 0 : 1;
}
