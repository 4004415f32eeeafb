# Every figure of convergence() beside the same figure computed without the package: the optimum from
# helper-oracle.R or from 60-digit arithmetic, curvatures by eigen(), condition numbers by svd().

solvers <- unique(logreg:::solver_registry()$solver)
first_order <- setdiff(solvers, "newton")

healthy <- function(seed = 1, n = 80) {
  set.seed(seed)
  x <- cbind(a = stats::rnorm(n), b = stats::rnorm(n, 3, 2), c = stats::rexp(n))
  list(
    x = x, y = stats::rbinom(n, 1, stats::plogis(x %*% c(1, -0.5, 0.5))),
    weight = rep(1, n), offset = rep(0, n)
  )
}

# The data sets that the figures are tested on.
data_sets <- function() {
  plain <- healthy()
  n <- length(plain$y)
  changed <- function(...) utils::modifyList(plain, list(...))
  list(
    healthy = plain,
    badly_scaled = changed(x = sweep(sweep(plain$x, 2, c(1, 1e6, 1e-5), "*"), 2, c(100, 0, 1), "+")),
    tiny_weights = changed(weight = rep(1e-12, n)),
    weights = changed(weight = rep(c(0.5, 1, 2, 0, 3), length.out = n)),
    offset = changed(offset = rep(c(-2, 0, 1, 3), length.out = n))
  )
}

fit_set <- function(set, ...) {
  suppressWarnings(logreg(set$x, set$y, weights = set$weight, offset = set$offset, ...))
}

# The columns that a solver steps in, intercept in front: z-scores as scale() makes them, with weighted
# moments where rows differ in weight, or the columns as given.
stepping_columns <- function(set, standardize = TRUE) {
  if (!standardize) return(cbind(1, set$x))
  w <- set$weight
  n <- sum(w > 0)
  center <- colSums(w * set$x) / sum(w)
  centred <- sweep(set$x, 2, center)
  cbind(1, sweep(centred, 2, sqrt(colSums(w * centred^2) / sum(w) * n / (n - 1)), "/"))
}

# Largest curvature of the mean log loss: the bound X'WX / 4n, and at a point.
largest_curvature <- function(x, set, beta = NULL) {
  share <- set$weight / sum(set$weight)
  curvature <- if (is.null(beta)) 0.25 else stats::dlogis(drop(cbind(1, set$x) %*% beta) + set$offset)
  max(eigen(crossprod(x, share * curvature * x), symmetric = TRUE)$values)
}

condition <- function(x) {
  values <- svd(x)$d
  max(values) / min(values)
}

# What print() says, without line breaks.
words_of <- function(fit) gsub("\\s+", " ", paste(utils::capture.output(print(convergence(fit))), collapse = " "))

mean_log_loss <- function(set, beta) {
  eta <- drop(cbind(1, set$x) %*% beta) + set$offset
  sum(set$weight * (log1p(exp(-abs(eta))) + pmax(eta, 0) - set$y * eta)) / sum(set$weight)
}

test_that("distance, reach and losses are those at the returned point, wherever a run stops", {
  stops <- list(
    list(solver = "newton", max_iterations = 2), list(solver = "lbfgs", max_iterations = 4),
    list(solver = "gradient_descent", epochs = 20), list(solver = "adam", epochs = 40),
    list(solver = "gradient_descent", epochs = 30, momentum = 0.5), list(solver = "gradient_descent", tolerance = 1e-3),
    list(solver = "gradient_descent", epochs = 10, standardize = FALSE)
  )
  sets <- data_sets()
  for (name in names(sets)) {
    set <- sets[[name]]
    best <- oracle_fit(cbind(1, set$x), set$y, set$weight, set$offset)
    for (stop in stops) {
      fit <- do.call(fit_set, c(list(set), stop))
      state <- convergence(fit)
      label <- paste(c(name, names(stop), stop), collapse = " ")
      here <- oracle_certificate(cbind(1, set$x), set$y, coef(fit), set$weight, set$offset)
      expect_equal(state$distance, here$decrement, tolerance = 1e-6, info = label)
      expect_equal(state$reach, here$reach, tolerance = 1e-6, info = label)
      expect_equal(state$loss, mean_log_loss(set, coef(fit)), tolerance = 1e-12, info = label)
      expect_identical(state$converged, state$reason == "converged", info = label)
      if (!state$converged) {
        missed <- distance_in_errors(coef(fit), best$beta, best$information)
        expect_equal(state$distance_to_optimum, missed, tolerance = 1e-6, info = label)
        # the oracle does not centre: from columns far from zero it loses a few digits
        expect_equal(state$optimum_loss, best$loss, tolerance = if (name == "badly_scaled") 1e-11 else 1e-12, info = label)
      }
    }
  }
})

test_that("where it says converged, the decrement is the distance to the optimum", {
  for (set in data_sets()) {
    best <- oracle_fit(cbind(1, set$x), set$y, set$weight, set$offset)
    for (tolerance in c(1e-2, 1e-4, 1e-6)) {
      for (solver in c("lbfgs", "gradient_descent", "adam")) {
        fit <- fit_set(set, solver = solver, tolerance = tolerance)
        state <- convergence(fit)
        if (!state$converged) next
        missed <- distance_in_errors(coef(fit), best$beta, best$information)
        # to first order: what is left is of the order of the reach
        expect_lte(abs(state$distance - missed), state$reach * missed + 1e-9 * sqrt(sum(set$weight)))
        expect_lte(state$distance, tolerance)
        expect_lt(state$reach, 0.1)
      }
    }
  }
})

