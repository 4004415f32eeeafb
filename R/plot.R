#' Pictures of a fit
#'
#' `plot()` draws a picture, `autoplot()` returns it as a ggplot that can be extended, and
#' `plot_data()` returns the numbers behind it.
#'
#' The pictures are
#' * `"fit"`: probability against one numeric predictor, with a pointwise confidence band, over the
#'   observations. Choose the predictor by `predictor` if there are several; the others are held at
#'   their median or commonest value, or at `at`, and the caption says so.
#' * `"loss"`: the loss against the epoch (for Newton and L-BFGS: the iteration), several fits on one
#'   picture by `with`.
#' * `"boundary"`: two numeric predictors, the probability as shading, lines at probabilities 0.1,
#'   0.5 and 0.9, and the rows that are classified wrongly at 0.5 ringed. Interactions and polynomials
#'   of the two bend the lines as they should.
#'
#' `plot(fit)` chooses: with one numeric predictor `"fit"`, with exactly two `"boundary"`, otherwise
#' the diagnostics of `glm`. A number as second argument, or `which`, reaches those in any case:
#' `plot(fit, 1:4)`. A penalised fit has no such diagnostics.
#'
#' @param x,object A fit of [logreg()].
#' @param what Name of the picture, or the number of a diagnostic plot of `glm`. `NULL` chooses.
#' @param which Numbers of the diagnostic plots of `glm`, 1 to 6.
#' @param ... Options of the picture:
#'   * `"fit"`: `predictor`, a name; `at`, a named list with values of other predictors; `level`, the
#'     coverage of the band, 0.95 by default.
#'   * `"loss"`: `with`, a named list of other fits; `log`, the axes with a logarithmic scale: `"x"`,
#'     `"y"`, `"xy"` or `""`. `NULL` takes one where the numbers span a wide range.
#'
#'   For the diagnostics of `glm`, arguments of [plot.lm()].
#' @return `plot()`: the ggplot, invisibly (`NULL` for diagnostics). `autoplot()`: the ggplot.
#'   `plot_data()`: a list of data frames and of `words`, the texts of the picture:
#'   * `"fit"`: `curve` (x, prob, lower, upper) and `points` (x, y, drawn, trials), with `drawn`
#'     where a point is put so that it does not hide another.
#'   * `"loss"`: `trace` (fit, epoch, loss), `optimum` and `log`, the axes with a logarithmic scale.
#'   * `"boundary"`: `grid` (x, y, eta, prob), `lines` (line, prob, x, y), `points` (x, y, share,
#'     trials, observed, wrong).
#' @section Errors:
#'   `logreg_error_plot` if the fit has no such picture: the message says why and what to draw
#'   instead. `logreg_error_argument` for an unknown picture or option.
#' @section Many rows:
#'   At most 5,000 points are drawn, evenly spread over the rows, and the caption says so. Curve, band
#'   and counts are of all rows.
#' @section Random numbers:
#'   None are used: points that coincide are moved apart by a fixed rule.
#' @seealso [plot_sigmoid()] and [plot_log_loss()] for the functions themselves.
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours)
#' plot(fit)
#' head(plot_data(fit, "fit")$curve)
#'
#' descent <- logreg(passed ~ hours, data = study_hours, solver = "gradient_descent")
#' plot(descent, "loss", with = list(Newton = fit))
#' @export
plot.logreg_fit <- function(x, what = NULL, which = NULL, ...) {
  if (is.numeric(what)) {
    which <- what
  }
  if (is.null(which) && is.null(what)) {
    what <- default_picture(x)
  }
  if (!is.null(which) || is.null(what)) {
    return(invisible(plot_diagnostics(x, which, ...)))
  }
  picture <- draw_picture(x, what, list(...))
  print(picture)
  invisible(picture)
}

#' @rdname plot.logreg_fit
#' @exportS3Method ggplot2::autoplot
autoplot.logreg_fit <- function(object, what = NULL, ...) {
  draw_picture(object, what %||% default_picture(object) %||% "loss", list(...))
}

#' @rdname plot.logreg_fit
#' @export
plot_data <- function(x, what = NULL, ...) {
  check_argument(checkmate::check_class(x, "logreg_fit"), "x")
  picture_data(x, what %||% default_picture(x) %||% "loss", list(...))
}

#' The picture that suits a fit; `NULL` where that is the diagnostics of `glm`
#' @noRd
default_picture <- function(fit) {
  if (!any(is_aliased(fit))) {
    numeric <- vapply(predictor_values(fit), is_plain_number, TRUE)
    if (sum(numeric) == 1) {
      return("fit")
    }
    if (sum(numeric) == 2 && all(numeric)) {
      return("boundary")
    }
  }
  if (inherits(fit, "glm")) NULL else "loss"
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
  if (is.null(which)) draw(fit, ...) else draw(fit, which = which, ...)
}
