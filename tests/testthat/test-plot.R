one <- logreg(passed ~ hours, data = study_hours)
two <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
three <- logreg(low ~ lwt + age + ptl, data = MASS::birthwt)

test_that("plot() chooses by the state of the fit, then by its predictors", {
  expected <- c(
    one_number = "fit", ordered = "fit", poly = "boundary", two_numbers = "boundary", several = "odds", factor_only = "odds",
    intercept_only = "odds", aliased = "odds", ridge = "odds", firth = "odds", unconverged = "loss", quasi = "separation",
    complete = "separation", complete_descent = "separation", firth_separated = "fit"
  )
  for (shape in names(expected)) expect_identical(default_picture(model_shapes()[[shape]]), expected[[shape]], info = shape)
})

test_that("plot() draws and returns the picture invisibly, autoplot() returns it", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  drawn <- withVisible(plot(one, "fit"))
  expect_false(drawn$visible)
  expect_s3_class(drawn$value, "ggplot")
  expect_identical(picture_texts(plot(one)), picture_texts(ggplot2::autoplot(one, "fit")))
  expect_identical(picture_texts(plot(two)), picture_texts(ggplot2::autoplot(two, "boundary")))
  expect_identical(plot_data(two), plot_data(two, "boundary"))
})

test_that("a picture can be extended", {
  picture <- ggplot2::autoplot(one) + ggplot2::labs(title = "Mine")
  expect_identical(picture_texts(picture)[["title"]], "Mine")
  expect_draws(picture)
})

test_that("a number as second argument, or which, reaches the diagnostics of glm", {
  # Every diagnostic plot opens a page of its own.
  pages <- function(code) {
    file <- withr::local_tempfile(fileext = ".pdf")
    grDevices::pdf(file, compress = FALSE)
    force(code)
    grDevices::dev.off()
    sum(grepl("/Type /Page ", readLines(file, warn = FALSE), fixed = TRUE, useBytes = TRUE))
  }
  expect_identical(pages(plot(one, 1:3)), 3L)
  expect_identical(pages(plot(one, which = c(1, 4))), 2L)
  expect_identical(pages(plot(three, 1:6)), 6L)
})

test_that("a penalised fit has no diagnostics of glm", {
  ridge <- logreg(passed ~ hours, data = study_hours, penalty = penalty_ridge(0.1))
  expect_error(plot(ridge, 1), "this fit has a penalty", class = "logreg_error_plot")
})

test_that("no picture touches the random numbers", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  set.seed(1)
  before <- .Random.seed
  plot(one)
  plot(two)
  plot(two, "loss")
  print(plot_sigmoid())
  expect_identical(.Random.seed, before)
})

test_that("an unknown picture and an object that is no fit are named", {
  expect_error(plot(one, "banana"), "`what`", class = "logreg_error_argument")
  expect_error(plot_data(1), "`x`", class = "logreg_error_argument")
})

test_that("ggplot2 is not loaded with the package", {
  skip_if_not_installed("logreg")
  library <- dirname(system.file(package = "logreg"))
  code <- "loadNamespace('logreg', lib.loc = commandArgs(TRUE)); cat('ggplot2' %in% loadedNamespaces())"
  rscript <- file.path(R.home("bin"), "Rscript")
  answer <- system2(rscript, c("-e", shQuote(code), shQuote(library)), stdout = TRUE)
  expect_identical(utils::tail(answer, 1), "FALSE")
})