test_that("a run is called converged exactly when it stops within its tolerance, wherever it is cut off", {
  set <- healthy()
  runs <- c(
    lapply(0:12 * 5 + 20, function(epochs) list(solver = "gradient_descent", epochs = epochs, limit = 1e-6)),
    lapply(0:12 * 5 + 20, function(epochs) list(solver = "gradient_descent", epochs = epochs, tolerance = 0, limit = 1e-6)),
    lapply(0:12 * 5 + 20, function(epochs) list(solver = "gradient_descent", epochs = epochs, tolerance = 1e-3, limit = 1e-3)),
    lapply(1:15, function(steps) list(solver = "lbfgs", max_iterations = steps, limit = 1e-8)),
    lapply(1:8, function(steps) list(solver = "newton", max_iterations = steps, limit = 1e-10)),
    lapply(1:8, function(steps) list(solver = "newton", max_iterations = steps, tolerance = 1e-3, limit = 1e-3))
  )
  for (weight in c(1, 1e-12, 1e6)) { # below weight 1 the tolerance is that of unit weights
    changed <- utils::modifyList(set, list(weight = rep(weight, 80)))
    for (run in runs) {
      fit <- do.call(fit_set, c(list(changed), run[names(run) != "limit"]))
      distance <- oracle_certificate(cbind(1, set$x), set$y, coef(fit), changed$weight)$decrement / min(1, sqrt(weight))
      label <- paste(c(weight, run), collapse = " ")
      expect_identical(convergence(fit)$converged, distance <= run$limit, info = paste(label, distance))
    }
  }
})

test_that("condition numbers are the design's, in z-scores and as given", {
  sets <- data_sets()
  for (name in names(sets)) {
    x <- sets[[name]]$x[sets[[name]]$weight > 0, ] # these rows count once, whatever their weights
    state <- convergence(fit_set(sets[[name]]))
    expect_equal(state$condition_number, condition(cbind(1, scale(x))), tolerance = 1e-8, info = name)
    expect_equal(state$condition_number, kappa(cbind(1, scale(x)), exact = TRUE), tolerance = 1e-8, info = name)
    expect_equal(state$condition_number_raw, condition(cbind(1, x)), tolerance = 1e-6, info = name)
  }
  x <- healthy()$x
  without <- convergence(logreg(x, healthy()$y, intercept = FALSE))
  expect_equal(without$condition_number, condition(scale(x, center = FALSE)), tolerance = 1e-8)
  expect_equal(without$condition_number_raw, condition(x), tolerance = 1e-8)
})

test_that("the rates follow from the largest curvatures", {
  for (set in data_sets()) {
    for (standardize in c(TRUE, FALSE)) {
      x <- stepping_columns(set, standardize)
      L <- largest_curvature(x, set)
      best <- oracle_fit(cbind(1, set$x), set$y, set$weight, set$offset)$beta
      for (way in list(c(0, 0), c(0.5, 0), c(0.5, 1))) {
        m <- way[[1]]
        fit <- fit_set(
          set, solver = "gradient_descent", epochs = 15, standardize = standardize, momentum = m, nesterov = way[[2]] == 1
        )
        state <- convergence(fit)
        factor <- 2 * (1 + m) / if (way[[2]] == 1) 1 + 2 * m else 1
        expect_equal(state$learning_rate, 1 / L, tolerance = 1e-8)
        expect_equal(state$rate_safe, factor / L, tolerance = 1e-8)
        expect_equal(state$rate_local, factor / largest_curvature(x, set, coef(fit)), tolerance = 1e-8)
        expect_false(state$converged)
        expect_equal(state$rate_optimum, factor / largest_curvature(x, set, best), tolerance = 1e-8)
      }
    }
  }
  newton <- convergence(fit_set(healthy()))
  expect_identical(c(newton$learning_rate, newton$rate_safe, newton$rate_local, newton$epochs_needed), rep(NA_real_, 4))
})

test_that("below the local limit at the optimum descent settles, above it does not", {
  set <- healthy()
  best <- oracle_fit(cbind(1, set$x), set$y)
  curvature <- largest_curvature(stepping_columns(set), set, best$beta)
  for (way in list(c(0, 0), c(0.5, 0), c(0.5, 1))) {
    m <- way[[1]]
    limit <- 2 * (1 + m) / (if (way[[2]] == 1) 1 + 2 * m else 1) / curvature
    run <- function(rate) {
      convergence(fit_set(
        set, solver = "gradient_descent", learning_rate = rate, momentum = m, nesterov = way[[2]] == 1,
        start = best$beta + 1e-3, tolerance = 1e-5
      ))
    }
    below <- run(0.97 * limit)
    above <- run(1.03 * limit)
    expect_true(below$converged)
    expect_false(above$converged)
    expect_gt(above$learning_rate, above$rate_safe)
    expect_gt(below$learning_rate, below$rate_safe) # above what is safe everywhere, and yet it converges
  }
})

