# Descent repeated by hand: plain R loops that share nothing with the core but the definitions.

# One run of descent in the columns of `x` as they are. The mean is weighted, the weights divided by
# their mean over the rows with a positive one; rows without weight are left out. `strength` is the
# ridge penalty on each coefficient. `step` turns a gradient into a step. Row e + 1 is the state after
# epoch e: loss, objective, gradient_norm, step, coefficients.
descend_by_hand <- function(x, y, epochs, step, rate, weight = rep(1, length(y)), offset = rep(0, length(y)),
                            start = rep(0, ncol(x)), strength = 0, decay = 0, batch = NULL, ahead = identity) {
  used <- which(weight > 0)
  weight <- weight / mean(weight[used])
  gradient <- function(beta, rows) {
    prob <- 1 / (1 + exp(-(x[rows, , drop = FALSE] %*% beta + offset[rows])))
    drop(t(x[rows, , drop = FALSE]) %*% (weight[rows] * (prob - y[rows]))) / length(rows) + strength * beta
  }
  state <- function(beta, change) {
    eta <- drop(x %*% beta) + offset
    loss <- mean((weight * (log(1 + exp(eta)) - y * eta))[used])
    c(loss, loss + sum(strength * beta^2) / 2, sqrt(sum(gradient(beta, used)^2)), sqrt(sum(change^2)), beta)
  }
  beta <- start
  path <- rbind(state(beta, 0))
  order <- used
  for (epoch in seq_len(epochs)) {
    before <- beta
    if (!is.null(batch)) order <- order[sample.int(length(order))]
    for (first in seq(1, length(order), by = batch %||% length(order))) {
      rows <- order[first:min(length(order), first + (batch %||% length(order)) - 1)]
      beta <- beta + step(gradient(ahead(beta), rows), rate / (1 + decay * epoch))
    }
    path <- rbind(path, state(beta, beta - before))
  }
  path
}

plain_step <- function(gradient, rate) -rate * gradient

momentum_step <- function(share) {
  velocity <- 0
  list(
    step = function(gradient, rate) velocity <<- share * velocity - rate * gradient,
    ahead = function(beta) beta + share * velocity
  )
}

adam_step <- function(beta1, beta2, epsilon) {
  first <- second <- steps <- 0
  function(gradient, rate) {
    steps <<- steps + 1
    first <<- beta1 * first + (1 - beta1) * gradient
    second <<- beta2 * second + (1 - beta2) * gradient^2
    -rate * (first / (1 - beta1^steps)) / (sqrt(second / (1 - beta2^steps)) + epsilon)
  }
}

# The z-scores of the columns, as scale() makes them; with weights the mean and the squares are weighted.
# `back` takes a path of coefficients to the user's units.
z_scores <- function(x, weight = rep(1, nrow(x)), intercept = TRUE) {
  used <- weight > 0
  mean_of <- function(column) sum(weight * column) / sum(weight)
  n <- sum(used)
  center <- if (intercept) apply(x, 2, mean_of) else rep(0, ncol(x))
  scale <- sqrt(apply(sweep(x, 2, center)^2, 2, mean_of) * n / (n - 1))
  z <- sweep(sweep(x, 2, center), 2, scale, "/")
  list(
    x = if (intercept) cbind(1, z) else z, center = center, scale = scale,
    back = function(path) {
      if (!intercept) return(sweep(path, 2, scale, "/"))
      slopes <- sweep(path[, -1, drop = FALSE], 2, scale, "/")
      cbind(path[, 1] - slopes %*% center, slopes)
    }
  )
}

random_design <- function(seed, n = 40, p = 3) {
  set.seed(seed)
  x <- matrix(stats::rnorm(n * p, mean = 0.5, sd = rep(c(1, 0.3, 2), each = n)), n, p)
  list(
    x = x, y = as.numeric(stats::runif(n) < stats::plogis(x %*% c(1, -1, 0.5))),
    weight = stats::rexp(n) * rep(c(1, 1, 1, 0), length.out = n), offset = stats::rnorm(n) / 2
  )
}

