# The same bits for any number of threads (law M14). Sums belong to fixed stripes of rows and are combined in a fixed
# tree, whoever computes them and in whatever order; stripes and blocks are tried in tests/cpp.

draw_problem <- function(rows) {
  n <- rows + sample(0:999, 1L)
  data <- data.frame(a = stats::rnorm(n, 5), b = stats::rexp(n), c = stats::runif(n), g = factor(sample(letters[1:4], n, TRUE)))
  data$w <- sample(c(1, 2, 0.5, 0), n, TRUE)
  data$y <- as.integer(stats::runif(n) < stats::plogis(0.3 * data$a - data$b + 0.5 * (data$g == "c") - 0.7))
  data
}

#' Everything about a fit that threads could change
bits_of <- function(fit, subject) {
  list(
    subject$coef(fit), subject$vcov(fit), subject$deviance(fit), unname(fit$fitted.values), fit$iter,
    fit$convergence[c("reason", "distance", "reach", "loss")]
  )
}

fit_with_threads <- function(threads, data, way, subject) {
  old <- options(logreg.threads = threads)
  on.exit(options(old))
  suppressWarnings(switch(way,
    columns = subject$logreg(y ~ a + b + c + g, data, weights = w),
    matrix = subject$logreg(as.matrix(data[c("a", "b", "c")]), data$y),
    lbfgs = subject$logreg(y ~ a + b + g, data, solver = "lbfgs"),
    descent = subject$logreg(y ~ a + b, data, solver = "gradient_descent", epochs = 25)
  ))
}

run_threads <- function(size, seed, subject) {
  set.seed(seed)
  ways <- c("columns", "matrix", "lbfgs", "descent")
  differ <- character()
  for (i in seq_len(size)) {
    way <- ways[[1L + i %% 4L]]
    data <- draw_problem(c(300, 9000, 70000)[[1L + i %% 3L]])
    one <- bits_of(fit_with_threads(1L, data, way, subject), subject)
    same <- vapply(c(2L, 4L, 8L), function(k) identical(one, bits_of(fit_with_threads(k, data, way, subject), subject)), NA)
    if (!all(same)) differ <- c(differ, sprintf("%s with %d rows", way, nrow(data)))
  }
  measured("G one, two, four and eight threads: fits that differ in a bit", size, length(differ), 0, complaints = differ)
}

battery(
  "Threads", c(small = 12, full = 200, fault = 2), run_threads,
  faults = list("a sum that depends on the threads" = with_changed_fit(function(fit) {
    fit$coefficients <- fit$coefficients * (1 + .Machine$double.eps * getOption("logreg.threads"))
    fit
  }))
)
