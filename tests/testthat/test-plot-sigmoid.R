test_that("the curve is the sigmoid over log-odds from -6 to 6", {
  picture <- plot_sigmoid()
  expect_identical(range(picture$data$x), c(-6, 6))
  expect_equal(picture$data$prob, plogis(picture$data$x), tolerance = 1e-15)
  expect_draws(picture)
})

test_that("a line in x is turned into a probability", {
  picture <- plot_sigmoid(-100, 0.6)
  expect_equal(range(picture$data$x), c(94, 106) / 0.6)
  expect_equal(picture$data$prob, plogis(-100 + 0.6 * picture$data$x), tolerance = 1e-12)
  expect_match(picture_texts(picture)[["caption"]], "x = 166.67")
  falling <- plot_sigmoid(0, -2)
  expect_identical(range(falling$data$x), c(-3, 3))
  expect_match(picture_texts(falling)[["subtitle"]], "log-odds = 0 - 2 x", fixed = TRUE)
  expect_draws(falling)
})

test_that("a flat line needs limits", {
  expect_error(plot_sigmoid(1, 0), "needs `limits`", class = "logreg_error_argument")
  flat <- plot_sigmoid(0, 0, limits = c(0, 1))
  expect_identical(unique(flat$data$prob), 0.5)
  expect_draws(flat)
  expect_error(plot_sigmoid("a"), "`intercept`", class = "logreg_error_argument")
  expect_error(plot_sigmoid(limits = 1), "`limits`", class = "logreg_error_argument")
})
