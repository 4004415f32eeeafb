#' Evaluate code that draws random numbers from a seed, and leave the user's stream as it was
#'
#' @param seed `NULL` draws on from the user's stream.
#' @noRd
with_stream <- function(seed, code) {
  if (is.null(seed)) {
    return(code)
  }
  check_integer(seed, -.Machine$integer.max, .Machine$integer.max, "seed")
  before <- get0(".Random.seed", globalenv(), inherits = FALSE)
  on.exit(restore_stream(before))
  set.seed(seed)
  code
}

#' @noRd
restore_stream <- function(before) {
  if (is.null(before)) {
    rm(list = ".Random.seed", envir = globalenv())
  } else {
    assign(".Random.seed", before, envir = globalenv())
  }
}