test_that("the epochs said to be needed are the epochs it takes", {
  ways <- list(
    list(), list(learning_rate = 0.5), list(learning_rate = 0.05), list(momentum = 0.5, learning_rate = 0.1),
    list(momentum = 0.3, learning_rate = 0.4), list(momentum = 0.5, nesterov = TRUE, learning_rate = 0.1), list(tolerance = 1e-3, learning_rate = 0.2),
    list(decay = 0.002, learning_rate = 0.5), list(standardize = FALSE, tolerance = 0.1)
  )
  for (name in c("healthy", "tiny_weights", "weights", "offset")) {
    set <- data_sets()[[name]]
    for (way in ways) {
      way$solver <- "gradient_descent"
      early <- convergence(do.call(fit_set, c(list(set, epochs = 20), way)))
      run <- convergence(do.call(fit_set, c(list(set, epochs = 1e5), way)))
      label <- paste(c(name, names(way), way), collapse = " ")
      if (early$converged) next
      expect_true(run$converged, info = label)
      taken <- run$iterations - 20
      expect_lte(abs(early$epochs_needed - taken), max(3, 0.15 * taken), label = label)
    }
  }
})

test_that("epochs needed are Inf where the rate cannot settle, NA where nobody can know", {
  set <- healthy()
  best <- oracle_fit(cbind(1, set$x), set$y)
  too_fast <- 2.2 / largest_curvature(stepping_columns(set), set, best$beta)
  expect_identical(convergence(fit_set(set, solver = "gradient_descent", learning_rate = too_fast, epochs = 50))$epochs_needed, Inf)
  expect_identical(convergence(fit_set(set, solver = "gradient_descent", batch_size = 4, epochs = 5))$epochs_needed, NA_real_)
  expect_identical(convergence(fit_set(set, solver = "adam", epochs = 5))$epochs_needed, NA_real_)
})

test_that("a stopped fit says how far it is, why, and how long it would take", {
  set <- healthy()
  best <- oracle_fit(cbind(1, set$x), set$y)
  fit <- fit_set(set, solver = "gradient_descent", learning_rate = 0.5, epochs = 30)
  said <- words_of(fit)
  missed <- distance_in_errors(coef(fit), best$beta, best$information)
  expect_match(said, "Not converged: the solver stopped after 30 epochs.", fixed = TRUE)
  expect_match(said, paste(signif(missed, 3), "standard errors from the maximum-likelihood estimate"), fixed = TRUE)
  expect_match(said, sprintf("about %s more epochs", signif(convergence(fit)$epochs_needed, 2)), fixed = TRUE)
  expect_match(said, format(signif(condition(cbind(1, set$x)), 3)), fixed = TRUE)
  expect_match(logreg:::convergence_line(fit), paste(signif(missed, 3), "standard errors"), fixed = TRUE)
  expect_warning(
    logreg(set$x, set$y, solver = "gradient_descent", learning_rate = 0.5, epochs = 30),
    class = "logreg_warning_not_converged"
  )
})

test_that("a rate that is too high is named with its limits and a rate that works", {
  set <- healthy()
  x <- stepping_columns(set)
  safe <- 2 / largest_curvature(x, set)
  best <- oracle_fit(cbind(1, set$x), set$y)
  at_optimum <- 2 / largest_curvature(x, set, best$beta)
  run <- function(rate, ...) fit_set(set, solver = "gradient_descent", learning_rate = rate, ...)
  limits <- function(fit) format(signif(c(2 / largest_curvature(x, set, coef(fit)), at_optimum), 3))

  oscillating <- run(1.2 * at_optimum, epochs = 80, start = best$beta + 1e-3)
  expect_match(words_of(oscillating), sprintf("is above %s, which is safe everywhere", signif(safe, 3)), fixed = TRUE)
  expect_match(words_of(oscillating), sprintf("A rate that works: %s.", signif(safe / 2, 3)), fixed = TRUE)
  for (limit in limits(oscillating)) expect_match(words_of(oscillating), limit, fixed = TRUE)
  expect_match(words_of(oscillating), "cannot settle", fixed = TRUE)

  between <- run(1.2 * safe, epochs = 3)
  expect_lt(1.2 * safe, at_optimum)
  for (limit in limits(between)) expect_match(words_of(between), limit, fixed = TRUE)
  expect_match(words_of(between), "so it can still converge", fixed = TRUE)
  expect_true(convergence(run(1.2 * safe))$converged)
  expect_true(convergence(run(safe / 2))$converged)
})

test_that("two losses that are told apart are printed with digits that differ", {
  set <- healthy()
  for (epochs in c(5, 20, 40)) {
    said <- words_of(fit_set(set, solver = "gradient_descent", epochs = epochs))
    losses <- regmatches(said, regexec("mean log loss ([0-9.]+), there ([0-9.]+)\\.", said))[[1]][2:3]
    expect_gt(as.numeric(losses[[1]]), as.numeric(losses[[2]]))
  }
})

