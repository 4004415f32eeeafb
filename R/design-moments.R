# First and second moments of the columns of a design: what correlation, inflation and leverage are made of.

#' Means, cross products and extremes of the columns of a design, the intercept apart
#'
#' Rows of positive weight count once each, as in the condition numbers. The design is made in blocks of rows, so that
#' a million rows need no n x p matrix.
#' @return `rows`, how many count; of each column `center`, `spread` (root mean square about the mean), `cross`, the
#'   cross products about the mean; `skewness`; `far`, the number of the row that is furthest from the mean, and
#'   `far_z`, how many spreads it is.
#' @noRd
design_moments <- function(data) {
  data <- slopes_of(data)
  blocks <- row_blocks(used_row_numbers(data))
  rows <- sum(lengths(blocks))
  width <- length(data$names)
  center <- Reduce(`+`, lapply(blocks, function(block) colSums(design_of_rows(block, data))), numeric(width)) / rows
  cross <- matrix(0, width, width, dimnames = list(data$names, data$names))
  cubes <- far_size <- numeric(width)
  far <- rep(NA_integer_, width)
  for (block in blocks) {
    x <- sweep(design_of_rows(block, data), 2, center)
    cross <- cross + crossprod(x)
    cubes <- cubes + colSums(x^3)
    here <- if (width) max.col(t(abs(x)), "first") else integer()
    size <- abs(x[cbind(here, seq_len(width))])
    larger <- size > far_size
    far[larger] <- block[here[larger]]
    far_size <- pmax(far_size, size)
  }
  spread <- sqrt(diag(cross) / rows)
  # What rounding leaves of a constant.
  spread[spread <= 1e-13 * abs(center)] <- 0
  list(
    rows = rows, center = center, spread = spread, cross = cross, skewness = cubes / rows / spread^3,
    far = far, far_z = far_size / spread
  )
}

#' The data object without its intercept
#' @noRd
slopes_of <- function(data) if (data$intercept) keep_design_columns(data, data$assign > 0) else data

#' @noRd
slope_names <- function(data) if (data$intercept) data$names[-1] else data$names

#' @noRd
slope_terms <- function(data) if (data$intercept) data$assign[-1] else data$assign

#' Numbers of the rows of positive weight
#' @noRd
used_row_numbers <- function(data) {
  if (is.null(data$weight)) seq_len(data$n) else which(data$weight > 0)
}

#' @noRd
row_blocks <- function(rows, size = 50000L) {
  unname(split(rows, (seq_along(rows) - 1L) %/% size))
}

#' Cosines of the angles between columns: correlations where there is an intercept, which takes the means out
#' @noRd
column_cosines <- function(moments, centred) {
  cross <- if (centred) moments$cross else moments$cross + moments$rows * outer(moments$center, moments$center)
  size <- sqrt(diag(cross))
  if (centred) size[moments$spread == 0] <- 0
  cosines <- cross / outer(size, size)
  cosines[size == 0, ] <- 0
  cosines[, size == 0] <- 0
  structure(cosines, dimnames = dimnames(cross))
}

#' Which columns are no combination of the ones before them?
#'
#' Columns of cross products depend on each other as those of the design do.
#' @noRd
independent_columns <- function(cosines) {
  decomposition <- qr(cosines, tol = 1e-10)
  seq_len(ncol(cosines)) %in% decomposition$pivot[seq_len(decomposition$rank)] & unname(diag(cosines)) > 0
}

#' Generalised variance inflation of every term
#'
#' det(R11) det(R22) / det(R), with R the correlations of all columns, R11 of the term's, R22 of the others (Fox and
#' Monette 1992, *Journal of the American Statistical Association* 87). det(R22) / det(R) is the determinant of the
#' term's block of the inverse of R. For a term of one column it is 1 / (1 - R^2) of that column on the others.
#' @param term The number of each column's term.
#' @return A data frame: `term`, `df`, `gvif`, and `per_df`, gvif^(1 / df), which compares with the inflation of
#'   the variance of a single column.
#' @noRd
generalised_inflation <- function(correlations, term, labels) {
  inverse <- chol2inv(chol(correlations))
  numbers <- sort(unique(term))
  gvif <- vapply(numbers, function(number) {
    own <- term == number
    det(correlations[own, own, drop = FALSE]) * det(inverse[own, own, drop = FALSE])
  }, 0)
  df <- tabulate(match(term, numbers), length(numbers))
  data.frame(term = labels[numbers], df = df, gvif = gvif, per_df = gvif^(1 / df))
}

#' Leverage of the rows of a design, x'(X'X)^-1 x; `NA` for rows of weight 0
#' @param independent Which of the slopes' columns to use.
#' @noRd
design_leverage <- function(data, moments, independent) {
  base <- numeric(data$n) + if (data$intercept) 1 / moments$rows else 0
  center <- if (data$intercept) moments$center else 0 * moments$center
  cosines <- column_cosines(moments, data$intercept)[independent, independent, drop = FALSE]
  size <- sqrt(moments$spread^2 + (moments$center - center)^2)[independent] * sqrt(moments$rows)
  slopes <- slopes_of(data)
  used <- used_row_numbers(data)
  if (any(independent)) {
    root <- backsolve(chol(cosines), diag(sum(independent))) / size
    for (block in row_blocks(used)) {
      x <- sweep(design_of_rows(block, slopes), 2, center)[, independent, drop = FALSE]
      base[block] <- base[block] + rowSums((x %*% root)^2)
    }
  }
  replace(rep(NA_real_, data$n), used, base[used])
}
