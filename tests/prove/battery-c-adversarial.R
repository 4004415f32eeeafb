# Typed-in cases with known answers (reliability report, section 1.3), each by every solver, as columns of a formula, as
# a matrix and as a sparse matrix. Right is the right value, or the admission that it was not reached; a case without a
# finite estimate must never be called converged, and one with it never separated. Figures: the wrong ones.

y8 <- c(0, 0, 0, 1, 0, 1, 1, 1)
y12 <- c(0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1)
s6 <- list(coef = c(-5.77032035229122, 1.28229341162027), error = c(4.03582331440281, 0.86041270505252), deviance = 5.00609939693583)

#' A case whose estimate is finite. `digits` relative, for Newton; other solvers stop within 1e-6 standard errors.
finite <- function(id, x, y, coef, error = NULL, deviance = NULL, digits = 1e-8, ...) {
  list(id = id, x = as_columns(x), y = y, coef = coef, error = error, deviance = deviance, digits = digits, kind = "finite", extra = list(...))
}

#' A case without a finite estimate
endless <- function(id, x, y, ...) list(id = id, x = as_columns(x), y = y, kind = "endless", extra = list(...))

as_columns <- function(x) {
  x <- as.matrix(x)
  if (ncol(x) > 0L) colnames(x) <- paste0("x", seq_len(ncol(x)))
  x
}

none <- function(n) matrix(0, n, 0L)
counts <- function(successes, trials) cbind(successes, trials - successes)

near_cases <- function() {
  gap <- function(e, slope, error) {
    finite(sprintf("S7 gap %g", e), c(-3, -2, -1, -e, e, 1, 2, 3), y8, c(0, slope), c(NA, error), digits = 1e-7)
  }
  list(
    finite("S6", 1:8, y8, s6$coef, s6$error, s6$deviance),
    gap(1e-3, 7.59761339546587, 31.547), gap(1e-6, 14.5086509842293, 999.996), gap(1e-9, 21.4164130072981, 31622.78),
    finite(
      "S9 level 2", c(1, 0), counts(c(3, 9), c(30, 18)), c(0, -2.19722457733622), c(NA, 0.769800358919501)
    )
  )
}

count_cases <- function() {
  list(
    finite("T3", 1:3, counts(c(3, 1801, 1), c(6, 1822, 34)), c(16.6207197297544, -6.21189134341602), c(1.21310177624045, 0.566494323381367), 59.1178057226786),
    finite(
      "T5", 1:5, counts(c(2, 1, 729, 76, 41), c(227, 5, 791, 155, 102)), c(-1.36532445554800, 0.726096499323938),
      c(0.185534430633753, 0.0635471465924857), 668.721283271507
    ),
    finite("W2 counts", 0:5, counts(c(1, 4, 9, 13, 18, 20), 20), c(-2.81855496731552, 1.25894942420395), deviance = 1.88097008142),
    finite(
      "W2 proportions", 0:5, c(1, 4, 9, 13, 18, 20) / 20, c(-2.81855496731552, 1.25894942420395), deviance = 1.88097008142,
      weights = rep(20, 6)
    ),
    finite(
      "W2 rows", rep(0:5, each = 20), unlist(lapply(c(1, 4, 9, 13, 18, 20), function(k) rep(1:0, c(k, 20 - k)))),
      c(-2.81855496731552, 1.25894942420395), deviance = 96.2644138024
    ),
    finite(
      "W2 weighted rows", rep(0:5, 2), rep(1:0, each = 6), c(-2.81855496731552, 1.25894942420395), deviance = 96.2644138024,
      weights = c(c(1, 4, 9, 13, 18, 20), 20 - c(1, 4, 9, 13, 18, 20))
    ),
    finite("R1 two rows", none(2L), c(1, 0), -12.2060676455177, 0.447214713538134, weights = c(5, 999995))
  )
}

weight_cases <- function() {
  common <- lapply(c(1e3, 1e6, 1e12, 1e-6, 1e-12), function(w) {
    finite(sprintf("T-w %g", w), 1:8, y8, s6$coef, s6$error / sqrt(w), s6$deviance * w, weights = rep(w, 8))
  })
  c(common, list(
    finite("T-m", 1:8, y8, c(-36.5472291333805, 7.52812770142026), deviance = 16.1369033077559, weights = c(1e12, 1, 1, 1, 1, 1, 1, 1e-12)),
    finite("W1", 1:8, y8, c(-5.64401304535022, 1.25067888368918), weights = rep(1:0, c(7, 1))),
    finite("W1 with NA", 1:8, c(y8[-8], NA), c(-5.64401304535022, 1.25067888368918), weights = rep(1:0, c(7, 1))),
    finite("W3", 1:8, y8, c(-6.29550299818678, 1.32933885308459), weights = c(.5, 1.5, 2.25, 1, 1, .3, .7, 2))
  ))
}

