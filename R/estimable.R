# What a fit with dependent columns still determines: combinations that are the same for all of its solutions.

#' Combinations of the columns that are zero in every row that counts, one a column; none without aliased columns
#' @noRd
null_directions <- function(fit) {
  aliased <- is_aliased(fit)
  directions <- matrix(0, length(aliased), sum(aliased))
  if (!any(aliased)) {
    return(directions)
  }
  design <- dense_design(fit_data(fit))[fit$prior.weights > 0, , drop = FALSE]
  scale <- pmax(apply(abs(design), 2, max), .Machine$double.xmin)
  design <- sweep(design, 2, scale, "/")
  directions[!aliased, ] <- -qr.coef(qr(design[, !aliased, drop = FALSE]), design[, aliased, drop = FALSE])
  directions[cbind(which(aliased), seq_len(sum(aliased)))] <- 1
  directions[abs(directions) < 1e-9] <- 0
  directions / scale
}

#' Is a combination of the coefficients, one a row, the same whatever the aliased ones are?
#'
#' Searle (1971), *Linear Models*, section 5.4: it must be orthogonal to every null direction.
#' @noRd
is_estimable <- function(fit, combinations, directions = null_directions(fit)) {
  size <- abs(combinations) %*% abs(directions)
  rowSums(abs(combinations %*% directions) > 1e-7 * size) == 0
}
