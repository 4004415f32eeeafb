# glm() with its blocks of rows spread over threads; FAST solves the normal equations.

parglm_with <- function(threads) {
  fit <- function(case, setting) {
    control <- parglm::parglm.control(epsilon = setting, maxit = 100L, nthreads = threads, method = "FAST")
    from_table(stats::coef(summary(parglm::parglm(case$formula, stats::binomial(), case$data, control = control))))
  }
  peer(sprintf("parglm FAST, %d", threads), "parglm", "table", fit,
       settings = c(1e-6, 1e-8, 1e-10, 1e-12), threads = threads)
}

lapply(unique(c(1L, bench_threads())), parglm_with)
