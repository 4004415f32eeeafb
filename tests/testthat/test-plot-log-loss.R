test_that("the curves are minus the log of what happened", {
  curves <- plot_log_loss()$data
  one <- curves[curves$outcome == "y = 1", ]
  zero <- curves[curves$outcome == "y = 0", ]
  expect_equal(one$loss, -log(one$prob), tolerance = 1e-12)
  expect_equal(zero$loss, -log(1 - zero$prob), tolerance = 1e-12)
})

test_that("the picture draws and names both curves", {
  expect_draws(plot_log_loss())
  expect_identical(levels(plot_log_loss()$data$outcome), c("y = 1", "y = 0"))
})
