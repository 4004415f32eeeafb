# The page ?status is the contract: every class that the code can signal stands on it, and every end of a fit.

page_text <- function() {
  pages <- tools::Rd_db("logreg")
  paste(utils::capture.output(tools::Rd2txt(pages[["status.Rd"]], options = list(underline_titles = FALSE))), collapse = " ")
}

# The calls in the body of a function, at any depth.
calls_in <- function(expression) {
  if (is.function(expression)) {
    return(calls_in(body(expression)))
  }
  if (!is.call(expression)) {
    return(list())
  }
  c(list(expression), unlist(lapply(as.list(expression), calls_in), recursive = FALSE))
}

# The first argument of every call of a function of that name in the package, where it is text.
literals <- function(signaller) {
  space <- asNamespace("logreg")
  calls <- unlist(lapply(ls(space, all.names = TRUE), function(name) calls_in(get(name, space))), recursive = FALSE)
  calls <- Filter(function(call) identical(call[[1]], as.name(signaller)), calls)
  unique(unlist(Filter(is.character, lapply(calls, function(call) call[[2]]))))
}

test_that("every class of error and warning in the code is on the page", {
  skip_if(!"status.Rd" %in% names(tools::Rd_db("logreg")), "the package was installed without its help")
  page <- page_text()
  errors <- literals("abort_logreg")
  expect_gt(length(errors), 20)
  for (what in errors) expect_true(grepl(paste0("logreg_error_", what), page, fixed = TRUE), info = what)
  for (what in literals("warn_logreg")) expect_true(grepl(paste0("logreg_warning_", what), page, fixed = TRUE), info = what)
})

test_that("every end that the core knows is on the page", {
  skip_if(!"status.Rd" %in% names(tools::Rd_db("logreg")), "the package was installed without its help")
  page <- page_text()
  ends <- c(
    "converged", "max_iterations", "diverged", "separated_complete", "separated_quasi", "separation_undecided",
    "numerical_failure", "interrupted"
  )
  for (end in ends) expect_true(grepl(end, page, fixed = TRUE), info = end)
})