test_that("where the intercept cannot hold the digits, the distance says so", {
  set <- healthy()
  state <- convergence(fit_set(utils::modifyList(set, list(x = set$x + 1e12))))
  # an intercept of 6.8e11 is a multiple of 2^-13, up to half of which is lost; the information about it is
  # the sum of p (1 - p), at most 80 / 4: the loss is worth some 2e-4 standard errors
  expect_identical(state$reason, "converged")
  expect_true(state$rounding_floor)
  expect_gt(state$distance, 1e-6)
  expect_lt(state$distance, 1e-3)
  expect_false(convergence(fit_set(set))$rounding_floor)
})

test_that("a climbing run has diverged and returns the best coefficients it saw", {
  # raw exam marks: 2 / L is 8.84e-4, and at 100 times that the loss jumps between sides for ever
  expect_warning(
    fit <- logreg(admitted ~ ., exam_marks, solver = "gradient_descent", standardize = FALSE, learning_rate = 0.1),
    class = "logreg_warning_diverged"
  )
  state <- convergence(fit)
  expect_identical(state$reason, "diverged")
  expect_equal(state$rate_safe, 8.84e-4, tolerance = 1e-3)
  best <- which.min(fit$trace$loss)
  expect_equal(coef(fit), unlist(fit$trace[best, names(coef(fit))]), tolerance = 1e-12)
  expect_equal(state$loss, min(fit$trace$loss), tolerance = 1e-12)
  expect_lte(state$iterations - fit$trace$epoch[best], 101)
  said <- words_of(fit)
  expect_match(said, "The learning rate 0.1 is above 0.000884", fixed = TRUE)
  expect_match(said, "condition number of the design", fixed = TRUE) # badly scaled, before and after
})

test_that("slow descent on badly scaled columns is blamed on the scale, with both condition numbers", {
  # 400 steps at 2/L * 0.9 leave the loss of the raw exam marks far above its optimum of 0.2035
  fit <- suppressWarnings(
    logreg(admitted ~ ., exam_marks, solver = "gradient_descent", standardize = FALSE, learning_rate = 8e-4, epochs = 400)
  )
  state <- convergence(fit)
  expect_identical(state$reason, "max_iterations")
  said <- words_of(fit)
  x <- as.matrix(exam_marks[1:2])
  expect_match(said, sprintf(
    "the condition number of the design is %s, in z-scores %s", signif(condition(cbind(1, x)), 3), signif(condition(cbind(1, scale(x))), 3)
  ), fixed = TRUE)
})

test_that("run to its end and near enough, a fit is quiet, but does not claim more than is true", {
  set <- healthy()
  best <- oracle_fit(cbind(1, set$x), set$y)
  expect_silent(fit <- logreg(set$x, set$y, solver = "gradient_descent", tolerance = 0, epochs = 45))
  missed <- distance_in_errors(coef(fit), best$beta, best$information)
  expect_true(missed > 1e-6 && missed < 0.01)
  expect_identical(convergence(fit)$reason, "max_iterations")
})

test_that("Newton with tolerance 0 stops at the rounding floor and says so", {
  for (set in data_sets()) {
    state <- convergence(fit_set(set, tolerance = 0))
    expect_identical(state$reason, "converged")
    expect_lt(state$distance, 1e-9 * max(1, sqrt(sum(set$weight))))
  }
})

y8 <- c(0, 0, 0, 1, 0, 1, 1, 1)

# Data without a finite estimate, from table 1.3 of the reliability report. Complete separation puts every
# row on its own side; of the others some rows lie on the boundary.
complete_cases <- list(
  S1 = data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1)),
  S4 = data.frame(x = rep(0:3, 2), z = c(3:0, 4:1), y = rep(0:1, each = 4)),
  two_rows = data.frame(x = c(0, 1), y = c(0, 1)),
  shifted = data.frame(x = 1e8 + 1:6, y = c(0, 0, 0, 1, 1, 1)),
  scaled = data.frame(x = 1e-10 * 1:6, y = c(0, 0, 0, 1, 1, 1))
)
quasi_cases <- list(
  S2 = data.frame(x = c(-1, 0, 0, 1), y = c(0, 0, 1, 1)),
  S3 = data.frame(x = rep(0:1, c(10, 4)), y = c(rep(0:1, 5), 1, 1, 1, 1)),
  S5 = data.frame(g = rep(c("a", "b"), each = 3), y = c(0, 1, 0, 1, 1, 1)),
  S10 = data.frame(
    x = c(rep(0, 18), rep(1, 8), 2, 2, 4, 5, 5, 5, 7, 7, 10), y = rep(0:1, c(27, 8))
  )
)

test_that("separation is never called converged, by any solver", {
  for (solver in solvers) {
    for (name in c(names(complete_cases), names(quasi_cases))) {
      data <- c(complete_cases, quasi_cases)[[name]]
      label <- paste(solver, name)
      expect_warning(fit <- logreg(y ~ ., data, solver = solver), class = "logreg_warning_separation", label = label)
      reason <- if (name %in% names(complete_cases)) "separated_complete" else "separated_quasi"
      expect_identical(convergence(fit)$reason, reason, info = label)
      expect_false(fit$converged, info = label)
      expect_identical(convergence(fit)$distance_to_optimum, NA_real_, info = label)
      expect_match(logreg:::convergence_line(fit), if (reason == "separated_complete") "are completely separated" else "quasi-completely separated")
    }
  }
})

