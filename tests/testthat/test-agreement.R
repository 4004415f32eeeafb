# Every solver against glm(), iterated until its deviance no longer changes. glm() stands for all that
# the two must share: columns, contrasts, weights, offsets, and the optimum itself.

marks_of_birth <- function() {
  births <- MASS::birthwt
  births$race <- factor(births$race, labels = c("white", "black", "other"))
  births$trials <- rep(c(1, 2, 5), 63)
  births
}

# Calls without their function: it is put in by `fit_case()`.
cases <- list(
  mtcars = quote(fit(am ~ wt + hp, data = mtcars)),
  mtcars_factor = quote(fit(vs == 1 ~ mpg + factor(gear), data = mtcars)),
  infert = quote(fit(case ~ education + age + parity + induced + spontaneous, data = infert)),
  infert_offset = quote(fit(case ~ induced + spontaneous + offset(age / 50), data = infert, offset = parity / 10)),
  infert_no_intercept = quote(fit(case ~ 0 + education + spontaneous, data = infert)),
  esoph = quote(fit(cbind(ncases, ncontrols) ~ agegp + unclass(tobgp) + unclass(alcgp), data = esoph)),
  titanic = quote(fit(Survived ~ Class * Sex + Age, data = as.data.frame(Titanic), weights = Freq)),
  proportion = quote(fit(ncases / (ncases + ncontrols) ~ alcgp + tobgp, data = esoph, weights = ncases + ncontrols)),
  subset = quote(fit(am ~ qsec + drat, data = mtcars, subset = cyl > 4)),
  contrasts = quote(fit(case ~ education * spontaneous, data = infert, contrasts = list(education = "contr.sum")))
)
if (requireNamespace("MASS", quietly = TRUE)) {
  births <- marks_of_birth()
  cases <- c(cases, list(
    births = quote(fit(low ~ age + lwt + race + smoke + ptl + ht + ui + ftv, data = births)),
    births_interaction = quote(fit(low ~ race * smoke + age:ht + lwt, data = births)),
    births_poly = quote(fit(low ~ poly(age, 3) + poly(lwt, 2) + race, data = births)),
    births_weights = quote(fit(low ~ age + lwt + race + smoke, data = births, weights = trials)),
    births_no_intercept = quote(fit(low ~ race + lwt - 1, data = births, offset = age / 25))
  ))
  if (requireNamespace("splines", quietly = TRUE)) {
    cases$births_spline <- quote(fit(low ~ splines::ns(age, 3) * smoke + lwt, data = births))
  }
}

fit_case <- function(call, ...) {
  call[[1]] <- quote(logreg::logreg)
  eval(as.call(c(as.list(call), list(...))))
}

glm_case <- function(call) {
  call[[1]] <- quote(stats::glm)
  call$family <- quote(stats::binomial())
  call$control <- quote(stats::glm.control(epsilon = 1e-14, maxit = 100))
  suppressWarnings(eval(call))
}

expected <- lapply(cases, glm_case)
errors_of <- function(fit) sqrt(diag(stats::vcov(fit)))
largest_relative <- function(ours, theirs) max(abs(ours - theirs) / abs(theirs))

# The fit and the class of the package's warning, "" if there was none.
fit_and_warning <- function(...) {
  warned <- ""
  fit <- withCallingHandlers(fit_case(...), logreg_warning = function(warning) {
    warned <<- class(warning)[[1]]
    invokeRestart("muffleWarning")
  })
  list(fit = fit, warned = warned)
}

test_that("the list of cases covers what it should", {
  skip_if_not_installed("MASS")
  skip_if_not_installed("splines")
  expect_length(cases, 16)
})

test_that("Newton gives glm()'s coefficients to 1e-8 and its standard errors to 1e-6, relative", {
  for (name in names(cases)) {
    fit <- fit_case(cases[[name]])
    theirs <- expected[[name]]
    expect_identical(names(coef(fit)), names(coef(theirs)), info = name)
    expect_true(fit$converged, info = name)
    expect_lt(largest_relative(coef(fit), coef(theirs)), 1e-8, label = name)
    expect_lt(largest_relative(errors_of(fit), errors_of(theirs)), 1e-6, label = name)
    expect_equal(deviance(fit), deviance(theirs), tolerance = 1e-11, info = name)
    expect_equal(vcov(fit), vcov(theirs), tolerance = 1e-6, info = name)
    expect_equal(fitted(fit), fitted(theirs), tolerance = 1e-9, info = name)
    expect_identical(df.residual(fit), df.residual(theirs), info = name)
  }
})

