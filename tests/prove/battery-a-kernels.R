# Sigmoid, complement and softplus as the user gets them: at points known to 60 digits (reliability report,
# section 1.2), and at random log-odds against the compiler's long double, which has 11 bits more.

known_points <- data.frame(
  eta = c(-745, -710, -100, -40, -37, -30, -20, 0, 1, 18, 33.3, 710, 745, 1000),
  sigmoid = c(
    2.82235073047193708e-324, 4.47628622567512996e-309, 3.72007597602083596e-44, 4.24835425529158898e-18,
    8.53304762574406507e-17, 9.35762296883929895e-14, 2.06115361819020358e-9, 0.5, 0.731058578630004879,
    0.999999984770020487, 0.999999999999996549, 1, 1, 1
  ),
  complement = c(
    1, 1, 1, 1, 0.999999999999999915, 0.999999999999906424, 0.999999997938846382, 0.5, 0.268941421369995121,
    1.52299795127603489e-8, 3.45138774437420437e-15, 4.47628622567512996e-309, 2.82235073047193708e-324, 0
  ),
  softplus = c(
    2.82235073047193708e-324, 4.47628622567512996e-309, 3.72007597602083596e-44, 4.24835425529158898e-18,
    8.53304762574406543e-17, 9.35762296883973678e-14, 2.06115362031438070e-9, 0.693147180559945309,
    1.31326168751822283, 18.0000000152299796, 33.3000000000000006, 710, 745, 1000
  )
)

#' The unit in the last place of numbers, subnormal ones included
unit_of <- function(x) pmax(2^(floor(log2(pmax(abs(x), 2^-1022))) - 52), 2^-1074)

units_apart <- function(found, truth) {
  apart <- abs(found - truth) / unit_of(truth)
  ifelse(is.na(apart), Inf, apart)
}

at_known_points <- function(subject) {
  eta <- known_points$eta
  max(
    units_apart(subject$sigmoid(eta), known_points$sigmoid), units_apart(subject$sigmoid(-eta), known_points$complement),
    units_apart(subject$log_loss(0, eta = eta), known_points$softplus)
  )
}

#' Kernels of every instruction set beside long double: a program of its own, tests/prove/kernels.cpp, compiled once
kernel_program <- local({
  made <- NULL
  function() {
    if (is.null(made)) made <<- compile_kernel_program()
    made
  }
})

compile_kernel_program <- function() {
  program <- tempfile("kernels")
  sources <- c(file.path("tests", "prove", "kernels.cpp"), list.files("src", "^kernels_.*[.]cpp$", full.names = TRUE))
  compiler <- system2(file.path(R.home("bin"), "R"), c("CMD", "config", "CXX17"), stdout = TRUE)
  compiler <- strsplit(compiler[length(compiler)], " ")[[1L]]
  log <- tempfile()
  status <- system2(
    compiler[[1L]], c(compiler[-1L], "-std=c++17", "-O2", "-Iinst/include", sources, "-o", program), stdout = log, stderr = log
  )
  if (status != 0L) stop(paste(readLines(log), collapse = "\n"))
  program
}

against_long_double <- function(size, seed, subject) {
  set.seed(seed)
  eta <- stats::runif(size, -800, 800)
  found <- tempfile()
  connection <- file(found, "wb")
  writeBin(c(eta, subject$sigmoid(eta), subject$sigmoid(-eta), subject$log_loss(0, eta = eta)), connection)
  close(connection)
  on.exit(unlink(found))
  said <- system2(kernel_program(), c(size, found), stdout = TRUE)
  utils::read.table(text = said, col.names = c("kernel", "count", "worst", "limit"))
}

run_kernels <- function(size, seed, subject) {
  table <- against_long_double(size, seed, subject)
  over <- table$worst > table$limit | !is.finite(table$worst)
  rbind(
    measured("A1 kernels at points known to 60 digits: units in the last place", 3L * nrow(known_points), at_known_points(subject), 2),
    measured(
      "A2 kernels at random log-odds to +-800 against long double, every instruction set: units in the last place",
      sum(table$count), max(table$worst), 4, complaints = sprintf("%s: %g units", table$kernel[over], table$worst[over])
    ),
    measured_objective(max(20, size %/% 2000), seed, subject)
  )
}

#' Loss and slope belong together: the slope of log_loss() by differences of the fourth order, and
#' softplus(eta) - softplus(-eta) = eta
measured_objective <- function(count, seed, subject) {
  set.seed(seed)
  eta <- c(stats::runif(count, -30, 30))
  y <- sample(c(0, 1, 0.25), count, replace = TRUE)
  h <- 2^-7 # the differences lose h^4 / 30 of the fifth derivative, at most 1.3e-10, and rounding / h
  loss <- function(shift) subject$log_loss(y, eta = eta + shift)
  slope <- (loss(-2 * h) - 8 * loss(-h) + 8 * loss(h) - loss(2 * h)) / (12 * h)
  mismatch <- abs(slope - (subject$sigmoid(eta) - y))
  odd <- abs(subject$log_loss(0, eta = eta) - subject$log_loss(1, eta = eta) - eta) / pmax(abs(eta), 1)
  measured("A3 slope of the loss against differences of the fourth order; softplus(x) - softplus(-x) = x", 2L * count, max(mismatch, odd), 1e-9)
}

battery(
  "Kernels", c(small = 1e5, full = 1e6, fault = 1e3), run_kernels,
  faults = list(
    "a sigmoid off by 5 units" = function(subject) sound_subject(sigmoid = function(x) logreg::sigmoid(x) * (1 + 6 * .Machine$double.eps)),
    "a complement by subtraction" = function(subject) {
      sound_subject(sigmoid = function(x) ifelse(x < 0, 1 - logreg::sigmoid(-x), logreg::sigmoid(x)))
    },
    "a loss that is capped" = function(subject) sound_subject(log_loss = function(...) pmin(logreg::log_loss(...), 36.04)),
    "a slope that is not the loss's" = function(subject) sound_subject(log_loss = function(...) logreg::log_loss(...) * (1 + 1e-8))
  )
)
