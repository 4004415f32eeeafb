# A fit that is told to run to the end; that it then says how far it is, is tested elsewhere.
step_fit <- function(..., solver = "gradient_descent", epochs = 6) {
  data <- transform(mtcars, shift = qsec / 30, copies = replace(carb, 3, 0))
  suppressWarnings(logreg(..., data = data, solver = solver, epochs = epochs, tolerance = 0))
}

# The worked step leads to what the engine recorded, to rounding.
expect_recorded <- function(fit, epochs, info = NULL) {
  for (epoch in epochs) {
    step <- explain_step(fit, epoch)
    recorded <- unlist(fit$trace[fit$trace$epoch == epoch, names(coef(fit))])
    size <- max(abs(recorded))
    expect_true(step$exact, info = info)
    expect_lt(max(abs(step$coefficients$after - recorded)) / size, 1e-13)
    expect_identical(step$coefficients$recorded, unname(recorded), info = info)
    before <- unlist(fit$trace[fit$trace$epoch == epoch - 1, names(coef(fit))])
    expect_identical(step$coefficients$before, unname(before), info = info)
  }
}

test_that("the worked table is the arithmetic of a step from zero", {
  fit <- suppressWarnings(logreg(passed ~ hours, study_hours,
    solver = "gradient_descent", learning_rate = 0.1, standardize = FALSE, epochs = 2
  ))
  step <- explain_step(fit, 1, rows = 3)
  y <- study_hours$passed
  x <- study_hours$hours
  expect_equal(step$table$p, rep(0.5, 3))
  expect_equal(step$table$residual, y[1:3] - 0.5)
  expect_equal(step$table[["residual x hours"]], ((y - 0.5) * x)[1:3])
  expect_equal(step$sums, c("(Intercept)" = sum(y - 0.5), hours = sum((y - 0.5) * x)))
  expect_equal(step$update$gradient, -c(mean(y - 0.5), mean((y - 0.5) * x)))
  expect_equal(step$coefficients$after, 0.1 * c(mean(y - 0.5), mean((y - 0.5) * x)), tolerance = 1e-14)
  expect_identical(step$count, nrow(study_hours))
  # All of the twelve rows are shown unasked.
  expect_identical(explain_step(fit, 1)$table$y, as.double(y))
  # the second step starts from probabilities that are no longer one half
  p <- 1 / (1 + exp(-step$coefficients$after[[2]] * x - step$coefficients$after[[1]]))
  expect_equal(explain_step(fit, 2)$sums[["hours"]], sum((y - p) * x), tolerance = 1e-12)
})

test_that("descents of every kind take the step that is shown", {
  ways <- list(
    raw = list(am ~ wt + hp, standardize = FALSE, learning_rate = 1e-4),
    z_scores = list(am ~ wt + hp),
    momentum = list(am ~ wt + hp, momentum = 0.8),
    raw_momentum = list(am ~ wt + hp, momentum = 0.8, standardize = FALSE, learning_rate = 1e-4),
    nesterov = list(am ~ wt + hp, momentum = 0.8, nesterov = TRUE),
    decay = list(am ~ wt + hp, decay = 0.5),
    factor = list(am ~ wt + factor(cyl)),
    no_intercept = list(am ~ wt + hp - 1),
    ridge = list(am ~ wt + hp, penalty = penalty_ridge(0.3)),
    ridge_as_given = list(am ~ wt + hp, penalty = penalty_ridge(0.3, standardize = FALSE), momentum = 0.5, nesterov = TRUE),
    firth = list(am ~ wt + hp, penalty = penalty_firth()),
    adam = list(am ~ wt + hp, solver = "adam"),
    adam_decay = list(am ~ wt + hp, solver = "adam", decay = 0.2, standardize = FALSE)
  )
  for (way in names(ways)) expect_recorded(do.call(step_fit, ways[[way]]), 1:6, way)
  expect_recorded(step_fit(am ~ wt + hp, weights = copies, offset = shift, momentum = 0.6, penalty = penalty_ridge(0.1)), 1:6)
  expect_recorded(step_fit(am ~ wt + hp, weights = copies, offset = shift, penalty = penalty_firth()), 1:6)
})

test_that("weights, z-scores and penalties are shown as the solver has them", {
  fit <- step_fit(am ~ wt, weights = copies, offset = shift, penalty = penalty_ridge(0.3))
  step <- explain_step(fit, 4, rows = 40)
  used <- mtcars[-3, ]
  w <- used$carb / mean(used$carb)
  center <- sum(w * used$wt) / 31
  square <- sum(w * (used$wt - center)^2) / 31
  expect_equal(step$columns$center, c(0, center))
  expect_equal(step$columns$scale, c(1, sqrt(square * 31 / 30)))
  z <- (used$wt - center) / step$columns$scale[[2]]
  expect_equal(step$table$wt, z)
  expect_equal(step$table$weight, w)
  p <- plogis(cbind(1, z) %*% step$update$before + used$qsec / 30)
  expect_equal(step$table$residual, drop(w * (used$am - p)), tolerance = 1e-12)
  expect_equal(step$update$penalty, c(0, 0.3 * square / step$columns$scale[[2]]^2 * step$update$before[[2]]))
  expect_equal(step$update$gradient, -step$sums / 31 + step$update$penalty, ignore_attr = TRUE)
  expect_identical(nrow(step$table), 31L)
  expect_identical(step$table$row, row.names(used))
  expect_equal(step$coefficients["wt", "after"], step$update["wt", "after"] / step$columns$scale[[2]])
})

