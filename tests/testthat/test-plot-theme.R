test_that("colours are hexadecimal and all different", {
  expect_match(picture_colours, "^#[0-9A-F]{6}$")
  expect_identical(anyDuplicated(picture_colours), 0L)
})

test_that("a mapping finds columns by their names, whatever these are", {
  data <- data.frame(hours = 3, "a name with blanks" = 5, check.names = FALSE)
  picture <- ggplot2::ggplot(data, map_columns(x = "hours", y = "a name with blanks")) +
    ggplot2::geom_point()
  drawn <- ggplot2::layer_data(picture)
  expect_equal(as.numeric(drawn$x), 3)
  expect_equal(as.numeric(drawn$y), 5)
})

test_that("long sentences are broken, one line each at least", {
  lines <- strsplit(caption_lines(c("One.", strrep("word ", 30))), "\n")[[1]]
  expect_identical(lines[1], "One.")
  expect_true(all(nchar(lines) <= 85))
  expect_gt(length(lines), 2)
})

test_that("the theme is a complete ggplot theme", {
  expect_s3_class(picture_theme(), "theme")
})