expect_path <- function(fit, path, beta, tolerance = 1e-10) {
  trace <- as.matrix(fit$trace)
  testthat::expect_identical(unname(trace[, "epoch"]), as.numeric(seq_len(nrow(path)) - 1))
  for (k in seq_along(c("loss", "objective", "gradient_norm", "step"))) {
    name <- c("loss", "objective", "gradient_norm", "step")[[k]]
    if (name %in% colnames(trace)) testthat::expect_equal(unname(trace[, name]), path[, k], tolerance = tolerance, info = name)
  }
  ours <- trace[, names(coef(fit)), drop = FALSE]
  testthat::expect_equal(unname(ours), unname(beta), tolerance = tolerance)
  testthat::expect_equal(unname(coef(fit)), unname(beta[nrow(beta), ]), tolerance = tolerance)
}

# logreg() told to run to the end; that it then says how far it is, is tested elsewhere.
descend <- function(..., solver = "gradient_descent", epochs = 200, tolerance = 0) {
  suppressWarnings(logreg(..., solver = solver, epochs = epochs, tolerance = tolerance))
}

test_that("200 epochs of batch descent on raw columns are the loop's", {
  d <- random_design(1)
  for (intercept in c(TRUE, FALSE)) {
    x <- if (intercept) cbind(1, d$x) else d$x
    fit <- descend(d$x, d$y, intercept = intercept, learning_rate = 0.2, standardize = FALSE)
    path <- descend_by_hand(x, d$y, 200, plain_step, 0.2)
    expect_path(fit, path, path[, -(1:4)])
    fit <- descend(
      d$x, d$y, weights = d$weight, offset = d$offset, intercept = intercept, learning_rate = 0.2, standardize = FALSE
    )
    path <- descend_by_hand(x, d$y, 200, plain_step, 0.2, weight = d$weight, offset = d$offset)
    expect_path(fit, path, path[, -(1:4)])
  }
})

test_that("200 epochs of batch descent on z-scores are the loop's, mapped back", {
  d <- random_design(2)
  expect_equal(z_scores(d$x)$x[, -1], scale(d$x), ignore_attr = TRUE) # the helper means what scale() means
  expect_equal(z_scores(d$x, intercept = FALSE)$x, scale(d$x, center = FALSE), ignore_attr = TRUE)
  for (intercept in c(TRUE, FALSE)) {
    z <- z_scores(d$x, intercept = intercept)
    fit <- descend(d$x, d$y, intercept = intercept, learning_rate = 0.7)
    path <- descend_by_hand(z$x, d$y, 200, plain_step, 0.7)
    expect_path(fit, path, z$back(path[, -(1:4)]))
    z <- z_scores(d$x, d$weight, intercept)
    fit <- descend(d$x, d$y, weights = d$weight, offset = d$offset, intercept = intercept, learning_rate = 0.7)
    path <- descend_by_hand(z$x, d$y, 200, plain_step, 0.7, weight = d$weight, offset = d$offset)
    expect_path(fit, path, z$back(path[, -(1:4)]))
  }
})

test_that("descent starts where it is told, in the user's units", {
  d <- random_design(3)
  start <- c(0.5, -1, 2, 0.25)
  z <- z_scores(d$x)
  fit <- descend(d$x, d$y, start = start, learning_rate = 0.5, epochs = 50)
  path <- descend_by_hand(z$x, d$y, 50, plain_step, 0.5, start = c(start[1] + sum(start[-1] * z$center), start[-1] * z$scale))
  expect_path(fit, path, z$back(path[, -(1:4)]))
  expect_equal(unlist(fit$trace[1, names(coef(fit))]), start, tolerance = 1e-14, ignore_attr = TRUE)
})

test_that("a formula with a factor descends in the columns of model.matrix()", {
  x <- stats::model.matrix(~ wt + factor(gear), mtcars)
  fit <- descend(am ~ wt + factor(gear), mtcars, learning_rate = 0.1, standardize = FALSE)
  path <- descend_by_hand(x, mtcars$am, 200, plain_step, 0.1)
  expect_path(fit, path, path[, -(1:4)])
})

test_that("momentum, Nesterov's momentum and decay are as written on the help page", {
  d <- random_design(4)
  x <- cbind(1, d$x)
  for (nesterov in c(FALSE, TRUE)) {
    rule <- momentum_step(0.8)
    fit <- descend(d$x, d$y, learning_rate = 0.05, momentum = 0.8, nesterov = nesterov, standardize = FALSE)
    path <- descend_by_hand(x, d$y, 200, rule$step, 0.05, ahead = if (nesterov) rule$ahead else identity)
    expect_path(fit, path, path[, -(1:4)])
  }
  # in epoch e the rate is rate / (1 + decay * e), and the first epoch is e = 1
  fit <- descend(d$x, d$y, learning_rate = 0.3, decay = 0.5, standardize = FALSE)
  path <- descend_by_hand(x, d$y, 200, plain_step, 0.3, decay = 0.5)
  expect_path(fit, path, path[, -(1:4)])
  first <- unlist(fit$trace[2, names(coef(fit))])
  expect_equal(first, drop(crossprod(x, d$y - 0.5)) / 40 * 0.3 / 1.5, tolerance = 1e-12, ignore_attr = TRUE)
})

