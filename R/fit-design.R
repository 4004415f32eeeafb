#' The data object of a fit, made again from what the fit keeps
#' @noRd
fit_data <- function(fit) {
  frame <- stats::model.frame(fit)
  design <- design_columns(fit$terms, frame, fit$contrasts)
  structure(
    list(
      n = length(fit$y), y = unname(fit$y), weight = unname(fit$prior.weights), offset = fit$offset,
      intercept = has_intercept(fit), columns = design$columns, names = names(fit$coefficients),
      assign = design$assign, event = fit$event, frame = frame
    ),
    class = "logreg_data"
  )
}

#' Does the model have an intercept?
#' @noRd
has_intercept <- function(fit) {
  attr(fit$terms, "intercept") > 0
}

#' The n x p design with its intercept, for the few things that need all of it
#' @noRd
dense_design <- function(data) {
  blocks <- lapply(data$columns, column_block)
  intercept <- if (data$intercept) list(rep(1, data$n))
  design <- do.call(cbind, c(intercept, blocks, list(matrix(0, data$n, 0))))
  dimnames(design) <- list(NULL, data$names)
  design
}

#' The columns of one specification: a vector or a matrix
#' @noRd
column_block <- function(column) {
  switch(column$kind,
    numeric = as.double(column$values),
    factor = column$contrast[as.integer(column$codes), , drop = FALSE],
    matrix = column$values
  )
}

#' How many columns of the design a specification stands for
#' @noRd
column_width <- function(column) {
  switch(column$kind, numeric = 1L, factor = ncol(column$contrast), matrix = ncol(column$values))
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
    matrix = column$values <- column$values[, keep, drop = FALSE]
  )
  column
}

#' The data object with some columns of its design only
#' @param keep Logical, one element a column, the intercept's first.
#' @noRd
keep_design_columns <- function(data, keep) {
  slopes <- if (data$intercept) keep[-1] else keep
  last <- cumsum(vapply(data$columns, column_width, 1L))
  columns <- Map(
    function(column, last) keep_columns(column, slopes[last - column_width(column) + seq_len(column_width(column))]),
    data$columns, last
  )
  data$columns <- columns[!vapply(columns, is.null, TRUE)]
  data$intercept <- data$intercept && keep[[1]]
  data$names <- data$names[keep]
  data$assign <- data$assign[keep]
  data
}
