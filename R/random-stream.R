#' Evaluate code that draws random numbers from a seed, and leave the user's stream as it was
#'
#' The numbers are those of R's default generators, whichever the user has chosen.
#' @param seed `NULL` draws on from the user's stream.
#' @noRd
with_stream <- function(seed, code) {
  if (is.null(seed)) {
    return(code)
  }
  check_integer(seed, -.Machine$integer.max, .Machine$integer.max, "seed")
  before <- get0(".Random.seed", globalenv(), inherits = FALSE)
  kind <- RNGkind()
  on.exit(restore_stream(before, kind))
  set.seed(seed, kind = "default", normal.kind = "default", sample.kind = "default")
  code
}

#' @noRd
restore_stream <- function(before, kind) {
  if (is.null(before)) {
    # R warns of the old way to sample, which the user has chosen.
    suppressWarnings(do.call(RNGkind, as.list(kind)))
    rm(list = ".Random.seed", envir = globalenv())
  } else {
    # Its first number says of which kinds it is.
    assign(".Random.seed", before, envir = globalenv())
  }
}