test_that("mini-batch and stochastic descent take the rows in the order of R's sample()", {
  d <- random_design(5)
  x <- cbind(1, d$x)
  for (batch in c(1, 7, 8)) { # 40 rows: 7 leaves a last batch of 5
    set.seed(11)
    fit <- descend(d$x, d$y, learning_rate = 0.05, batch_size = batch, standardize = FALSE, epochs = 60)
    after <- .Random.seed
    set.seed(11)
    path <- descend_by_hand(x, d$y, 60, plain_step, 0.05, batch = batch)
    expect_path(fit, path, path[, -(1:4)])
    expect_identical(.Random.seed, after)
  }
  set.seed(12)
  fit <- descend(
    d$x, d$y, weights = d$weight, offset = d$offset, learning_rate = 0.05, batch_size = 4,
    momentum = 0.5, nesterov = TRUE, decay = 0.01, epochs = 60
  )
  set.seed(12)
  z <- z_scores(d$x, d$weight)
  rule <- momentum_step(0.5)
  path <- descend_by_hand(
    z$x, d$y, 60, rule$step, 0.05, weight = d$weight, offset = d$offset, decay = 0.01, batch = 4, ahead = rule$ahead
  )
  expect_path(fit, path, z$back(path[, -(1:4)]))
})

test_that("a batch of all rows, asked for by its size, is batch descent and draws nothing", {
  d <- random_design(6)
  set.seed(1)
  before <- .Random.seed
  all_rows <- descend(d$x, d$y, learning_rate = 0.3, batch_size = 40, epochs = 30)
  expect_identical(.Random.seed, before)
  expect_identical(all_rows$trace, descend(d$x, d$y, learning_rate = 0.3, epochs = 30)$trace)
})

test_that("Adam is algorithm 1 of Kingma and Ba, on all rows and on batches", {
  d <- random_design(7)
  x <- cbind(1, d$x)
  fit <- descend(d$x, d$y, solver = "adam", learning_rate = 0.1, standardize = FALSE)
  path <- descend_by_hand(x, d$y, 200, adam_step(0.9, 0.999, 1e-8), 0.1)
  expect_path(fit, path, path[, -(1:4)])
  set.seed(3)
  fit <- descend(
    d$x, d$y, solver = "adam", learning_rate = 0.1, beta1 = 0.7, beta2 = 0.9, epsilon = 0.01, batch_size = 16, decay = 0.1
  )
  set.seed(3)
  z <- z_scores(d$x)
  path <- descend_by_hand(z$x, d$y, 200, adam_step(0.7, 0.9, 0.01), 0.1, batch = 16, decay = 0.1)
  expect_path(fit, path, z$back(path[, -(1:4)]))
})

test_that("ridge descends on the mean loss plus half the penalty times the squares, the intercept free", {
  d <- random_design(8)
  n <- nrow(d$x)
  deviation <- apply(d$x, 2, stats::sd) * sqrt((n - 1) / n)
  path <- descend_by_hand(cbind(1, d$x), d$y, 200, plain_step, 0.1, strength = c(0, 0.3 * deviation^2))
  fit <- descend(d$x, d$y, learning_rate = 0.1, standardize = FALSE, penalty = penalty_ridge(0.3))
  expect_path(fit, path, path[, -(1:4)])
  path <- descend_by_hand(cbind(1, d$x), d$y, 200, plain_step, 0.1, strength = c(0, 0.3, 0.3, 0.3))
  fit <- descend(d$x, d$y, learning_rate = 0.1, standardize = FALSE, penalty = penalty_ridge(0.3, standardize = FALSE))
  expect_path(fit, path, path[, -(1:4)])
  # in z-scores z = x / s a penalty on s * beta is one on (s / scale)^2 of the coefficient there
  z <- z_scores(d$x)
  path <- descend_by_hand(z$x, d$y, 200, plain_step, 0.4, strength = c(0, 0.3 * (deviation / z$scale)^2))
  fit <- descend(d$x, d$y, learning_rate = 0.4, penalty = penalty_ridge(0.3))
  expect_path(fit, path, z$back(path[, -(1:4)]))
})

