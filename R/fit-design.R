#' The data object of a fit, made again from what the fit keeps
#' @noRd
fit_data <- function(fit) {
  design <- if (is.null(fit$x_user)) {
    design_columns(fit$terms, stats::model.frame(fit), fit$contrasts)
  } else {
    matrix_design(fit)
  }
  structure(
    list(
      n = length(fit$y), y = unname(fit$y), weight = given_weights(fit), offset = fit$offset,
      intercept = has_intercept(fit), columns = design$columns, names = names(fit$coefficients),
      assign = design$assign, event = fit$event
    ),
    class = "logreg_data"
  )
}

#' The weights of a fit without their names; `NULL` where they are all 1
#' @noRd
given_weights <- function(fit) {
  if (!has_unit_weights_(fit$prior.weights)) unname(fit$prior.weights)
}

#' The columns of a fit of a matrix, as `design_columns()` gives those of a formula
#' @noRd
matrix_design <- function(fit) {
  x <- without_rows(plain_frame(fit$x_user), fit$na.action)
  list(columns = matrix_columns(x), assign = matrix_assign(x, has_intercept(fit)))
}

#' Does the model have an intercept?
#' @noRd
has_intercept <- function(fit) {
  attr(fit$terms, "intercept") > 0
}

#' Fit a data object again by Newton's method; without columns the fit is the offset
#' @noRd
refit <- function(data, start = NULL) {
  if (length(data$names) > 0) {
    return(fit_core(data, solver_newton(), NULL, start))
  }
  nothing <- matrix(0, 0, 0)
  list(
    # A vector of its own, never the user's offset: a fit puts names on it.
    coefficients = stats::setNames(numeric(), character()), linear_predictors = numeric(data$n) + (data$offset %||% 0), rank = 0L,
    pivot = integer(), aliased = list(), triangle = nothing, covariance = nothing,
    convergence = list(reason = "converged", iterations = 0)
  )
}

#' The n x p design with its intercept, for the few things that need all of it
#' @noRd
dense_design <- function(data) {
  blocks <- lapply(data$columns, dense_block)
  intercept <- if (data$intercept) list(rep(1, data$n))
  design <- do.call(cbind, c(intercept, blocks, list(matrix(0, data$n, 0))))
  dimnames(design) <- list(NULL, data$names)
  design
}

#' The design of some rows only
#' @noRd
design_of_rows <- function(rows, data) {
  data$columns <- rows_of_columns(data$columns, rows)
  data$n <- length(rows)
  dense_design(data)
}

#' Some rows of column specifications
#' @noRd
rows_of_columns <- function(columns, rows) {
  lapply(columns, function(column) {
    switch(column$kind,
      numeric = column$values <- column$values[rows],
      factor = column$codes <- as.integer(column$codes)[rows],
      matrix = ,
      sparse = column$values <- column$values[rows, , drop = FALSE]
    )
    column
  })
}

#' Keep some of the columns a specification stands for; `NULL` when none is left
#' @noRd
keep_columns <- function(column, keep) {
  if (!any(keep)) {
    return(NULL)
  }
  switch(column$kind,
    numeric = NULL,
    factor = column$contrast <- column$contrast[, keep, drop = FALSE],
    matrix = ,
    sparse = column$values <- column$values[, keep, drop = FALSE]
  )
  column
}

#' The data object with some columns of its design only
#' @param keep Logical, one element a column, the intercept's first.
#' @noRd
keep_design_columns <- function(data, keep) {
  slopes <- if (data$intercept) keep[-1] else keep
  owner <- rep(seq_along(data$columns), vapply(data$columns, column_count, 1L))
  columns <- Map(keep_columns, data$columns, split(slopes, factor(owner, seq_along(data$columns))))
  data$columns <- unname(columns[!vapply(columns, is.null, TRUE)])
  data$intercept <- data$intercept && keep[[1]]
  data$names <- data$names[keep]
  data$assign <- data$assign[keep]
  data
}
