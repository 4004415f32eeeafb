event_of <- function(...) parse_response(..., name = "passed")$event

test_that("numbers 0 and 1 are read with 1 as the event", {
  read <- parse_response(c(0, 1, 1), NULL, "passed")
  expect_identical(read$y, c(0, 1, 1))
  expect_null(read$weight)
  expect_identical(
    read$event,
    list(label = "passed = 1", name = "passed", level = "1", levels = c("0", "1"), kind = "numeric")
  )
  expect_identical(parse_response(c(0L, 1L), NULL, "passed")$y, c(0, 1))
  expect_identical(parse_response(matrix(c(0, 1), 2), NULL, "passed")$y, c(0, 1))
})

test_that("logical, factor and text are read with the second value as the event", {
  expect_identical(parse_response(c(FALSE, TRUE), NULL, "passed")$y, c(0, 1))
  expect_identical(event_of(c(FALSE, TRUE), NULL)$label, "passed = TRUE")
  expect_identical(parse_response(c(FALSE, TRUE), NULL, "mark > 50")$event$label, "mark > 50")

  sex <- factor(c("male", "female", "male"), levels = c("male", "female"))
  expect_identical(parse_response(sex, NULL, "sex")$y, c(0, 1, 0))
  expect_identical(event_of(sex, NULL)[c("level", "levels", "kind")], list(level = "female", levels = c("male", "female"), kind = "factor"))
  expect_identical(parse_response(factor(c("lo", "hi", "lo"), c("lo", "hi"), ordered = TRUE), NULL, "o")$y, c(0, 1, 0))

  expect_identical(parse_response(c("yes", "no", "yes"), NULL, "passed")$y, c(1, 0, 1))
  expect_identical(event_of(c("yes", "no"), NULL)[c("level", "kind")], list(level = "yes", kind = "character"))
})

test_that("a level that no row has does not count, and the event says what is left", {
  grade <- factor(c("b", "c", "b"), levels = c("a", "b", "c"))
  read <- parse_response(grade, NULL, "grade")
  expect_identical(read$y, c(0, 1, 0))
  expect_identical(read$event$label, "grade = c")
})

test_that("counts become proportions with their trials as weights", {
  counts <- cbind(dead = c(1, 3, 0), alive = c(3, 1, 0))
  read <- parse_response(counts, NULL, "cbind(dead, alive)")
  expect_identical(read$y, c(0.25, 0.75, 0))
  expect_identical(read$weight, c(4, 4, 0))
  expect_identical(read$event[c("label", "level", "levels", "kind")],
    list(label = "dead", level = "dead", levels = c("alive", "dead"), kind = "counts"))
  expect_identical(event_of(unname(counts), NULL)$levels, c("failure", "success"))
  expect_identical(parse_response(counts, c(2, 1, 5), "d")$weight, c(8, 4, 0))
})

test_that("proportions are kept with their weights", {
  read <- parse_response(c(0.25, 1, 0), c(4, 2, 3), "rate")
  expect_identical(read$y, c(0.25, 1, 0))
  expect_identical(read$weight, c(4, 2, 3))
  expect_identical(read$event[c("label", "kind")], list(label = "rate", kind = "proportion"))
})

test_that("the same rows as counts, proportions and single trials weigh the same", {
  counts <- parse_response(cbind(c(1, 4), c(19, 16)), NULL, "c")
  shares <- parse_response(c(1, 4) / 20, c(20, 20), "s")
  expect_identical(counts[c("y", "weight")], shares[c("y", "weight")])
})

test_that("successes that are not whole numbers give a warning exactly where glm() gives one", {
  warns <- function(y, w) {
    x <- seq_along(w)
    glm_warns <- FALSE
    withCallingHandlers(
      stats::glm.fit(cbind(1, x), y, w, family = stats::binomial()),
      warning = function(w) {
        if (grepl("non-integer", conditionMessage(w))) glm_warns <<- TRUE
        invokeRestart("muffleWarning")
      }
    )
    glm_warns
  }
  cases <- list(
    list(c(0, 1, 0, 1), c(1, 1, 1, 1)), list(c(0.2, 0.5, 0.3, 0.9), c(1, 1, 1, 1)),
    list(c(0.5, 0.25, 0.75, 0.5), c(2, 4, 4, 10)), list(c(0, 1, 0, 1), c(0.5, 1.5, 1, 1)),
    list(c(0, 1, 0, 1), c(0.5, 1, 1, 2)), list(c(0.3333, 0.5, 0, 1), c(3, 2, 1, 1))
  )
  for (case in cases) {
    if (warns(case[[1]], case[[2]])) {
      expect_warning(parse_response(case[[1]], case[[2]], "y"), class = "logreg_warning_non_integer_successes")
    } else {
      expect_silent(parse_response(case[[1]], case[[2]], "y"))
    }
  }
  expect_warning(parse_response(cbind(c(0.5, 2), c(1, 1)), NULL, "y"), class = "logreg_warning_non_integer_successes")
})

test_that("the warning says whether weights, shares or counts are not whole", {
  said <- function(...) conditionMessage(expect_warning(parse_response(..., name = "y"), class = "logreg_warning_non_integer_successes"))
  for (y in list(c(0, 1, 1), c(FALSE, TRUE, TRUE), factor(c("a", "b", "b")), c("a", "b", "b"))) {
    warning <- expect_warning(parse_response(y, c(1, 0.5, 1), "y"), "The weights are not whole numbers where `y` is the event", fixed = TRUE)
    expect_identical(warning$argument, "weights")
  }
  expect_match(said(c(0.2, 0.5, 1), NULL), "successes in `y`, proportion times weight, are not whole", fixed = TRUE)
  expect_match(said(cbind(c(0.5, 2), c(1, 1)), NULL), "The counts in `y` are not whole", fixed = TRUE)
})