test_that("separation is found behind weights and an offset", {
  data <- complete_cases$S1
  for (weight in c(1e12, 1e-12)) {
    fit <- suppressWarnings(logreg(y ~ x, data, weights = rep(weight, 6)))
    expect_identical(convergence(fit)$reason, "separated_complete", info = format(weight))
  }
  for (offset in list(rep(0, 6), rep(5, 6), c(10, -10, 10, -10, 10, -10))) {
    fit <- suppressWarnings(logreg(y ~ x, data, offset = offset))
    expect_match(convergence(fit)$reason, "^separat", info = paste(offset, collapse = " "))
  }
})

# A direction v is drawn first and the classes are put on its sides; rows on the boundary get a class at
# random, or are left out. Weights, if any, span 12 orders of magnitude.
separated_design <- function(seed, kind) {
  set.seed(seed)
  repeat {
    n <- sample(8:40, 1)
    p <- sample(1:4, 1)
    x <- matrix(if (kind == "continuous") stats::rnorm(n * p) else sample(-2:2, n * p, TRUE), n, p)
    side <- drop(x %*% sample(c(-2, -1, 1, 2), p, TRUE)) + sample(-1:1, 1)
    keep <- side != 0 | kind == "quasi"
    y <- as.numeric(side > 0)
    y[side == 0] <- stats::rbinom(sum(side == 0), 1, 0.5)
    if (any(side < 0) && any(side > 0)) {
      return(list(x = x[keep, , drop = FALSE], y = y[keep], weight = if (seed %% 2) rep(1, sum(keep)) else 10^stats::runif(sum(keep), -6, 6)))
    }
  }
}

test_that("none of 200 random separated designs converges, whatever the solver", {
  for (seed in 1:200) {
    design <- separated_design(seed, c("continuous", "integer", "quasi", "quasi")[[seed %% 4 + 1]])
    fit_by <- function(solver) {
      suppressWarnings(logreg(design$x, design$y, weights = design$weight, solver = solver))
    }
    fit <- fit_by("newton")
    reason <- convergence(fit)$reason
    if (seed %% 4 < 2) expect_identical(reason, "separated_complete", info = paste("seed", seed))
    else expect_match(reason, "^separated_(complete|quasi)$", label = paste("seed", seed))
    if (reason == "separated_complete") { # the proof: every row is strictly on its own side
      expect_gt(min((2 * design$y - 1) * fit$linear.predictors), 0, label = paste("seed", seed))
    }
    if (seed %% 5 == 0) for (solver in first_order) expect_identical(convergence(fit_by(solver))$reason, reason, info = paste(solver, seed))
  }
})

# Tables of one predictor, most of them with empty cells: there it is plain whether the ranges of the two
# classes overlap (a finite estimate), touch (quasi-separation) or lie apart.
random_table <- function(seed) {
  set.seed(seed)
  repeat {
    groups <- sample(2:5, 1)
    x <- sort(stats::rnorm(groups)) * 10^stats::runif(1, -5, 5) + if (seed %% 3 == 0) 10^stats::runif(1, 0, 6) else 0
    n <- ceiling(10^stats::runif(groups, 0, sample(c(0.5, 1, 3, 6), 1)))
    successes <- stats::rbinom(groups, n, sample(c(0, 0, 0.05, 0.3, 1, 1), groups, TRUE))
    if (sum(successes) > 0 && sum(n - successes) > 0) return(data.frame(x, successes, failures = n - successes))
  }
}

verdict_by_ranges <- function(table) {
  event <- range(table$x[table$successes > 0])
  other <- range(table$x[table$failures > 0])
  gap <- max(event[[1]] - other[[2]], other[[1]] - event[[2]])
  if (gap > 0) "separated_complete" else if (gap == 0) "separated_quasi" else "converged"
}

test_that("the verdict on 400 random tables is the one that the ranges of the classes give", {
  seen <- character()
  for (seed in 1:400) {
    table <- random_table(seed)
    solver <- c("newton", "newton", solvers)[[seed %% 6 + 1]]
    fit <- suppressWarnings(logreg(cbind(successes, failures) ~ x, table, solver = solver))
    reason <- convergence(fit)$reason
    seen <- c(seen, reason)
    if (reason == "max_iterations" && solver %in% c("gradient_descent", "adam")) reason <- "converged" # slow, and says so
    expect_identical(reason, verdict_by_ranges(table), info = paste(solver, seed))
  }
  expect_true(all(table(seen)[c("converged", "separated_complete", "separated_quasi")] > 50))
})

