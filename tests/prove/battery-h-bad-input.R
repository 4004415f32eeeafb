# Every bad input is refused by an error of its class that names argument, column and row. The table of calls is the
# tests' own (tests/testthat/helper-bad-input.R), where a snapshot also keeps the words.

bad <- new.env(parent = globalenv())
assign("%||%", function(left, right) if (is.null(left)) right else left, bad)
sys.source(file.path("tests", "testthat", "helper-bad-input.R"), bad)

run_bad_input <- function(size, seed, subject) {
  inputs <- utils::head(bad$bad_inputs(), size)
  room <- bad$bad_input_room(subject$refuser)
  wrong <- vapply(inputs, bad$wrong_refusal, "", room)
  wrong <- wrong[nzchar(wrong)]
  measured("H1 bad inputs that are not refused as they should be", length(inputs), length(wrong), 0, complaints = wrong)
}

refusing_with <- function(change) {
  function(subject) sound_subject(refuser = function(...) tryCatch(logreg::logreg(...), logreg_error = change))
}

battery(
  "Bad input", c(small = 1000, full = 1000, fault = 1000), run_bad_input,
  faults = list(
    "an error without a class" = refusing_with(function(error) stop(conditionMessage(error))),
    "the row before" = refusing_with(function(error) {
      if (!is.null(error$row)) error$row <- error$row - 1L
      stop(error)
    }),
    "an answer all the same" = refusing_with(function(error) NULL)
  )
)