test_that("the derived rate is 1 / L of the whole problem, and between that and the largest row's for batches", {
  d <- random_design(9)
  z <- z_scores(d$x)$x
  whole <- max(eigen(crossprod(z) / 40 / 4, symmetric = TRUE)$values)
  row <- max(rowSums(z^2)) / 4
  rate_of <- function(...) convergence(descend(d$x, d$y, epochs = 1, ...))$learning_rate
  expect_equal(rate_of(), 1 / whole, tolerance = 1e-10)
  expect_equal(rate_of(batch_size = 1), 1 / row, tolerance = 1e-10)
  rate <- rate_of(batch_size = 20)
  expect_gt(rate, 1 / row)
  expect_lt(rate, 1 / whole)
})

# The exam marks, z-scored by the reader, as in the article this example is from (its rate 0.01 divides by
# the number of coefficients, 3, where it means the rows, 100: 1/3 on the mean). Figures of that path.
exam_path <- function() {
  marks <- data.frame(scale(exam_marks[c("exam1", "exam2")]), admitted = exam_marks$admitted)
  logreg(
    admitted ~ exam1 + exam2, data = marks, solver = "gradient_descent", learning_rate = 1 / 3, epochs = 5000,
    standardize = FALSE, tolerance = 0, start = c(0.06879018957747185, 0.060750489548129484, 0.081224887916095)
  )
}

test_that("the exam marks take the known path", {
  fit <- exam_path()
  loss <- fit$trace$loss[match(c(1, 1001, 2001, 3001, 4001), fit$trace$epoch)]
  known <- c(0.6091560801945126, 0.20374328488490531, 0.20350230881468107, 0.20349779972872903, 0.20349770371660017)
  expect_lt(max(abs(loss / known - 1)), 1e-12)
  expect_lt(max(abs(coef(fit) / c(1.718409131148932, 4.01281584290694, 3.743819171539308) - 1)), 1e-12)
  expect_identical(nrow(fit$trace), 5001L)
  matrix <- confusion_matrix(fit)
  said <- predict(fit, type = "response") >= 0.5
  expect_identical(as.vector(table(said, exam_marks$admitted)), c(34L, 6L, 5L, 55L))
  expect_equal(matrix$accuracy, 0.89)
  expect_setequal(as.vector(matrix$counts), c(55, 34, 6, 5))
})

test_that("Newton on the raw exam marks gives the known figures", {
  fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
  known <- c(-25.1613335666396, 0.206231713293984, 0.201471600441964)
  expect_lt(max(abs(coef(fit) / known - 1)), 1e-12)
  expect_equal(utils::tail(fit$trace$loss, 1), 0.203497701589440, tolerance = 1e-13)
  chance <- predict(fit, data.frame(exam1 = 45, exam2 = 85), type = "response")
  expect_lt(abs(chance / 0.776290690776613 - 1), 1e-12)
})

test_that("nothing but a random start and shuffling touches R's generator", {
  d <- random_design(10)
  untouched <- list(
    list(), list(solver = "lbfgs"), list(solver = "gradient_descent", epochs = 20), list(solver = "adam", epochs = 20),
    list(penalty = penalty_ridge(1)), list(start = c(1, 0, 0, 0))
  )
  set.seed(1)
  before <- .Random.seed
  for (way in untouched) {
    fit <- suppressWarnings(do.call(logreg, c(list(d$x, d$y), way)))
    convergence(fit)
    utils::capture.output(print(fit), print(summary(fit)))
    predict(fit, d$x)
    expect_identical(.Random.seed, before, info = paste(names(way), collapse = " "))
  }
  rm(".Random.seed", envir = globalenv())
  logreg(d$x, d$y)
  descend(d$x, d$y, epochs = 5)
  expect_false(exists(".Random.seed", envir = globalenv()))
})