test_that("200 random designs with a finite estimate converge to it", {
  # that it is finite is proved here by rule 6: a point with reach below 1, here the oracle's optimum
  proved <- 0
  for (seed in 1:200) {
    set.seed(seed)
    n <- sample(20:50, 1)
    p <- sample(1:4, 1)
    x <- matrix(if (seed %% 2) stats::rt(n * p, 2) else sample(-2:2, n * p, TRUE), n, p)
    y <- stats::rbinom(n, 1, stats::plogis(x %*% stats::rnorm(p)))
    weight <- if (seed %% 3) rep(1, n) else 10^stats::runif(n, -2, 2)
    best <- tryCatch(suppressWarnings(oracle_fit(cbind(1, x), y, weight)), error = function(error) NULL)
    if (is.null(best) || !isTRUE(all(abs(best$beta) < 20))) next
    if (oracle_certificate(cbind(1, x), y, best$beta, weight)$reach > 1e-6) next
    proved <- proved + 1
    fit <- fit_set(list(x = x, y = y, weight = weight, offset = rep(0, n)))
    expect_true(fit$converged, info = paste("seed", seed))
    expect_lt(distance_in_errors(coef(fit), best$beta, best$information), 1e-9, label = paste("seed", seed))
  }
  expect_gt(proved, 120)
})

# Table 1.3 of the reliability report, finite cases: what each hides is in the name. Truths of 60 digits.
s6 <- data.frame(x = 1:8, y = y8)
s6_truth <- c(-5.77032035229122, 1.28229341162027)
finite_cases <- function() {
  case <- function(data = s6, truth = s6_truth, formula = y ~ x, ...) list(call = list(formula, data, ...), truth = truth)
  counts <- function(s, n) data.frame(x = seq_along(s), s = s, f = n - s)
  shifted <- function(by) case(transform(s6, x = x + by), s6_truth - c(s6_truth[[2]] * by, 0))
  scaled <- function(by) case(transform(s6, x = x * by), s6_truth / c(1, by))
  weighted <- function(by) case(weights = rep(by, 8))
  near <- function(gap, slope) case(data.frame(x = c(-3, -2, -1, -gap, gap, 1, 2, 3), y = y8), c(0, slope))
  marschner <- function(start) case(data.frame(y = c(1, 1, 1, 0)), log(3), y ~ 1, start = start)
  collinear <- function(gap) {
    z <- 1:12 + gap * c(1, -1, 1, 1, -1, -1, -1, 1, -1, 1, 1, -1)
    slope <- 0.104231360595921 / gap
    case(
      data.frame(x = 1:12, z = z, y = c(0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1)),
      c(-2.15347694583017, 0.332237087996919 - slope, slope), y ~ x + z
    )
  }
  list(
    S6 = case(), "S7 1e-3" = near(1e-3, 7.59761339546587), "S7 1e-6" = near(1e-6, 14.5086509842293),
    "S7 1e-9" = near(1e-9, 21.4164130072981),
    T3 = case(counts(c(3, 1801, 1), c(6, 1822, 34)), c(16.6207197297544, -6.21189134341602), cbind(s, f) ~ x),
    T5 = case(counts(c(2, 1, 729, 76, 41), c(227, 5, 791, 155, 102)), c(-1.36532445554800, 0.726096499323938), cbind(s, f) ~ x),
    "weights 1e3" = weighted(1e3), "weights 1e6" = weighted(1e6), "weights 1e12" = weighted(1e12),
    "weights 1e-6" = weighted(1e-6), "weights 1e-12" = weighted(1e-12),
    "offset 1000" = case(truth = s6_truth - c(1000, 0), offset = rep(1000, 8)),
    "offset -1000" = case(truth = s6_truth + c(1000, 0), offset = rep(-1000, 8)),
    "offset +-10" = case(truth = c(-32.0794574493173, 7.12876832207051), offset = rep(c(10, -10), 4)),
    "offset +-30" = case(truth = c(-92.0794415416798, 20.4620981203733), offset = rep(c(30, -30), 4)),
    "weights of 24 orders" = case(truth = c(-36.5472291333805, 7.52812770142026), weights = c(1e12, rep(1, 6), 1e-12)),
    "start -1.75" = marschner(-1.75), "start -1.81" = marschner(-1.81), "start -5" = marschner(-5),
    "start 4" = marschner(4), "start 40" = marschner(40), "start -700" = marschner(-700),
    "collinear 1e-2" = collinear(1e-2), "collinear 1e-6" = collinear(1e-6),
    "scale 1e-200" = scaled(1e-200), "scale 1e-10" = scaled(1e-10), "scale 1e10" = scaled(1e10), "scale 1e160" = scaled(1e160),
    "shift 1e6" = shifted(1e6), "shift 1e8" = shifted(1e8), "shift 1e12" = shifted(1e12), "shift 1e15" = shifted(1e15),
    W1 = case(truth = c(-5.64401304535022, 1.25067888368918), weights = rep(1:0, c(7, 1))),
    W3 = case(truth = c(-6.29550299818678, 1.32933885308459), weights = c(.5, 1.5, 2.25, 1, 1, .3, .7, 2)),
    R1 = case(data.frame(s = 5, f = 999995), log(5 / 999995), cbind(s, f) ~ 1)
  )
}

fit_finite <- function(case, ...) suppressWarnings(do.call(logreg, c(case$call, list(...))))

