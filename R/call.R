#' The call of a fit in a form that [stats::update()] can evaluate again
#'
#' @param call The matched call of a method of [logreg()].
#' @param envir Where the call was made.
#' @param formula The value of the formula: in `lapply()` or a wrapper its expression means nothing
#'   later. `NULL` for a matrix fit.
#' @return The call, of `logreg` or `logreg::logreg`.
#' @noRd
tidy_call <- function(call, envir, formula = NULL) {
  # Dispatch has put the method's name here, lapply() and do.call() something else before it.
  visible <- identical(get0("logreg", envir, mode = "function"), logreg)
  call[[1]] <- if (visible) quote(logreg) else quote(logreg::logreg)
  symbols <- symbol_names_(call)
  # Asked in this order because nearly every call has none of these.
  if (any(startsWith(symbols, ".."))) {
    for (i in grep("^\\.\\.[0-9]+$", symbols)) call[[i + 1L]] <- expression_behind(symbols[[i]], envir)
  }
  if (!is.null(formula)) call$formula <- formula
  call
}

#' What the user wrote for `..2`, an argument that a wrapper passed on in its `...`
#' @noRd
expression_behind <- function(dot, envir) {
  written <- as.list(eval(quote(substitute(list(...))), envir))[-1]
  written[[as.integer(substring(dot, 3))]]
}

#' The call with its data frame and its formula under their own names, whichever came first
#' @noRd
exchange_formula_and_data <- function(call) {
  places <- match(c("formula", "data"), names(call))
  names(call)[places] <- c("data", "formula")
  call[c(1, rev(places), setdiff(seq_along(call)[-1], places))]
}