test_that("a first-order solver ends as near to glm() as it says, or says that it has not converged", {
  solvers <- setdiff(unique(logreg:::solver_registry()$solver), "newton")
  arrived <- 0
  for (solver in solvers) {
    for (name in names(cases)) {
      label <- paste(solver, name)
      result <- fit_and_warning(cases[[name]], solver = solver)
      state <- convergence(result$fit)
      theirs <- expected[[name]]
      information <- solve(vcov(theirs), tol = 0)
      missed <- distance_in_errors(coef(result$fit), coef(theirs), information)
      if (state$converged) {
        arrived <- arrived + 1
        expect_lte(missed, 1e-6 + state$distance, label = label)
        # |d log p(1 - p)| <= |d eta|: a point `reach` away has standard errors up to reach / 2 away
        expect_lt(largest_relative(errors_of(result$fit), errors_of(theirs)), 1e-6 + state$reach / 2, label = label)
        expect_identical(result$warned, "", info = label)
      } else {
        expect_match(result$warned, "^logreg_warning_(not_converged|diverged)$", info = label)
        expect_equal(state$distance_to_optimum, missed, tolerance = 1e-4, info = label)
      }
    }
  }
  # the badly conditioned ones may need more than 10,000 epochs, but few are that bad
  expect_gte(arrived, 0.8 * length(solvers) * length(cases))
})

test_that("L-BFGS reaches the optimum of every case", {
  for (name in names(cases)) {
    result <- fit_and_warning(cases[[name]], solver = "lbfgs")
    expect_identical(convergence(result$fit)$reason, "converged", info = name)
    expect_identical(result$warned, "", info = name)
  }
})

test_that("small batches and momentum end at glm() or say how far they are", {
  theirs <- expected$mtcars
  information <- solve(vcov(theirs))
  ways <- list(
    list(batch_size = 1, epochs = 200), list(batch_size = 8, decay = 0.01, epochs = 300),
    list(momentum = 0.9), list(momentum = 0.9, nesterov = TRUE), list(standardize = FALSE, epochs = 500),
    list(learning_rate = 1e-3, epochs = 100)
  )
  for (way in ways) {
    set.seed(5)
    result <- do.call(fit_and_warning, c(list(cases$mtcars, solver = "gradient_descent"), way), quote = TRUE)
    state <- convergence(result$fit)
    missed <- distance_in_errors(coef(result$fit), coef(theirs), information)
    label <- paste(names(way), way, collapse = ", ")
    if (state$converged) {
      expect_lte(missed, 1e-6 + state$distance, label = label)
    } else {
      expect_identical(result$warned, "logreg_warning_not_converged", info = label)
      expect_equal(state$distance_to_optimum, missed, tolerance = 1e-4, info = label)
    }
  }
})

test_that("the ridge optimum does not depend on the solver", {
  for (standardize in c(TRUE, FALSE)) {
    penalty <- penalty_ridge(0.05, standardize = standardize)
    newton <- fit_case(cases$infert, penalty = penalty)
    for (solver in setdiff(unique(logreg:::solver_registry()$solver), "newton")) {
      other <- fit_and_warning(cases$infert, penalty = penalty, solver = solver)
      expect_identical(other$warned, "", info = solver)
      expect_equal(coef(other$fit), coef(newton), tolerance = 1e-5, info = solver)
    }
  }
})

test_that("the ridge optimum is where its own gradient vanishes", {
  x <- as.matrix(mtcars[c("wt", "hp", "qsec")])
  y <- mtcars$am
  spread <- apply(x, 2, function(column) sqrt(mean((column - mean(column))^2)))
  for (standardize in c(TRUE, FALSE)) {
    beta <- coef(logreg(x, y, penalty = penalty_ridge(0.1, standardize = standardize)))
    units <- if (standardize) spread else 1
    loss_gradient <- crossprod(cbind(1, x), stats::plogis(drop(cbind(1, x) %*% beta)) - y) / 32
    expect_lt(max(abs(drop(loss_gradient) + c(0, 0.1 * units^2 * beta[-1])) / c(1, spread)), 1e-10)
  }
})
