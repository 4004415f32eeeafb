# What is measured: the package itself, by formula and by matrix.

threads_of_logreg <- function() options(logreg.threads = bench_threads())

by_formula <- function(model) {
  force(model)
  function(case, setting) {
    threads_of_logreg()
    from_table(stats::coef(summary(logreg::logreg(case$formula, data = case$data, model = model))))
  }
}

by_matrix <- function(case, setting) {
  threads_of_logreg()
  fit <- logreg::logreg(case$x, case$y)
  from_covariance(stats::coef(fit), stats::vcov(fit))
}

list(
  peer("logreg", "logreg", "table", by_formula(TRUE), threads = bench_threads()),
  peer("logreg, model = FALSE", "logreg", "table", by_formula(FALSE), threads = bench_threads()),
  peer("logreg (matrix)", "logreg", "matrix", by_matrix, threads = bench_threads(), suits = has_matrix)
)
