# log(1 + exp(eta)) to 60 digits, rounded; it is the loss of a row with y = 0.
softplus <- data.frame(
  eta = c(-710, -100, -40, -37, -30, -20, 0, 1, 18, 33.3, 710, 745, 1000),
  value = c(
    4.47628622567512996e-309, 3.72007597602083596e-44, 4.24835425529158899e-18,
    8.53304762574406543e-17, 9.35762296883973678e-14, 2.06115362031438070e-9,
    0.693147180559945309, 1.31326168751822283, 18.0000000152299796, 33.3000000000000035,
    710, 745, 1000
  )
)

test_that("the loss from log-odds has the digits of the 60-digit table for either outcome", {
  for (row in seq_len(nrow(softplus))) {
    expect_equal(log_loss(0, eta = softplus$eta[row]), softplus$value[row], tolerance = 1e-15)
    expect_equal(log_loss(1, eta = -softplus$eta[row]), softplus$value[row], tolerance = 1e-15)
  }
  expect_identical(log_loss(0, eta = 800), 800)
  expect_identical(log_loss(1, eta = -800), 800)
  expect_identical(log_loss(c(0, 1), eta = c(-Inf, Inf)), c(0, 0))
  expect_identical(log_loss(c(1, 0), eta = c(-Inf, Inf)), c(Inf, Inf))
})

test_that("the loss from probabilities is minus the log of what happened", {
  # By hand: 4/5 and 1/5.
  expect_equal(log_loss(c(1, 0), c(0.8, 0.8)), c(log(5 / 4), log(5)), tolerance = 1e-15)
  expect_identical(log_loss(c(1, 0, 1, 0), c(1, 0, 0, 1)), c(0, 0, Inf, Inf))
  # To first order the loss of a small probability is the probability.
  expect_equal(log_loss(0, 1e-20), 1e-20, tolerance = 1e-15)
})

test_that("a proportion is charged for both outcomes in its shares", {
  expect_equal(log_loss(0.25, 0.8), 0.25 * log(5 / 4) + 0.75 * log(5), tolerance = 1e-15)
  expect_equal(log_loss(0.25, eta = log(4)), 0.25 * log(5 / 4) + 0.75 * log(5), tolerance = 1e-15)
})

test_that("the mean is weighted, and a row of weight 0 does not count", {
  expect_equal(log_loss(c(1, 0), 0.8, mean = TRUE), (log(5 / 4) + log(5)) / 2, tolerance = 1e-15)
  weighted <- log_loss(c(1, 0, 1), c(0.8, 0.8, 0), mean = TRUE, weights = c(3, 1, 0))
  expect_equal(weighted, (3 * log(5 / 4) + log(5)) / 4, tolerance = 1e-15)
  expect_equal(log_loss(c(1, 0), 0.8, mean = TRUE, weights = 2), log(5 / sqrt(4)), tolerance = 1e-15)
})

test_that("one element stands for all, logical outcomes are 0 and 1, names are those of y", {
  expect_identical(log_loss(c(a = TRUE, b = FALSE), eta = 0), c(a = log(2), b = log(2)))
  expect_identical(log_loss(1, c(u = 0.5, v = NA)), c(u = log(2), v = NA))
  expect_identical(log_loss(numeric(0), 0.5), numeric(0))
})

test_that("bad arguments are named", {
  expect_error(log_loss(1), "either `p`", class = "logreg_error_argument")
  expect_error(log_loss(1, 0.5, eta = 0), "either `p`", class = "logreg_error_argument")
  expect_error(log_loss(c(0, 2), 0.5), "`y`.*Element 2 is 2", class = "logreg_error_argument")
  expect_error(log_loss(1, 1.5), "`p`.*Element 1", class = "logreg_error_argument")
  expect_error(log_loss(1, eta = "a"), "`eta`", class = "logreg_error_argument")
  expect_error(log_loss(c(0, 1, 1), c(0.5, 0.5)), "`p` has 2 elements where `y` has 3",
    class = "logreg_error_argument")
  expect_error(log_loss(1, 0.5, weights = 2), "mean = TRUE", class = "logreg_error_argument")
  expect_error(log_loss(1, 0.5, mean = TRUE, weights = -1), "`weights`",
    class = "logreg_error_argument")
  expect_error(log_loss(1, 0.5, mean = TRUE, weights = c(1, 1)), "`weights`",
    class = "logreg_error_argument")
  expect_error(log_loss(1, 0.5, mean = NA), "`mean`", class = "logreg_error_argument")
})
