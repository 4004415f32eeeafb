example_findings <- function() {
  new_findings(
    list(
      finding("skew", c("a", "b"), "note", c(3, 4), c("a is skew.", "b is skew."), "A few rows matter.", "Try log(x)."),
      finding("constant column", "c", "attention", 1, "c is 1.", "It explains nothing.", "Leave it out."),
      not_checked("linearity", "", "There is no optimum.", "Fit again."), not_checked("descent", "", "There is no optimum.", "Fit again.")
    ),
    rbind(ledger_lines("rows used", "1,000"), ledger_lines("events", "20", "2 %: the event is y = 1")),
    c("skew", "constant column", "linearity", "descent", "scaling"), "Data ledger of y ~ a + b + c"
  )
}

test_that("the gravest findings come first, one row each", {
  found <- example_findings()
  expect_s3_class(found, c("logreg_findings", "data.frame"), exact = TRUE)
  expect_identical(names(found), c("check", "about", "severity", "value", "found", "meaning", "remedy"))
  expect_identical(found$severity, c("attention", "note", "note", "not available", "not available"))
  expect_identical(found$about, c("c", "a", "b", "", ""))
})

test_that("no finding is an empty table that still prints its ledger", {
  none <- new_findings(list(NULL, NULL), ledger_lines("rows used", "10"), c("skew", "scaling"), "Data ledger")
  expect_identical(nrow(none), 0L)
  printed <- capture.output(print(none))
  expect_match(printed, "Nothing to report of: skew, scaling.", fixed = TRUE, all = FALSE)
  expect_match(printed, "rows used +10", all = FALSE)
})

test_that("the print has ledger, findings by gravity, and what is in order", {
  expect_snapshot(print(example_findings()))
})

test_that("parts of the table print too", {
  found <- example_findings()
  expect_output(print(found[found$severity == "note", ]), "a is skew")
  expect_output(print(found[c("check", "about")]), "constant column")
  expect_no_match(paste(capture.output(print(found[1, ])), collapse = " "), "Nothing to report of: constant column")
})

test_that("a part of the table does not call in order what the whole found", {
  found <- example_findings()
  line <- "Nothing to report of: scaling."
  expect_output(print(found), line, fixed = TRUE)
  expect_output(print(found[found$check == "skew", ]), line, fixed = TRUE)
  expect_output(print(found[0, ]), line, fixed = TRUE)
  expect_identical(attr(found, "in_order"), "scaling")
})

test_that("of many findings of a kind five are printed and the others named", {
  many <- finding("skew", letters[1:9], "note", 3, paste0(letters[1:9], " is skew."), "A few rows matter.", "Try log(x).")
  printed <- capture.output(print(new_findings(list(many), ledger_lines("rows used", "9"), "skew", "Data")))
  expect_match(printed, "skew: e is skew", fixed = TRUE, all = FALSE)
  expect_match(printed, "and 4 more of this kind: f, g, h, i.", fixed = TRUE, all = FALSE)
  expect_length(grep("Try log", printed), 1)
})