offset_cases <- function() {
  turn <- rep(c(1, -1), 4)
  list(
    finite("T-o1", 1:8, y8, c(-1005.77032035229, 1.28229341162027), s6$error, s6$deviance, offset = rep(1000, 8)),
    finite("T-o2", 1:8, y8, c(-32.0794574493173, 7.12876832207051), deviance = 55.8793964338740, offset = 10 * turn),
    finite("T-o3", 1:8, y8, c(-92.0794415416798, 20.4620981203733), deviance = 162.546056673180, offset = 30 * turn)
  )
}

start_cases <- function() {
  lapply(c(-1.75, -1.81, -5, 4, 40, -700), function(start) {
    finite(sprintf("T-s %g", start), none(4L), c(1, 1, 1, 0), 1.09861228866811, deviance = 4.49868115695047, start = start)
  })
}

column_cases <- function() {
  s6_beside <- function(id, column) finite(id, cbind(1:8, column), y8, c(s6$coef, NA), c(s6$error, NA), s6$deviance)
  nearly <- lapply(10^-(0:5 * 2), function(e) {
    slope <- 0.104231360595921 / e
    sign <- c(1, -1, 1, 1, -1, -1, -1, 1, -1, 1, 1, -1)
    # x + e (1, -1, ...) is rounded to units of 12, which moves the answer itself
    finite(sprintf("C3 %g", e), cbind(1:12, 1:12 + e * sign), y12, c(-2.15347694583017, 0.332237087996919 - slope, slope), digits = 1e-8 + 100 * unit_roundoff * 12 / e)
  })
  scaled <- lapply(c(1e-200, 1e-10, 1e10, 1e160), function(s) {
    # the slope's variance of 1e400 or 1e-320 is no double, and so neither is the standard error read from it
    finite(sprintf("C7 %g", s), 1:8 * s, y8, s6$coef / c(1, s), s6$error / c(1, if (abs(log10(s)) > 150) NA else s), s6$deviance)
  })
  shifted <- lapply(c(1e6, 1e8, 1e12, 1e15), function(s) {
    finite(sprintf("C8 %g", s), 1:8 + s, y8, c(s6$coef[1] - s6$coef[2] * s, s6$coef[2]), c(NA, s6$error[2]), s6$deviance)
  })
  years <- 2001:2020
  c(nearly, scaled, shifted, list(
    s6_beside("C1 duplicate", 1:8), s6_beside("C2 affine", 2 * 1:8 + 1), s6_beside("C4 constant", 5), s6_beside("C5 zero", 0),
    finite(
      "C10 raw cubic", outer(years, 1:3, "^"), c(0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1), c(NA, NA, NA, 0.00653136225067938),
      deviance = 20.1795248713853, digits = 1e-7
    )
  ))
}

endless_cases <- function() {
  ghq <- c(rep(0, 18), 1, rep(2, 8), 2, 4, 5, 5, 5, 7, 7, 10)
  list(
    endless("S1", 1:6, c(0, 0, 0, 1, 1, 1)), endless("S2", c(-1, 0, 0, 1), c(0, 0, 1, 1)),
    endless("S3", rep(0:1, c(10, 4)), c(rep(0:1, 5), 1, 1, 1, 1)),
    endless("S4", cbind(c(0:3, 0:3), c(3:0, 4:1)), rep(0:1, each = 4)),
    endless("S5", rep(0:1, each = 3), c(0, 1, 0, 1, 1, 1)),
    endless("S9", cbind(c(1, 0, 0), c(0, 1, 0)), counts(c(0, 3, 9), c(10, 30, 18))),
    endless("S10", ghq, rep(0:1, c(27, 8))),
    endless("M6", c(1, 2), c(0, 1)), endless("S1 far", 1:6 + 1e8, c(0, 0, 0, 1, 1, 1)), endless("S2 small", c(-1, 0, 0, 1) * 1e-200, c(0, 0, 1, 1)),
    endless("S1 heavy", 1:6, c(0, 0, 0, 1, 1, 1), weights = rep(1e12, 6)), endless("S1 light", 1:6, c(0, 0, 0, 1, 1, 1), weights = rep(1e-12, 6)),
    endless("p > n", outer(1:3, 1:5, function(i, j) (i * j^2) %% 7), c(0, 1, 1))
  )
}

