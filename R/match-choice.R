#' `match.arg()` with an error of ours that names the argument
#'
#' The whole default, as it stands in a signature, means its first element.
#' @noRd
match_choice <- function(value, choices, argument) {
  if (identical(value, choices)) {
    return(choices[[1]])
  }
  number <- if (checkmate::test_string(value)) pmatch(value, choices) else NA
  if (is.na(number)) {
    abort_logreg("argument", c(
      sprintf("`%s` must be one of %s.", argument, toString(dQuote(choices, FALSE))),
      sprintf("It is %s.", paste(deparse(value, nlines = 1), collapse = ""))
    ), argument = argument)
  }
  choices[[number]]
}

#' Stop at arguments that a method does not have
#' @noRd
refuse_dots <- function(caller, ...) {
  if (...length() == 0) {
    return(invisible())
  }
  given <- names(list(...))
  named <- if (is.null(given)) "" else toString(given[nzchar(given)])
  abort_logreg("argument", c(
    if (nzchar(named)) {
      sprintf("`%s()` does not have the argument %s.", caller, named)
    } else {
      sprintf("`%s()` was given more arguments than it has.", caller)
    },
    "Check the spelling on its help page."
  ), argument = named)
}
