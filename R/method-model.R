#' The model behind a fit
#'
#' Formula, terms, data and design of a fit, and the fit again with something changed.
#'
#' @param object,x,formula A fit of [logreg()].
#' @param data Other data to build the design of; the data of the fit by default.
#' @param type `"prior"` for the weights given (times the trials of grouped rows), `"working"` for
#'   w p (1 - p), the weights of the information.
#' @param formula. A change of the formula, as in [stats::update.formula()].
#' @param evaluate Fit, or return the call only?
#' @param ... `update()`: arguments of [logreg()] to change. `model.frame()`: `data`, `subset` or
#'   `na.action` to build another frame with. Otherwise not used.
#' @return
#'   * `formula()`: the formula with a `.` written out.
#'   * `model.frame()`: the variables of the rows used, as a data frame.
#'   * `model.matrix()`: the design, rows x coefficients, with the attributes `assign` and `contrasts`;
#'     for a fit of a sparse matrix a sparse matrix, without attributes.
#'   * `family()`: [stats::binomial()].
#'   * `weights()`: one number a row.
#'   * `update()`: a new fit.
#' @section Where this differs from `glm()`:
#'   The design is not kept and not needed to fit; `model.matrix()` builds it. A fit of a matrix has
#'   the terms of its columns, so `drop1()` and `step()` work on it; `update()` with a formula does
#'   not. A sparse matrix is one term as a whole, and one variable of the model frame.
#' @section Errors:
#'   `logreg_error_argument` for an unknown `type`. `logreg_error_not_available` if a formula is
#'   changed and the fit has none.
#' @examples
#' fit <- logreg(am ~ wt, data = mtcars)
#' formula(fit)
#' head(model.matrix(fit))
#' update(fit, . ~ . + hp)
#' @name logreg-model
NULL

#' @rdname logreg-model
#' @export
formula.logreg_fit <- function(x, ...) {
  written_out <- stats::formula(x$terms)
  environment(written_out) <- environment(x$formula)
  written_out
}

#' @rdname logreg-model
#' @export
terms.logreg_fit <- function(x, ...) {
  x$terms
}

#' @rdname logreg-model
#' @export
model.frame.logreg_fit <- function(formula, ...) {
  changes <- list(...)
  changes <- changes[names(changes) %in% c("data", "na.action", "subset")]
  if (length(changes) == 0 && !is.null(formula$model)) {
    return(formula$model)
  }
  if (!is.null(formula$x_user)) {
    return(if (is_sparse_fit(formula)) frame_of_sparse(formula) else frame_of_matrix(formula))
  }
  frame <- rebuild_frame(formula, changes)
  if (length(changes) == 0) structure(frame, terms = formula$terms) else frame
}

#' @rdname logreg-model
#' @export
model.matrix.logreg_fit <- function(object, data = NULL, ...) {
  if (!is.null(object$x_user)) {
    return(if (is_sparse_fit(object)) sparse_design(fit_data(object), names(object$y)) else dense_model_matrix(object))
  }
  frame <- if (is.null(data)) {
    stats::model.frame(object, ...)
  } else {
    stats::model.frame(object, data = data, ...)
  }
  stats::model.matrix(object$terms, frame, contrasts.arg = object$contrasts)
}

#' @rdname logreg-model
#' @export
family.logreg_fit <- function(object, ...) {
  object$family
}

#' @rdname logreg-model
#' @export
weights.logreg_fit <- function(object, type = c("prior", "working"), ...) {
  type <- match_choice(type, c("prior", "working"), "type")
  values <- if (type == "prior") object$prior.weights else object$weights
  stats::naresid(object$na.action, values)
}

#' @rdname logreg-model
#' @export
update.logreg_fit <- function(object, formula., ..., evaluate = TRUE) {
  if (!missing(formula.) && is.null(object$call$formula)) {
    abort_logreg("not_available", c(
      "The fit was made from a matrix, so `update()` has no formula to change.",
      "Fit again with the columns you want, or put them in a data frame and use a formula."
    ))
  }
  NextMethod()
}

#' The model frame by evaluating the variables of the call again
#' @noRd
rebuild_frame <- function(object, changes) {
  known <- c("formula", "data", "weights", "subset", "na.action", "offset")
  call <- object$call[c(1, match(known, names(object$call), nomatch = 0))]
  call[[1]] <- quote(stats::model.frame)
  call$drop.unused.levels <- TRUE
  call[names(changes)] <- changes
  eval(call, environment(object$terms))
}

#' The model frame of a fit of a matrix
#' @noRd
frame_of_matrix <- function(fit) {
  design <- dense_design(fit_data(fit))
  columns <- as.data.frame(design[, colnames(design) != "(Intercept)", drop = FALSE])
  response <- list(without_rows(fit$y_user, fit$na.action))
  names(response) <- all.vars(fit$terms)[[1]]
  frame <- structure(c(response, columns), class = "data.frame", row.names = names(fit$y))
  structure(frame, terms = fit$terms, na.action = fit$na.action)
}