all_cases <- function() {
  c(near_cases(), count_cases(), weight_cases(), offset_cases(), start_cases(), column_cases(), endless_cases())
}

fit_case <- function(case, design, solver, subject) {
  data <- data.frame(case$x, check.names = FALSE)
  data$y <- case$y
  more <- c(case$extra, solver = solver)
  if (design == "columns") {
    right <- if (ncol(case$x)) paste(colnames(case$x), collapse = " + ") else "1"
    return(do.call(subject$logreg, c(list(stats::as.formula(paste("y ~", right)), data), more)))
  }
  x <- if (design == "sparse") methods::as(case$x, "CsparseMatrix") else case$x
  do.call(subject$logreg, c(list(x, case$y), more))
}

#' What is wrong with the answer, "" if nothing is
wrong_with <- function(case, solver, fitted, subject) {
  if (fitted$failed) return(paste("error:", conditionMessage(fitted$value)))
  said <- said_of(fitted$value)
  if (said != "converged" && !any(grepl("^logreg_warning", fitted$warned))) return("it gave no warning")
  if (case$kind == "endless") return(if (said == "converged") "it is called converged" else "")
  if (said == "separated" && reason_of(fitted$value) != "separation_undecided") return("it is called separated")
  if (said != "converged") return(if (solver == "newton") paste("Newton did not arrive:", reason_of(fitted$value)) else "")
  wrong_numbers(case, solver, fitted$value, subject)
}

wrong_numbers <- function(case, solver, fit, subject) {
  beta <- unname(subject$coef(fit))
  error <- sqrt(diag(subject$vcov(fit)))
  known <- !is.na(case$coef)
  allowed <- case$digits * abs(case$coef) + (if (solver == "newton") 1e-8 else 1e-5) * error
  if (any(is.na(beta[known])) || any(abs(beta - case$coef)[known] > allowed[known])) {
    return(paste("coefficients", paste(format(beta, digits = 10), collapse = ", ")))
  }
  if (!is.null(case$error) && any(abs(error / case$error - 1) > 1e-4, na.rm = TRUE)) return("standard errors")
  if (!is.null(case$deviance) && abs(subject$deviance(fit) / case$deviance - 1) > 1e-8 + case$digits) return("deviance")
  ""
}

run_adversarial <- function(size, seed, subject) {
  cases <- utils::head(all_cases(), size)
  tried <- expand.grid(case = seq_along(cases), design = c("columns", "matrix", "sparse"), solver = solvers(), stringsAsFactors = FALSE)
  empty <- vapply(cases, function(case) ncol(case$x) == 0L, NA)
  sparse <- requireNamespace("Matrix", quietly = TRUE)
  tried <- tried[tried$design == "columns" | !empty[tried$case] & (sparse | tried$design != "sparse"), ]
  wrong <- vapply(seq_len(nrow(tried)), function(i) {
    case <- cases[[tried$case[i]]]
    fitted <- heard(fit_case(case, tried$design[i], tried$solver[i], subject))
    said <- wrong_with(case, tried$solver[i], fitted, subject)
    if (nzchar(said)) sprintf("%s, %s, %s: %s", case$id, tried$design[i], tried$solver[i], said) else ""
  }, "")
  wrong <- wrong[nzchar(wrong)]
  measured("C1 typed adversarial cases, every solver, columns, matrix and sparse: wrong answers", nrow(tried), length(wrong), 0, complaints = wrong)
}

battery(
  "Adversarial cases", c(small = 1000, full = 1000, fault = 8), run_adversarial,
  faults = list(
    "a coefficient off in the seventh digit" = off_by(3e-7),
    "always converged" = function(subject) {
      changed <- claims_convergence(subject)
      fit <- changed$logreg
      changed$logreg <- function(..., solver) suppressWarnings(fit(..., solver = "gradient_descent", epochs = 5))
      changed
    },
    "standard errors of other weights" = function(subject) sound_subject(vcov = function(fit) 1.01 * stats::vcov(fit))
  )
)
