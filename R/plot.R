#' Pictures of a fit
#'
#' `plot()` draws a picture, `autoplot()` returns it as a ggplot that can be extended, and
#' `plot_data()` returns the numbers behind it.
#'
#' Each picture has a section below: what it shows, its options, and what `plot_data()` returns. For the model:
#' `"fit"`, `"scales"`, `"boundary"`, `"odds"`, `"effects"`. For how it was learnt: `"loss"`, `"path"`, `"surface"`,
#' `"separation"`. For its predictions: `"roc"`, `"precision_recall"`, `"threshold"`, `"calibration"`. For what it missed:
#' `"residuals"`, `"influence"`, `"linearity"`.
#'
#' `plot(fit)` chooses: `"separation"` for separated data, `"loss"` for a fit that has not converged, with one numeric
#' predictor `"fit"`, with exactly two and nothing else `"boundary"`, otherwise `"odds"`. A number as second argument, or
#' `which`, reaches the diagnostics of `glm`: `plot(fit, 1:4)`. A penalised fit has no such diagnostics.
#'
#' @param x,object A fit of [logreg()].
#' @param what Name of the picture, or the number of a diagnostic plot of `glm`. `NULL` chooses.
#' @param which Numbers of the diagnostic plots of `glm`, 1 to 6.
#' @param ... Options of the picture, by name; for the diagnostics of `glm`, arguments of [plot.lm()]. Where a picture has
#'   them, these are: `at`, a named list of values at which predictors that are not drawn are held, by default
#'   medians and commonest values, which the caption states; `with`, a list of other fits that are drawn too (nothing is
#'   fitted anew); `level`, the coverage of intervals.
#' @return `plot()`: the ggplot, invisibly (`NULL` for diagnostics). `autoplot()`: the ggplot.
#'   `plot_data()`: a list of data frames and of `words`, the texts of the picture.
#' @section Errors:
#'   `logreg_error_plot` if the fit has no such picture: the message says why and what to draw
#'   instead. `logreg_error_argument` for an unknown picture or option.
#' @section Many rows:
#'   At most 5,000 points are drawn, evenly spread over the rows, and the caption says so. Curves, bands
#'   and counts are of all rows, unless the caption says that they are of a sample.
#' @section Random numbers:
#'   None are used, but for quantile residuals: points that coincide are moved apart by a fixed rule.
#' @seealso [plot_sigmoid()] and [plot_log_loss()] for the functions themselves.
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours)
#' plot(fit)
#' head(plot_data(fit, "fit")$curve)
#'
#' descent <- logreg(passed ~ hours, data = study_hours, solver = "gradient_descent")
#' plot(descent, "loss", with = list(Newton = fit))
#' plot(fit, "scales")
#' @export
plot.logreg_fit <- function(x, what = NULL, which = NULL, ...) {
  if (is.numeric(what)) {
    which <- what
  }
  if (!is.null(which)) {
    return(invisible(plot_diagnostics(x, which, ...)))
  }
  picture <- draw_picture(x, what %||% default_picture(x), list(...))
  print(picture)
  invisible(picture)
}

#' @rdname plot.logreg_fit
#' @exportS3Method ggplot2::autoplot
autoplot.logreg_fit <- function(object, what = NULL, ...) {
  draw_picture(object, what %||% default_picture(object), list(...))
}

#' @rdname plot.logreg_fit
#' @export
plot_data <- function(x, what = NULL, ...) {
  check_argument(checkmate::check_class(x, "logreg_fit"), "x")
  picture_data(x, what %||% default_picture(x), list(...))
}

#' The picture that suits a fit
#' @noRd
default_picture <- function(fit) {
  if (!is.null(fit$separation)) {
    return("separation")
  }
  if (!isTRUE(fit$converged)) {
    return("loss")
  }
  numbers <- length(number_values(fit))
  if (numbers == 1 && !any(is_aliased(fit))) {
    return("fit")
  }
  if (numbers == 2 && length(predictor_values(fit)) == 2 && !any(is_aliased(fit))) "boundary" else "odds"
}

#' The diagnostic plots that `plot()` draws for a `glm`
#' @noRd
plot_diagnostics <- function(fit, which, ...) {
  if (!inherits(fit, "glm")) {
    abort_logreg("plot", c(
      "The diagnostic plots of glm() are for maximum-likelihood fits; this fit has a penalty.",
      "Draw plot(fit, \"loss\"), or fit without `penalty`."
    ))
  }
  fit <- last_iterate(fit)
  draw <- utils::getS3method("plot", "lm", envir = asNamespace("stats"))
  draw(fit, which = which, ...)
}
