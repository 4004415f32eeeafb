#' Stop with a classed error
#'
#' The error has the classes `logreg_error_<what>`, `logreg_error`, `error` and `condition`.
#' @param what What went wrong, in a word or two joined by underscores.
#' @param message The statement first, then lines of detail and remedy.
#' @param ... Fields the condition carries, such as `argument`, `column` and `row`.
#' @param call A call to show; none by default, the message says where to look.
#' @noRd
abort_logreg <- function(what, message, ..., call = NULL) {
  stop(logreg_condition("error", what, message, list(...), call))
}

#' Warn with the classes `logreg_warning_<what>`, `logreg_warning`, `warning` and `condition`
#' @noRd
warn_logreg <- function(what, message, ...) {
  warning(logreg_condition("warning", what, message, list(...)))
}

#' The condition object behind the two functions above
#' @noRd
logreg_condition <- function(kind, what, message, fields, call = NULL) {
  structure(
    c(list(message = paste(message, collapse = "\n"), call = call), fields),
    class = c(sprintf("logreg_%s_%s", kind, what), paste0("logreg_", kind), kind, "condition")
  )
}

#' Stop when a check of an argument has failed
#'
#' @param result `TRUE`, or a sentence that says what is wrong, as `checkmate::check_*()` give it.
#' @param argument The argument's name.
#' @param what The error's class, see [abort_logreg()].
#' @noRd
check_argument <- function(result, argument, what = "argument") {
  if (isTRUE(result)) {
    return(invisible(TRUE))
  }
  sentence <- paste0(tolower(substr(result, 1, 1)), substring(result, 2))
  full_stop <- if (grepl("[.!?]$", sentence)) "" else "."
  abort_logreg(
    what, sprintf("`%s` is not accepted: %s%s", argument, sentence, full_stop),
    argument = argument
  )
}

#' Stop with the line that installs a package that is needed and not there
#' @noRd
require_package <- function(package, purpose) {
  if (requireNamespace(package, quietly = TRUE)) {
    return(invisible(TRUE))
  }
  abort_logreg(
    "missing_package",
    c(
      sprintf("The package %s is needed %s, and it is not installed.", package, purpose),
      sprintf("Install it with install.packages(\"%s\").", package)
    ),
    package = package
  )
}

#' Handle a warning by not showing it: for one whose matter is told in another way
#' @noRd
muffle <- function(warning) tryInvokeRestart("muffleWarning")