test_that("one class is an error in every coding, and names the class", {
  level_of <- function(...) expect_error(parse_response(..., name = "y"), class = "logreg_error_one_class")$level
  expect_identical(level_of(c(1, 1, 1), NULL), "1")
  expect_identical(level_of(c(0, 0), NULL), "0")
  expect_identical(level_of(c(TRUE, TRUE), NULL), "TRUE")
  expect_identical(level_of(factor(c("no", "no"), c("no", "yes")), NULL), "no")
  expect_identical(level_of("yes", NULL), "yes")
  expect_identical(level_of(cbind(won = c(0, 0), lost = c(3, 2)), NULL), "lost")
  expect_identical(level_of(cbind(won = c(2, 1), lost = c(0, 0)), NULL), "won")
})

test_that("a class that only rows of weight 0 have does not count", {
  expect_error(parse_response(c(0, 1, 0), c(1, 0, 1), "y"), class = "logreg_error_one_class")
  expect_silent(parse_response(c(0, 1, 0, 1), c(1, 0, 1, 1), "y"))
  expect_error(parse_response(cbind(c(0, 0), c(0, 0)), NULL, "y"), class = "logreg_error_weights")
})

test_that("three levels are named, not silently joined", {
  error <- expect_error(parse_response(factor(c("a", "b", "c")), NULL, "grade"), class = "logreg_error_response")
  expect_identical(error$levels, c("a", "b", "c"))
  expect_match(conditionMessage(error), "It has 3 levels: a, b, c.", fixed = TRUE)
  expect_error(parse_response(c("a", "b", "c"), NULL, "grade"), class = "logreg_error_response")
})

test_that("other codings in numbers are errors with the line that recodes", {
  message <- function(y) conditionMessage(expect_error(parse_response(y, NULL, "sex"), class = "logreg_error_response"))
  expect_match(message(c(1, 2, 1)), "write sex - 1 in its place", fixed = TRUE)
  expect_match(message(c(2L, 1L)), "write sex - 1 in its place", fixed = TRUE)
  expect_match(message(c(-1, 1)), "write (sex + 1) / 2 in its place", fixed = TRUE)
  expect_match(message(c(0, 2)), "write as.numeric(sex == 2) in its place", fixed = TRUE)
  expect_match(message(c(0, 3, 5)), "cbind(successes, failures)", fixed = TRUE)
  expect_match(message(c(0.5, 0.7, 1.2)), "It is 1.2 in row 3", fixed = TRUE)
  expect_match(message(c(0.5, 0.7, -0.1)), "It is -0.1 in row 3", fixed = TRUE)
})

test_that("the recoding lines that are advised give the coding that is meant", {
  sex <- c(1, 2, 1)
  expect_identical(sex - 1, c(0, 1, 0))
  sex <- c(-1, 1, 1)
  expect_identical((sex + 1) / 2, c(0, 1, 1))
})

test_that("responses that cannot be read are errors", {
  for (bad in list(
    cbind(1:2, 1:2, 1:2), cbind(c(-1, 2), 1:2), cbind(c("a", "b"), c("a", "b")), as.Date("2020-01-01") + 0:1,
    c(1i, 2i), array(0, c(2, 2, 2)), as.POSIXct("2020-01-01") + 0:1, cbind(c(TRUE, FALSE), c(FALSE, TRUE))
  )) {
    expect_error(parse_response(bad, NULL, "y"), class = "logreg_error_response")
  }
  expect_error(parse_response(list(0, 1), NULL, "y"), class = "logreg_error_column_type")
})

test_that("the scan of a response counts the rows that have a weight", {
  scan <- scan_response_(c(0, 1, 1, 0.5), c(2, 0, 3, 4))
  expect_identical(scan[-1], list(zero_one = FALSE, share = TRUE, whole = TRUE, rows = 3, zeros = 1, ones = 1))
  expect_false(scan_response_(c(0, 0.5), NULL)$whole)
  expect_false(scan_response_(c(0, 2), NULL)$share)
  expect_false(scan_response_(c(0, NaN), NULL)$share)
  expect_null(scan_response_(c("a", "b"), NULL))
  for (n in c(1, 511, 512, 513, 2000)) {
    y <- rep_len(c(0, 1, 1), n)
    expect_identical(
      scan_response_(y, NULL), list(y = y, zero_one = TRUE, share = TRUE, whole = TRUE, rows = n, zeros = sum(1 - y), ones = sum(y))
    )
    expect_identical(scan_response_(y, NULL), scan_response_(y, rep(1, n)))
    expect_false(scan_response_(replace(y, n, 0.25), NULL)$zero_one)
  }
})

test_that("every kind of two values gives the same numbers, and doubles are not copied", {
  y <- rep_len(c(0, 1, 1, 0), 1100)
  for (same in list(as.integer(y), y == 1, factor(y), as.character(y), matrix(y), `names<-`(y, seq_along(y)), factor(y, 0:2))) {
    expect_identical(parse_response(same, NULL, "y")$y, y)
  }
  skip_if_not(capabilities("profmem"))
  expect_identical(tracemem(parse_response(y, NULL, "y", scanned = TRUE)$y), tracemem(y))
  untracemem(y)
})
