test_that("a picture is found by the name of its function", {
  pictures <- picture_registry()
  expect_true(all(c("boundary", "fit", "loss") %in% names(pictures)))
  for (picture in pictures) {
    expect_named(picture[setdiff(names(picture), "limit")], c("shows", "data", "draw"))
    expect_type(picture$shows, "character")
    # Options are named, so that a misspelt one can be refused.
    expect_false("..." %in% names(formals(picture$data)))
  }
})

test_that("an unknown picture is an error that lists the known ones", {
  error <- expect_error(find_picture("banana", list()), class = "logreg_error_argument")
  for (name in names(picture_registry())) {
    expect_match(conditionMessage(error), sprintf("* \"%s\":", name), fixed = TRUE)
  }
  expect_error(find_picture(c("fit", "loss"), list()), class = "logreg_error_argument")
})

test_that("an unknown option is an error that lists the known ones", {
  expect_error(find_picture("loss", list(predictor = "x")), "no option `predictor`.*`with`",
    class = "logreg_error_argument"
  )
  expect_error(find_picture("loss", list(1)), class = "logreg_error_argument")
})

test_that("a picture gets the coefficients that the solver had in the end, unless it can show the limit", {
  apart <- model_shapes()$quasi
  seen <- list(data = function(fit) fit$coefficients)
  expect_identical(picture_numbers(seen, apart, list()), apart$separation$last)
  expect_identical(picture_numbers(c(seen, limit = TRUE), apart, list()), coef(apart))
  expect_identical(coef(apart)[["treatedyes"]], Inf)
})