test_that("the same seed gives the same path, another seed another", {
  d <- random_design(11)
  trace_of <- function(seed, ...) {
    set.seed(seed)
    descend(d$x, d$y, epochs = 10, ...)$trace
  }
  for (way in list(list(start = "random"), list(batch_size = 1), list(batch_size = 6, solver = "adam"))) {
    run <- function(seed) do.call(trace_of, c(list(seed), way))
    expect_identical(run(1), run(1))
    expect_false(isTRUE(all.equal(run(1), run(2))))
  }
  set.seed(4)
  drawn <- stats::rnorm(4)
  expect_equal(unlist(trace_of(4, start = "random")[1, -(1:4)]), drawn, tolerance = 1e-13, ignore_attr = TRUE)
})

test_that("the trace has epoch 0, every record_every-th epoch and the last, and does not change the path", {
  d <- random_design(12)
  full <- descend(d$x, d$y, epochs = 25)
  thin <- descend(d$x, d$y, epochs = 25, record_every = 10)
  expect_identical(full$trace$epoch, 0:25)
  expect_identical(thin$trace$epoch, c(0L, 10L, 20L, 25L))
  expect_identical(thin$trace, full$trace[full$trace$epoch %in% thin$trace$epoch, ], ignore_attr = TRUE)
  expect_identical(coef(thin), coef(full))
  expect_identical(names(full$trace), c("epoch", "loss", "gradient_norm", "step", names(coef(full))))
  expect_identical(convergence(full)$iterations, 25)
  expect_identical(full$iter, 25L)
  for (solver in c("newton", "lbfgs")) { # steps count as epochs
    fit <- logreg(d$x, d$y, solver = solver)
    expect_identical(fit$trace$epoch, 0:fit$iter)
    expect_equal(unlist(utils::tail(fit$trace, 1)[names(coef(fit))]), coef(fit), tolerance = 1e-12)
    expect_true(all(diff(fit$trace$loss) <= 1e-15))
  }
})

test_that("the last epoch is recorded, whenever the run ends", {
  early <- logreg(passed ~ hours, study_hours, solver = "gradient_descent", record_every = 10)
  expect_true(early$converged)
  end <- utils::tail(early$trace, 1)
  expect_identical(end$epoch, early$iter)
  expect_equal(unlist(end[names(coef(early))]), coef(early), tolerance = 1e-14)
})

test_that("stochastic descent records and counts epochs, not steps", {
  d <- random_design(13)
  set.seed(1)
  full <- descend(d$x, d$y, batch_size = 4, learning_rate = 0.1, epochs = 12)
  set.seed(1)
  thin <- descend(d$x, d$y, batch_size = 4, learning_rate = 0.1, epochs = 12, record_every = 5)
  expect_identical(full$trace$epoch, 0:12)
  expect_identical(thin$trace, full$trace[c(1, 6, 11, 13), ], ignore_attr = TRUE)
})

test_that("verbose prints the loss of the trace at the epochs asked for", {
  d <- random_design(14)
  for (batch_size in list(NULL, 5)) {
    set.seed(2)
    printed <- utils::capture.output(
      fit <- descend(d$x, d$y, epochs = 30, verbose = 10, batch_size = batch_size, learning_rate = 0.1)
    )
    shown <- fit$trace[fit$trace$epoch %in% c(0, 10, 20, 30), ]
    expect_identical(printed, sprintf("epoch %d: mean log loss %.6f", shown$epoch, shown$loss))
  }
  expect_silent(descend(d$x, d$y, epochs = 30))
})

test_that("descent stops at the first epoch within the tolerance, and 0 runs to the end", {
  d <- random_design(15)
  x <- cbind(1, d$x)
  best <- oracle_fit(x, d$y)
  for (solver in c("gradient_descent", "adam")) {
    for (tolerance in c(0.1, 1e-3, 1e-6)) {
      fit <- logreg(d$x, d$y, solver = solver, tolerance = tolerance, learning_rate = 0.05)
      distance <- apply(fit$trace[names(coef(fit))], 1, distance_in_errors, to = best$beta, information = best$information)
      count <- length(distance)
      expect_identical(convergence(fit)$reason, "converged")
      expect_lte(distance[[count]], 1.2 * tolerance) # the decrement is the distance to first order
      outside <- distance > 1.2 * tolerance
      late <- count - max(which(outside)) # the watch looks under an earlier Hessian, so it may be late, but not by much
      expect_lte(late, max(12, 0.25 * count))
    }
  }
  to_the_end <- logreg(d$x, d$y, solver = "gradient_descent", epochs = 3000, tolerance = 0)
  expect_identical(to_the_end$iter, 3000L)
  expect_identical(convergence(to_the_end)$reason, "converged")
})
