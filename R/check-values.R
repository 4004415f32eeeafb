#' One `TRUE` or `FALSE`? In the words of [checkmate::check_flag()] where not, but faster where it is
#' @noRd
is_flag <- function(value) {
  isTRUE(value) || isFALSE(value)
}

#' `TRUE`, or a sentence: one finite number of at least `lower`
#' @noRd
check_at_least <- function(value, lower) {
  if (checkmate::test_number(value, lower = lower, finite = TRUE)) {
    return(TRUE)
  }
  sprintf("it must be one number, %s or more, and is %s", format(lower), describe_value(value))
}

#' `TRUE`, or a sentence: one finite number above `lower`
#' @noRd
check_above <- function(value, lower) {
  if (checkmate::test_number(value, finite = TRUE) && value > lower) {
    return(TRUE)
  }
  sprintf("it must be one number above %s, and is %s", format(lower), describe_value(value))
}

#' `TRUE`, or a sentence: a whole number of at least `lower`
#' @noRd
check_whole <- function(value, lower) {
  if (is.numeric(value) && checkmate::test_int(value, lower = lower)) { # checkmate takes 2+0i for whole
    return(TRUE)
  }
  sprintf("it must be a whole number, %s or more, and is %s", format(lower), describe_value(value))
}

#' Stop if an argument is no whole number between two; checkmate alone takes 2+0i for one
#' @noRd
check_integer <- function(value, lower, upper, argument) {
  check_argument(if (is.numeric(value)) checkmate::check_int(value, lower = lower, upper = upper) else "must be a number", argument)
}

#' `TRUE`, or a sentence: a number from 0 to below 1
#' @noRd
check_share <- function(value) {
  if (checkmate::test_number(value, lower = 0) && value < 1) {
    return(TRUE)
  }
  sprintf("it must be one number from 0 to below 1, and is %s", describe_value(value))
}

#' A value in a few words, for messages
#' @noRd
describe_value <- function(value) {
  if (is.null(value)) {
    return("NULL")
  }
  if (is.atomic(value) && length(value) == 1) {
    return(if (is.character(value)) dQuote(value, FALSE) else format(value))
  }
  kind <- class(value)[[1]]
  if (is.atomic(value)) sprintf("of class %s and length %d", kind, length(value)) else paste("of class", kind)
}