test_that("Newton solves every finite case of table 1.3", {
  cases <- finite_cases()
  for (name in names(cases)) {
    case <- cases[[name]]
    fit <- fit_finite(case)
    expect_identical(convergence(fit)$reason, "converged", info = name)
    # the table has 15 digits; near-collinear slopes, nearly separated ones and 24 orders of weight lose some
    error <- max(abs(coef(fit) - case$truth) / pmax(abs(case$truth), 1e-6))
    expect_lt(error, if (grepl("collinear|S7|orders", name)) 1e-7 else 1e-10, label = name)
  }
})

test_that("on table 1.3 the other solvers are right or say so", {
  cases <- finite_cases()
  for (solver in first_order) {
    for (name in names(cases)) {
      case <- cases[[name]]
      fit <- fit_finite(case, solver = solver)
      state <- convergence(fit)
      # in standard errors of the fit, whose information is that of the returned point; with weights
      # below 1 an error in the coefficients is worth less than one of unit weight, so test that too
      errors <- sqrt(diag(vcov(fit))) * min(1, sqrt(mean(fit$prior.weights)))
      label <- paste(solver, name)
      if (state$converged) expect_lt(max(abs(coef(fit) - case$truth) / errors), 1e-4, label = label)
      else expect_match(state$reason, "^(max_iterations|diverged|numerical_failure)$", label = label)
    }
  }
})

test_that("changing location, scale, weights or start of healthy data does not change the verdict", {
  set <- healthy()
  best <- oracle_fit(cbind(1, set$x), set$y)$beta
  n <- length(set$y)
  alternating <- rep(c(30, -30), n / 2)
  changes <- list(
    list(x = set$x + 1e8), list(x = set$x * 1e-10), list(x = set$x * 1e10), list(weight = rep(1e12, n)),
    list(weight = rep(1e-12, n)), list(offset = rep(1000, n)), list(offset = -rep(1000, n)), list(offset = alternating)
  )
  for (change in changes) {
    changed <- utils::modifyList(set, change)
    fit <- fit_set(changed)
    label <- paste(names(change), format(range(change[[1]])), collapse = " ")
    expect_identical(convergence(fit)$reason, "converged", info = label)
    expected <- c(best[[1]] - if (is.null(change$offset)) 0 else change$offset[[1]], best[-1])
    if (identical(change$offset, alternating)) expected <- oracle_fit(cbind(1, set$x), set$y, offset = alternating)$beta
    if (!is.null(change$x)) {
      scale <- stats::sd(change$x[, 1]) / stats::sd(set$x[, 1])
      shift <- if (max(change$x) > 1e7 && scale < 2) 1e8 else 0
      expected <- c(best[[1]] - shift * sum(best[-1]), best[-1] / scale)
    }
    expect_equal(unname(coef(fit)), expected, tolerance = 1e-7, info = label)
  }
  for (start in list(c(0, 0, 0, 0), c(-5, 5, 5, -5), c(40, 40, -40, 40), c(-700, 0, 0, 700))) {
    fit <- fit_set(set, start = start)
    expect_equal(unname(coef(fit)), best, tolerance = 1e-9, info = paste(start, collapse = " "))
  }
})

test_that("a penalised fit is measured against the penalised optimum", {
  set <- healthy()
  early <- suppressWarnings(logreg(set$x, set$y, solver = "gradient_descent", epochs = 10, penalty = penalty_ridge(0.1)))
  expect_match(logreg:::convergence_line(early), "standard errors from the penalised optimum")
  for (data in c(complete_cases, quasi_cases)) { # a penalty makes every optimum finite
    fit <- logreg(y ~ ., data, penalty = penalty_ridge(0.01))
    expect_identical(convergence(fit)$reason, "converged")
  }
})

test_that("a penalty of 0 is maximum likelihood, and separated data stay separated", {
  fit <- suppressWarnings(logreg(y ~ x, complete_cases$S1, penalty = penalty_ridge(0)))
  expect_match(convergence(fit)$reason, "^separat")
})

test_that("numbers beyond reason are outcomes that are told truly, not crashes", {
  # the estimate of these rows exists, so whatever happens, separation must not be claimed
  far <- list(
    list(start = c(1e300, -1e300)), list(start = c(1e5, -1e6)), list(offset = rep(1e300, 8)),
    list(solver = "gradient_descent", start = c(1e300, -1e300)), list(solver = "gradient_descent", learning_rate = 1e300),
    list(solver = "adam", learning_rate = 1e300, batch_size = 2)
  )
  for (way in far) {
    fit <- suppressWarnings(do.call(logreg, c(list(y ~ x, s6), way)))
    expect_match(convergence(fit)$reason, "^(converged|max_iterations|diverged|numerical_failure)$", label = deparse(way))
  }
  expect_error(logreg(y ~ x, s6, start = c(1e308, 1e308)), class = "logreg_error") # their sum is not finite
  for (unit in c(1e-200, 1e-170, 1e170, 1e200)) { # squares of raw columns underflow or overflow
    expect_warning(
      fit <- logreg(y ~ x, transform(s6, x = x * unit), solver = "gradient_descent", standardize = FALSE, epochs = 200),
      class = "logreg_warning"
    )
    expect_match(convergence(fit)$reason, "^(max_iterations|diverged)$", label = format(unit))
    expect_match(words_of(fit), "standard errors from the maximum-likelihood estimate")
  }
})

