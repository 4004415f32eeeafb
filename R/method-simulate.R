#' Draw new responses from a fit
#'
#' Responses that the fitted model could have produced for the same rows.
#'
#' @param object A fit of [logreg()].
#' @param nsim How many sets of responses.
#' @param seed A seed for the generator, which is put back afterwards; `NULL` draws on from its state.
#' @param ... Not used.
#' @return A data frame with a row for each row of the fit and the columns `sim_1`, `sim_2`, ...: a
#'   factor for a factor response, words for words, two-column matrices for a response of counts, and
#'   otherwise the share of events in the trials of a row. The attribute `seed` repeats the draw.
#' @section Where this differs from `glm()`:
#'   The draws are those of `glm` at the same seed. A response of words, which `glm()` does not take,
#'   gives words. Rows that `na.exclude` left out are `NA`; `glm` then takes the weights of other rows.
#' @section Errors:
#'   An error from stats if weights are not whole numbers, as for `glm`.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' head(simulate(fit, 3, seed = 1))
#' @export
simulate.logreg_fit <- function(object, nsim = 1, seed = NULL, ...) {
  # so many draws in all as one vector holds
  check_integer(nsim, 1, .Machine$integer.max %/% max(1L, length(object$y)), "nsim")
  if (!is.null(seed)) check_integer(seed, -.Machine$integer.max, .Machine$integer.max, "seed")
  draws <- if (inherits(object$na.action, "exclude")) {
    # rbinom() warns of the NA that the padded rows are meant to be.
    suppressWarnings(stats::simulate(as_drawable(object), nsim, seed, ...))
  } else {
    stats::simulate(as_drawable(object), nsim, seed, ...)
  }
  if (identical(object$event$kind, "character")) {
    draws[] <- lapply(draws, function(draw) object$event$levels[draw + 1L])
  }
  draws
}

#' A fit as `simulate()` for `glm` reads it: response at hand, weights as long as the padded rows
#' @noRd
as_drawable <- function(fit) {
  if (is.null(fit$model)) {
    fit$model <- stats::model.frame(fit)
  }
  weights <- stats::naresid(fit$na.action, fit$prior.weights)
  fit$prior.weights <- ifelse(is.na(weights), 1, weights)
  structure(fit, class = c("glm", "lm"))
}
