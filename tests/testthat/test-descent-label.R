descent_at <- function(rate, epochs, ...) {
  suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", learning_rate = rate, epochs = epochs, ...))
}

# A trace as the rule sees it, without a fit behind it.
labelled <- function(loss, path = seq_along(loss), lowest = 0, reason = "max_iterations", ...) {
  trace <- data.frame(epoch = seq_along(loss) - 1, loss = loss, b = path)
  descent_label(list(trace = trace, coefficients = c(b = 1), convergence = list(reason = reason), converged = reason == "converged", ...), lowest)
}

test_that("geometric falls are crawling or converging as they halve within the run or not", {
  epochs <- 0:80
  expect_identical(labelled(0.5^(epochs / 60)), "converging") # halves in 60 epochs, 80 were run
  expect_identical(labelled(0.5^(epochs / 100)), "crawling") # in 100
  expect_identical(labelled(3 + 0.5^(epochs / 60), lowest = 3), "converging")
  # quick at first, then hardly: what counts is the end
  expect_identical(labelled(0.1 + exp(-epochs)), "crawling")
  # the same in a run of two epochs
  expect_identical(labelled(c(1, 0.5, 0.2)), "converging")
  expect_identical(labelled(c(1, 0.99, 0.98)), "crawling")
})

test_that("to and fro is oscillating, whether the loss or the coefficients show it", {
  epochs <- 0:80
  expect_identical(labelled(1 + 0.5 * (-1)^epochs), "oscillating")
  expect_identical(labelled(rep(0.4, 81), path = (-1)^epochs), "oscillating") # a cycle of two with equal losses
  saw <- 1 + (79 - epochs) %% 8 # seven small falls, one leap
  expect_identical(labelled(saw), "oscillating")
  # swings that die away quickly converge
  expect_identical(labelled(0.8^epochs * (1.5 + cos(epochs))), "converging")
})

test_that("an end above the start, no number, or the solver's own word is diverging", {
  expect_identical(labelled(c(1, 1.5, 2, 3)), "diverging")
  expect_identical(labelled(c(1, 0.9, Inf)), "diverging")
  expect_identical(labelled(c(1, 0.5, 0.6), reason = "diverged"), "diverging")
  # leaps that are above the start on average, though one of them touches a new least value
  expect_identical(labelled(c(1, 0.9, 1.4, 0.8, 1.4, 0.7, 1.4)), "diverging")
  expect_identical(labelled(c(1, 0.9, 1.1, 0.8, 1.1, 0.7, 1.1)), "oscillating")
  expect_identical(labelled(c(1, 0.2, 0.9)), "oscillating")
})

test_that("separated data have none of the four labels, and an unknown optimum has none at all", {
  expect_identical(labelled(c(1, 0.5, 0.2), separation = list(type = "complete")), "no optimum")
  expect_identical(labelled(c(1, 0.5, 0.2), reason = "separation_undecided"), "no optimum")
  expect_identical(labelled(c(1, 0.5, 0.2), lowest = NULL), NA_character_)
  for (shape in c("quasi", "complete", "complete_descent")) expect_identical(descent_label(model_shapes()[[shape]]), "no optimum")
})

test_that("rates from far too small to far too large go through the labels", {
  limits <- marked_rates(descent_at(0.1, 10))
  # by hand: z-scores of 12 rows, whose Gram over 4 n has eigenvalues 1/4 and 11/48
  expect_equal(limits$safe, 2 / 0.25, tolerance = 1e-10)
  z <- cbind(1, scale(study_hours$hours))
  p <- fitted(glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14)))
  expect_equal(limits$optimum, 2 / max(eigen(crossprod(z, p * (1 - p) * z) / 12)$values), tolerance = 1e-8)
  expect_identical(descent_label(descent_at(limits$safe / 1000, 50)), "crawling")
  expect_identical(descent_label(descent_at(limits$safe / 10, 50)), "converging")
  expect_identical(descent_label(descent_at(0.95 * limits$safe, 200)), "converging")
  # above the safe rate and below the local limit: it may converge, and does
  expect_identical(descent_label(descent_at(1.2 * limits$safe, 200)), "converging")
  expect_identical(descent_label(descent_at(1.8 * limits$optimum, 50)), "oscillating")
  expect_identical(descent_label(descent_at(4 * limits$optimum, 50)), "diverging")
  expect_identical(descent_label(descent_at(4 * limits$optimum, 1000)), "diverging")
  set.seed(1)
  expect_identical(descent_label(descent_at(1, 100, batch_size = 1)), "oscillating")
})

test_that("a higher rate has no better label", {
  labels <- vapply(c(0.01, 1, 1.5, 2, 2.5, 3, 5, 20), function(rate) {
    descent_label(descent_at(rate, 300, standardize = FALSE))
  }, "")
  expect_identical(labels, c("crawling", "converging", "oscillating", rep("diverging", 5)))
})

test_that("the least objective of a penalised fit that stopped early is that of the fit that did not", {
  for (penalty in list(penalty_ridge(0.1), penalty_firth())) {
    early <- suppressWarnings(logreg(am ~ wt, mtcars, solver = "gradient_descent", epochs = 5, penalty = penalty))
    late <- logreg(am ~ wt, mtcars, solver = "gradient_descent", penalty = penalty)
    expect_true(late$converged)
    expect_equal(known_optimum(early), utils::tail(late$trace$objective, 1), tolerance = 1e-10)
  }
})
