# Values and gradients that R computes are those that the core recorded on its way: two hands, one definition.
recorded_by_core <- function(fit) {
  problem <- descent_problem(fit)
  map <- solver_map(fit, problem)
  own <- problem_in(problem, map$center, map$scale)
  path <- scaled_coefficients(recorded_path(fit), map$center, map$scale)
  value <- apply(path, 1, problem_value, problem = own)
  length <- apply(path, 1, function(beta) sqrt(sum(problem_gradient(own, beta)^2)))
  expect_equal(unname(value), fit$trace$objective %||% fit$trace$loss, tolerance = 1e-12)
  expect_equal(unname(length), fit$trace$gradient_norm, tolerance = 1e-9)
}

test_that("objective and gradient are those of the core's trace, for every penalty, in raw columns and z-scores", {
  data <- transform(mtcars, copies = replace(carb, 2, 0))
  for (penalty in list(NULL, penalty_ridge(0.2), penalty_ridge(0.2, standardize = FALSE), penalty_firth())) {
    for (standardize in c(TRUE, FALSE)) {
      recorded_by_core(suppressWarnings(logreg(am ~ wt + qsec, data,
        weights = copies, offset = gear / 10, penalty = penalty, solver = "gradient_descent", standardize = standardize, epochs = 10,
        learning_rate = 0.01
      )))
    }
  }
})

test_that("the Hessian is the derivative of the gradient", {
  problem <- descent_problem(logreg(am ~ wt + qsec, mtcars, weights = carb, penalty = penalty_ridge(0.2)))
  beta <- c(0.5, -0.3, 0.02)
  for (j in 1:3) {
    step <- replace(c(0, 0, 0), j, 1e-5)
    slope <- (problem_gradient(problem, beta + step) - problem_gradient(problem, beta - step)) / 2e-5
    expect_equal(problem_hessian(problem, beta)[, j], slope, tolerance = 1e-7, ignore_attr = TRUE)
  }
})

test_that("coefficients go to scaled columns and back, and leave the log-odds as they are", {
  x <- cbind(1, mtcars$wt, mtcars$hp)
  beta <- rbind(c(1, 2, 0.1), c(-3, 0.5, 0.02))
  center <- c(0, 3, 140)
  scale <- c(1, 2, 60)
  scaled <- scaled_coefficients(beta, center, scale)
  z <- sweep(sweep(x, 2, center), 2, scale, "/")
  expect_equal(x %*% t(beta), z %*% t(scaled))
  expect_equal(user_coefficients(scaled, center, scale), beta)
})

test_that("of many rows an even sample is taken, whose weights have mean 1", {
  many <- data.frame(x = sin(1:900), y = rep(0:1, 450), w = rep(c(0, 1, 2), 300))
  problem <- descent_problem(logreg(y ~ x, many, weights = w), most = 100)
  expect_identical(problem$rows, 600L)
  expect_identical(length(problem$y), 100L)
  expect_equal(mean(problem$weight), 1)
  expect_true(all(many$w[problem$row] > 0))
  expect_equal(problem$x[, 2], many$x[problem$row], ignore_attr = TRUE)
})