test_that("Newton's step is the inverse Hessian times the gradient, as glm takes it", {
  fit <- logreg(am ~ wt + hp, mtcars)
  expect_recorded(fit, seq_len(fit$iter))
  one <- suppressWarnings(glm(am ~ wt + hp, binomial, mtcars, control = list(maxit = 1), start = c(0, 0, 0)))
  step <- explain_step(fit, 1)
  expect_equal(step$coefficients$after, unname(coef(one)), tolerance = 1e-10)
  expect_equal(step$multiple, 1)
  expect_equal(step$update$full_step, -solve(step$information, step$update$gradient), ignore_attr = TRUE)
  expect_recorded(logreg(am ~ wt + hp, mtcars, penalty = penalty_ridge(0.1)), 1:3)
})

test_that("a step that is not the full one is said to be another", {
  far <- logreg(am ~ wt, mtcars, start = c(30, -2)) # almost every row is saturated there
  step <- explain_step(far, 1)
  taken <- unlist(far$trace[2, c("(Intercept)", "wt")]) - c(30, -2)
  full <- -solve(step$information, step$update$gradient)
  expect_equal(step$coefficients$after, step$coefficients$recorded, tolerance = 1e-12)
  expect_gt(sqrt(sum(full^2)), 1.01 * sqrt(sum(step$update$taken^2)))
  firth <- explain_step(logreg(am ~ wt, mtcars, penalty = penalty_firth()), 1)
  expect_false(firth$exact)
  expect_match(paste(capture.output(print(firth)), collapse = " "), "second derivatives of the\\s+penalty")
})

test_that("L-BFGS goes along the direction that its last steps suggest", {
  fit <- logreg(am ~ wt + hp, mtcars, solver = "lbfgs")
  expect_recorded(fit, 1:10)
  step <- explain_step(fit, 1)
  expect_equal(step$update$direction, -step$update$gradient / max(1, sqrt(sum(step$update$gradient^2))))
})

test_that("what cannot be shown is refused with a reason", {
  batches <- step_fit(am ~ wt, batch_size = 8)
  expect_error(explain_step(batches), "shuffle", class = "logreg_error_not_available")
  thin <- step_fit(am ~ wt, record_every = 3)
  expect_error(explain_step(thin, 2), "record_every = 1", class = "logreg_error_not_available")
  expect_error(explain_step(thin, 3), class = "logreg_error_not_available")
  expect_error(explain_step(thin, 7), "stopped after 6 epochs", class = "logreg_error_argument")
  for (epoch in list(0, 1.5, "1", NA)) expect_error(explain_step(thin, epoch), class = "logreg_error_argument")
  expect_error(explain_step(thin, 1, rows = 0), class = "logreg_error_argument")
  expect_error(explain_step(1), class = "logreg_error_argument")
})

test_that("the first step of every shape is shown or refused", {
  for (shape in names(model_shapes())) {
    fit <- model_shapes()[[shape]]
    step <- tryCatch(explain_step(fit, 1), logreg_error = identity)
    if (inherits(step, "error")) {
      expect_s3_class(step, "logreg_error_not_available")
      next
    }
    recorded <- unlist(fit$trace[2, row.names(step$coefficients)])
    expect_equal(step$coefficients$after, unname(recorded), tolerance = 1e-10, info = shape)
    if (shape != "firth" && shape != "firth_separated") expect_true(step$exact, info = shape)
    expect_output(print(step), "^Step 1 of ", info = shape)
  }
})

test_that("a worked step prints so that it can be followed", {
  fit <- suppressWarnings(logreg(passed ~ hours, study_hours,
    solver = "gradient_descent", learning_rate = 0.5, epochs = 3, momentum = 0.5
  ))
  local_reproducible_output(width = 80)
  printed <- capture.output(print(explain_step(fit, 2, rows = 2)))
  printed[length(printed) - 1:0] <- sub("[0-9.e-]+( of the largest)?$", "<difference>", printed[length(printed) - 1:0])
  expect_match(paste(printed, collapse = "\n"), "Step 2 of gradient descent, from epoch 1 to epoch 2, with learning rate 0.5", fixed = TRUE)
  expect_match(paste(printed, collapse = "\n"), "kept = 0.5 of the last", fixed = TRUE)
  expect_match(paste(printed, collapse = "\n"), "(10 more)", fixed = TRUE)
  expect_snapshot(cat(utils::head(printed, -2), sep = "\n"))
})
