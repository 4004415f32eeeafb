#' The left side, or the right one where the left is `NULL` (R has it from 4.4 on)
#' @noRd
`%||%` <- function(left, right) if (is.null(left)) right else left

#' Names as one text, in back-quotes, the first `most` of them
#' @noRd
quote_names <- function(names, most = 6L) {
  list_words(paste0("`", names, "`"), most)
}

#' Values as one text: "a, b, c and 4 more"
#' @noRd
list_words <- function(words, most = 6L) {
  shown <- paste(utils::head(words, most), collapse = ", ")
  left <- length(words) - most
  if (left > 0) sprintf("%s and %d more", shown, left) else shown
}

#' "1 row", "12 rows"
#' @noRd
count_of <- function(count, singular, plural = paste0(singular, "s")) {
  # format() takes its time, and so small a number has no marks.
  plain <- count < 1000 && count == trunc(count)
  number <- if (plain) as.character(count) else format(count, big.mark = ",", scientific = FALSE)
  paste(number, if (count == 1) singular else plural)
}

#' The candidate closest in spelling to a name, or `NULL` when none is close
#'
#' Close means: it begins with the name, or at most a third of the name's letters differ
#' (Levenshtein's distance). Names of one or two letters must agree but for their case.
#' @noRd
closest_name <- function(name, candidates) {
  candidates <- as.character(candidates[!is.na(candidates)])
  beginning <- candidates[startsWith(candidates, name)]
  if (nchar(name) > 2 && length(beginning) > 0) {
    return(beginning[[1]])
  }
  distance <- as.vector(utils::adist(name, candidates, ignore.case = TRUE))
  if (nchar(name) == 0 || length(distance) == 0 || min(distance) > nchar(name) / 3) {
    return(NULL)
  }
  candidates[[which.min(distance)]]
}

#' An expression as one line of text
#' @noRd
expression_text <- function(expression) {
  # As stats names the columns of a model frame, so that the two can be matched.
  paste(
    deparse(expression, width.cutoff = 500L, backtick = !is.symbol(expression) && is.language(expression)),
    collapse = " "
  )
}

#' "31.2%"
#' @noRd
share_words <- function(share) sprintf("%s%%", format(signif(100 * share, 3)))

#' A threshold of probabilities as a plain number, if it is one: an array of one number does not compare with the rows
#' @noRd
check_threshold <- function(threshold) {
  check_argument(checkmate::check_number(threshold, lower = 0, upper = 1), "threshold")
  as.double(threshold)
}
