#' Colours that people with any colour vision can tell apart
#'
#' Okabe and Ito (2008), *Color Universal Design*. Lines differ in type and points in shape as well,
#' for those who print in black and white.
#' @noRd
picture_colours <- c(
  black = "#000000", blue = "#0072B2", vermillion = "#D55E00", green = "#009E73",
  purple = "#CC79A7", orange = "#E69F00", sky = "#56B4E9"
)

#' The look all pictures share: plain, with room for words, legible at 6 x 4 inches
#' @noRd
picture_theme <- function() {
  ggplot2::theme_minimal(base_size = 11) + ggplot2::theme(
    panel.grid.minor = ggplot2::element_blank(),
    plot.title.position = "plot",
    plot.caption.position = "plot",
    plot.caption = ggplot2::element_text(hjust = 0, colour = "grey30"),
    plot.subtitle = ggplot2::element_text(size = ggplot2::rel(0.9), colour = "grey30"),
    legend.position = "top",
    legend.justification = "left",
    legend.title = ggplot2::element_blank(),
    legend.margin = ggplot2::margin(0, 0, 0, 0),
    legend.key.width = ggplot2::unit(1.6, "lines")
  )
}

#' A ggplot mapping from columns named as text
#'
#' `aes()` quotes its arguments; symbols made here need no pronoun and no global variables.
#' @noRd
map_columns <- function(...) {
  do.call(ggplot2::aes, lapply(list(...), as.name))
}

#' Sentences as the lines of a caption that is 6 inches wide
#' @noRd
caption_lines <- function(sentences) {
  wrap_lines(sentences, 85)
}

#' The same for a subtitle, whose letters are larger
#' @noRd
subtitle_lines <- function(sentences) {
  wrap_lines(sentences, 78)
}

#' Every sentence on lines of its own, of at most so many letters
#' @noRd
wrap_lines <- function(sentences, width) {
  paste(unlist(lapply(sentences, strwrap, width = width + 1)), collapse = "\n")
}

#' The texts of a picture as a ggplot component
#' @noRd
picture_labels <- function(words) {
  do.call(ggplot2::labs, as.list(words))
}
