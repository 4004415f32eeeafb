#' All pictures of a fit, by name
#'
#' Every function whose name begins with `picture_of_` describes one picture, and what follows is
#' its name. So a new picture is one new file: it is found here without being listed. Such a
#' function returns a list:
#' * `shows`: what is seen, for messages;
#' * `data`: a function of the fit and the picture's options that returns a list of data frames and
#'   `words`, or stops with `logreg_error_plot` where the picture would not be right;
#' * `draw`: a function of that list that returns a ggplot;
#' * `limit`: `TRUE` where `data` is to have a separated fit as it is, with its infinite coefficients. Others get the
#'   coefficients that the solver had in the end, see `last_iterate()`.
#' @noRd
picture_registry <- function() {
  place <- parent.env(environment())
  makers <- ls(place, pattern = "^picture_of_")
  pictures <- lapply(makers, function(maker) get(maker, place)())
  stats::setNames(pictures, sub("^picture_of_", "", makers))
}

#' The picture of that name, its options checked
#' @noRd
find_picture <- function(what, options) {
  pictures <- picture_registry()
  known <- names(pictures)
  if (!checkmate::test_choice(what, known)) {
    shows <- vapply(pictures, `[[`, "", "shows")
    abort_logreg("argument", c(
      "`what` must name a picture, or a diagnostic plot of glm() by its number. There are:",
      sprintf("* \"%s\": %s", known, shows)
    ), argument = "what")
  }
  picture <- pictures[[what]]
  allowed <- names(formals(picture$data))[-1]
  given <- names(options) %||% rep("", length(options))
  strange <- setdiff(given, allowed)
  if (length(strange)) {
    abort_logreg("argument", c(
      sprintf("The picture \"%s\" has no option %s.", what, quote_names(strange)),
      sprintf("Its options are %s.", if (length(allowed)) quote_names(allowed) else "none")
    ), argument = strange[[1]])
  }
  picture
}

#' The numbers and words behind a picture
#' @noRd
picture_data <- function(fit, what, options) {
  picture_numbers(find_picture(what, options), fit, options)
}

#' A picture of a separated fit is one of the coefficients that the solver had in the end, unless it can show the limit
#' @noRd
picture_numbers <- function(picture, fit, options) {
  shown <- if (isTRUE(picture$limit)) fit else last_iterate(fit)
  do.call(picture$data, c(list(shown), options))
}

#' The picture itself
#' @noRd
draw_picture <- function(fit, what, options) {
  picture <- find_picture(what, options)
  require_package("ggplot2", "to draw")
  picture$draw(picture_numbers(picture, fit, options))
}

#' Stop because the picture would not be right
#' @noRd
refuse_picture <- function(what, why, instead) {
  abort_logreg("plot", c(sprintf("The picture \"%s\" cannot be drawn: %s", what, why), instead),
    picture = what
  )
}