test_that("convergence() takes fits only", {
  expect_error(convergence(stats::glm(am ~ wt, stats::binomial(), mtcars)), class = "logreg_error_argument")
})

test_that("the words for each outcome", {
  local_reproducible_output(width = 80)
  descend <- function(...) suppressWarnings(logreg(admitted ~ ., exam_marks, solver = "gradient_descent", ...))
  expect_snapshot(convergence(descend(learning_rate = 1)))
  expect_snapshot(convergence(descend(learning_rate = 0.5, epochs = 50)))
  expect_snapshot(convergence(descend(learning_rate = 0.1, standardize = FALSE)))
  expect_snapshot(convergence(suppressWarnings(logreg(y ~ x, quasi_cases$S2, solver = "gradient_descent", epochs = 500))))
  expect_snapshot(cat(logreg:::convergence_line(suppressWarnings(logreg(y ~ x, complete_cases$S1)))))
})

test_that("a margin far below the largest log-odds still proves separation", {
  # two rows; the Newton search leaps to 5e10 on one of them and 110 on the other
  x <- c(41.904181674434035, 48.481124168628732)
  successes <- c(207, 0)
  failures <- c(0, 2)
  fit <- suppressWarnings(logreg(cbind(successes, failures) ~ x, start = c(434.605615346997354, -10.076291543119225)))
  expect_identical(convergence(fit)$reason, "separated_complete")
})

# A fit as the core leaves it where a pass over the rows for the condition numbers would cost too much.
without_condition <- function(fit) {
  fit$convergence[c("condition_number", "condition_number_raw")] <- NA_real_
  fit$convergence["design_gram"] <- list(NULL)
  fit
}

test_that("condition numbers that the core did without are computed when convergence() is asked", {
  set.seed(8)
  data <- data.frame(x = stats::rnorm(50, 20), z = stats::runif(50, 0, 1e4), w = rep(0:4, 10), y = rep(0:1, 25))
  fits <- list(
    logreg(y ~ x + z, data), logreg(y ~ x + z, data, model = FALSE), logreg(as.matrix(data[c("x", "z")]), data$y),
    logreg(y ~ x + I(2 * x) + z, data)
  )
  singular <- function(design) svd(design)$d
  raw <- singular(cbind(1, data$x, data$z))
  scores <- singular(cbind(1, scale(data[c("x", "z")])))
  for (fit in fits) {
    state <- convergence(without_condition(fit))
    expect_equal(state$condition_number_raw, raw[[1]] / raw[[3]], tolerance = 1e-6)
    expect_equal(state$condition_number, scores[[1]] / scores[[3]], tolerance = 1e-6)
    expect_named(state, names(convergence(fit)))
  }
  weighted <- logreg(y ~ x + z, data, weights = w)
  expect_equal(convergence(without_condition(weighted)), convergence(weighted), tolerance = 1e-8)
})

test_that("condition numbers of a fit whose data are gone are NA", {
  fit <- local({
    data <- study_hours
    fit <- logreg(passed ~ hours, data, model = FALSE)
    rm(data)
    fit
  })
  state <- convergence(without_condition(fit))
  expect_identical(state$condition_number, NA_real_)
  expect_identical(state$condition_number_raw, NA_real_)
  expect_true(state$converged)
  expect_output(print(state), "NA in z-scores, NA as given")
})

test_that("print() and summary() do not go through the data for a condition number", {
  fit <- without_condition(logreg(passed ~ hours, study_hours))
  testthat::local_mocked_bindings(condition_numbers_ = function(...) stop("a pass over the data"), .package = "logreg")
  expect_output(print(fit), "Converged")
  expect_output(print(summary(fit)), "Converged")
})

test_that("without a tolerance of its own a run is judged by the solver's default", {
  run <- function(...) {
    suppressWarnings(logreg(passed ~ hours, study_hours, solver = "gradient_descent", learning_rate = 0.1, epochs = 20, ...))
  }
  to_the_end <- run(tolerance = 0)
  default <- logreg:::solver_registry()
  default <- default$default[default$solver == "gradient_descent" & default$option == "tolerance"]
  expect_identical(convergence(to_the_end)$epochs_needed, convergence(run(tolerance = default))$epochs_needed)
  expect_gt(convergence(to_the_end)$epochs_needed, 20)
})

test_that("separation comes first where the solver diverged on separated data", {
  far <- data.frame(x = 11:15, y = c(0, 0, 0, 1, 1))
  fit <- suppressWarnings(logreg(y ~ x, far, solver = "gradient_descent", standardize = FALSE, learning_rate = 1, epochs = 150))
  expect_identical(fit$convergence$reason, "diverged")
  words <- paste(utils::capture.output(print(fit)), collapse = " ")
  expect_match(words, "descent\\. No finite estimate: the classes are completely separated\\..* Diverged: the best of")
  expect_no_match(words, "could not be found out")
  said <- paste(utils::capture.output(print(convergence(fit))), collapse = " ")
  expect_match(said, "^No finite estimate: .* Diverged: .*- Without bound: \\(Intercept\\) \\(-Inf\\), x \\(Inf\\)\\..*- The learning rate 1 is above")
  expect_match(stop_words(fit), "^separated data, diverged after")
})
