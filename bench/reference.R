# The exact answer of a case, and how far a tool's answer is from it, in standard errors.

source("bench/compile.R")

#' Newton's method on reference_pass() from `start`, until the decrement stays at the rounding level.
#' @return `coefficients` and `errors` (named as model.matrix() names columns) and `decrement`: what is
#'   left to the optimum, in standard errors.
reference_fit <- function(case, start = NULL, passes = 50L) {
  load_compiled("reference")
  names <- coefficient_names(case)
  transform <- if (case$careful) orthogonal_transform(case)
  beta <- if (length(start) == length(names) && all(is.finite(start))) as.double(start) else numeric(length(names))
  best <- NULL
  for (pass in seq_len(passes)) {
    at <- one_pass(case, beta, transform)
    if (!is.finite(at$decrement)) stop("the reference met a singular information matrix", call. = FALSE)
    if (!is.null(best) && at$decrement >= best$decrement && best$decrement < 1e-6) break
    if (is.null(best) || at$loss <= best$loss * (1 + 1e-14) || at$decrement < 1e-6) {
      best <- c(at, list(beta = beta))
      beta <- beta + at$step
    } else {
      # Uphill: half the step from the best point.
      beta <- (best$beta + beta) / 2
    }
    # One step at least, also from a start that needs none.
    if (pass > 1L && at$decrement < 1e-12) break
  }
  list(
    coefficients = stats::setNames(best$beta, names), errors = stats::setNames(best$errors, names),
    decrement = best$decrement
  )
}

#' T such that the columns of X T are nearly orthonormal. Its own rounding does not matter: the products are
#' taken in long double, and the answer is mapped back by the same T.
orthogonal_transform <- function(case) {
  decomposition <- qr(case$design, LAPACK = FALSE, tol = 0)
  backsolve(qr.R(decomposition), diag(ncol(case$design)))
}

one_pass <- function(case, beta, transform) {
  columns <- unname(as.list(case$data[attr(stats::terms(case$formula), "term.labels")]))
  .Call("reference_pass", columns, case$data$y, beta, transform)
}

coefficient_names <- function(case) {
  terms <- attr(stats::terms(case$formula), "term.labels")
  columns <- lapply(terms, function(term) {
    column <- case$data[[term]]
    if (is.factor(column)) paste0(term, levels(column)[-1L]) else term
  })
  c("(Intercept)", unlist(columns))
}

#' Largest distance of the coefficients from the reference, in standard errors, and largest relative
#' error of the standard errors (NA for a tool that has none). Names decide what is compared to what; a
#' tool without names is compared by position. Whoever leaves a coefficient out is infinitely far away,
#' unless `partial` allows it.
score <- function(answer, reference, partial = FALSE) {
  at <- places(answer$coefficients, reference, partial)
  if (is.null(at)) return(c(distance = Inf, errors_off = NA_real_))
  distance <- abs(unname(answer$coefficients) - reference$coefficients[at]) / reference$errors[at]
  off <- if (is.null(answer$errors)) NA_real_ else max(abs(unname(answer$errors) / reference$errors[at] - 1))
  c(distance = if (anyNA(distance)) Inf else max(distance), errors_off = off)
}

places <- function(coefficients, reference, partial) {
  named <- names(reference$coefficients)
  if (is.null(names(coefficients))) {
    return(if (length(coefficients) == length(named)) seq_along(named))
  }
  at <- match(names(coefficients), named)
  if (!anyNA(at) && (partial || length(at) == length(named))) at
}
