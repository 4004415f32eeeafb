births <- MASS::birthwt
newton <- logreg(low ~ lwt + age, births)
early <- suppressWarnings(logreg(low ~ lwt + age, births, solver = "gradient_descent", epochs = 3, learning_rate = 0.5))
reference <- glm(low ~ lwt + age, binomial, births, control = list(epsilon = 1e-14))

test_that("end points, losses and distances are those of glm and of the definition", {
  ridge <- logreg(low ~ lwt + age, births, penalty = penalty_ridge(0.1))
  found <- compare_fits(newton, early, ridge, glm = reference)
  expect_identical(found$table$fit, c("newton", "early", "ridge", "glm"))
  expect_identical(found$table$by, c("newton", "gradient descent", "newton", "glm"))
  expect_identical(found$table$aims_at, c("maximum likelihood", "maximum likelihood", "ridge", "maximum likelihood"))
  expect_identical(found$table$status, c("converged", "max_iterations", "converged", "converged"))
  expect_identical(found$table$epochs, c(newton$iter, 3L, ridge$iter, reference$iter) + 0)
  expect_identical(found$table$passes[[4]], NA_real_)
  expect_identical(found$table$passes[[1]], newton$convergence$passes)
  for (k in 2:3) {
    gap <- coef(list(newton, early, ridge)[[k]]) - coef(reference)
    distance <- sqrt(drop(gap %*% solve(vcov(reference)) %*% gap))
    expect_equal(found$table$distance[[k]], distance, tolerance = 1e-6)
  }
  expect_lt(found$table$distance[[1]], 1e-7)
  expect_lt(found$table$distance[[4]], 1e-7)
  losses <- vapply(list(newton, early, ridge, reference), function(fit) {
    p <- fitted(fit)
    -mean(ifelse(births$low == 1, log(p), log(1 - p)))
  }, 0)
  expect_equal(found$table$mean_log_loss, losses, tolerance = 1e-12)
  expect_equal(found$estimate, coef(reference), tolerance = 1e-7)
  expect_identical(found$coefficients["glm", ], coef(reference))
})

test_that("weights and counts enter distances and losses", {
  beetle <- reference_data("beetle")
  counts <- cbind(killed, n - killed) ~ dose
  ours <- logreg(counts, beetle)
  theirs <- glm(counts, binomial, beetle)
  early <- suppressWarnings(logreg(counts, beetle, solver = "gradient_descent", epochs = 5))
  found <- compare_fits(list(a = ours, b = theirs, c = early))
  gap <- coef(early) - coef(theirs)
  expect_equal(found$table$distance[[3]], sqrt(drop(gap %*% solve(vcov(theirs)) %*% gap)), tolerance = 1e-4)
  p <- fitted(theirs)
  loss <- -sum(beetle$killed * log(p) + (beetle$n - beetle$killed) * log(1 - p)) / sum(beetle$n)
  expect_equal(found$table$mean_log_loss[[2]], loss, tolerance = 1e-10)
  # the same rows, laid out one by one, are other data
  rows <- beetle[rep(seq_len(nrow(beetle)), beetle$n), ]
  rows$dead <- unlist(Map(function(k, n) rep(1:0, c(k, n - k)), beetle$killed, beetle$n))
  expect_error(compare_fits(ours, logreg(dead ~ dose, rows)), "481 rows", class = "logreg_error_argument")
})

test_that("an unconverged fit brings the optimum that it looked up; alone among penalised ones there is none", {
  late <- suppressWarnings(logreg(low ~ lwt + age, births, solver = "gradient_descent", epochs = 4, learning_rate = 0.5))
  found <- compare_fits(early, late)
  expect_equal(found$estimate, coef(reference), tolerance = 1e-6)
  expect_equal(found$table$distance[[1]], early$convergence$optimum$distance, tolerance = 1e-5)
  ridge <- logreg(low ~ lwt + age, births, penalty = penalty_ridge(0.1))
  firth <- logreg(low ~ lwt + age, births, penalty = penalty_firth())
  found <- compare_fits(ridge, firth)
  expect_true(all(is.na(found$table$distance)))
  expect_null(found$estimate)
  expect_output(print(found), "No distances: none of the fits")
})

test_that("a glm of separated data is not taken for an estimate", {
  apart <- data.frame(x = 1:8, y = rep(0:1, each = 4))
  theirs <- suppressWarnings(glm(y ~ x, binomial, apart))
  ours <- suppressWarnings(logreg(y ~ x, apart))
  found <- compare_fits(ours, theirs, firth = logreg(y ~ x, apart, penalty = penalty_firth()))
  expect_true(all(is.na(found$table$distance)))
  expect_identical(found$table$status[[1]], "separated_complete")
  expect_identical(found$table$mean_log_loss[[1]], 0)
  expect_output(print(found), "the data are separated")
  expect_null(compare_fits(a = theirs, b = theirs)$estimate)
})

test_that("a glm of separated data is called separated, whoever knows that", {
  apart <- data.frame(x = 1:8, y = rep(0:1, each = 4))
  quasi <- data.frame(x = c(1:8, 4), y = c(rep(0:1, each = 4), 1))
  for (kind in c("complete", "quasi")) {
    data <- list(complete = apart, quasi = quasi)[[kind]]
    theirs <- suppressWarnings(glm(y ~ x, binomial, data))
    expect_true(theirs$converged)
    firth <- logreg(y ~ x, data, penalty = penalty_firth())
    word <- paste0("separated_", kind)
    expect_identical(compare_fits(theirs, suppressWarnings(logreg(y ~ x, data)))$table$status, c(word, word))
    expect_identical(compare_fits(theirs, firth)$table$status, c(word, "converged"))
    for (told in c("warning", "error", "silent")) {
      withr::with_options(list(logreg.separation = told), {
        expect_silent(found <- compare_fits(theirs, theirs))
        expect_identical(found$table$status, c(word, word))
      })
    }
    expect_output(print(found), "the data are separated")
  }
  # shares of trials: separated by the rows, whatever their trials
  counts <- data.frame(x = 1:4, yes = c(0, 0, 3, 9), no = c(5, 4, 0, 0))
  theirs <- suppressWarnings(glm(cbind(yes, no) ~ x, binomial, counts))
  expect_identical(compare_fits(theirs, theirs)$table$status[[1]], "separated_complete")
  # an estimate that is far from found is not separation
  short <- suppressWarnings(glm(low ~ lwt + age, binomial, births, control = list(maxit = 1)))
  expect_identical(compare_fits(short, short)$table$status[[1]], "max_iterations")
})

test_that("the estimate is that of a converged fit; where there is none, the words say that it was looked up", {
  diverged <- suppressWarnings(logreg(passed ~ hours, study_hours,
    solver = "gradient_descent", standardize = FALSE, learning_rate = 2, epochs = 300
  ))
  converged <- logreg(passed ~ hours, study_hours, solver = "gradient_descent")
  best <- glm(passed ~ hours, binomial, study_hours, control = list(epsilon = 1e-14))
  expect_identical(diverged$convergence$reason, "diverged")
  found <- compare_fits(diverged, converged)
  expect_identical(found$from, "converged")
  expect_false(found$looked_up)
  expect_identical(found$estimate, coef(converged))
  expect_output(print(found), "estimate, here that of")
  alone <- compare_fits(diverged, again = diverged)
  expect_true(alone$looked_up)
  expect_equal(alone$estimate, coef(best), tolerance = 1e-6)
  expect_match(comparison_words(alone), "estimate, found by Newton's method from where diverged stopped.", fixed = TRUE)
})

test_that("fits of something else are refused, by name", {
  refused <- function(..., words) expect_error(compare_fits(newton, ...), words, class = "logreg_error_argument")
  refused(other = logreg(low ~ lwt, births), words = "`other`.*coefficients are `\\(Intercept\\)`, `lwt`")
  refused(other = logreg(low ~ lwt + age, births[-1, ]), words = "188 rows")
  refused(other = logreg(smoke ~ lwt + age, births), words = "response is another")
  refused(other = logreg(low ~ lwt + age, births, weights = ftv + 1), words = "weights or trials")
  refused(other = logreg(low ~ lwt + age, births, offset = age / 50), words = "offset")
  refused(other = logreg(low ~ lwt + age, transform(births, age = age + 1)), words = "other values")
  refused(other = lm(low ~ lwt, births), words = "`other` is no fit")
  refused(other = glm(low ~ lwt + age, binomial("probit"), births), words = "logit link")
  expect_error(compare_fits(newton), class = "logreg_error_argument")
  expect_error(compare_fits(), class = "logreg_error_argument")
})

test_that("every shape can stand beside itself and the glm of the same", {
  for (shape in names(model_shapes())) {
    fit <- model_shapes()[[shape]]
    found <- compare_fits(one = fit, two = fit)
    expect_identical(found$table$distance[[1]], found$table$distance[[2]], info = shape)
    if (isTRUE(fit$converged) && is.null(fit$penalty)) expect_lt(found$table$distance[[1]], 1e-4)
    expect_output(print(found), "Coefficients", info = shape)
  }
  aliased <- model_shapes()$aliased
  theirs <- glm(low ~ lwt + I(2 * lwt) + age, binomial, shape_data())
  expect_lt(max(compare_fits(aliased, theirs)$table$distance), 1e-3)
})

test_that("fits that are written out are numbered", {
  found <- compare_fits(newton, logreg(low ~ lwt + age, births), named = newton, newton)
  expect_identical(found$table$fit, c("newton", "fit 2", "named", "newton 1"))
})

test_that("the comparison prints as a table with words", {
  ridge <- logreg(low ~ lwt + age, births, penalty = penalty_ridge(0.1))
  local_reproducible_output(width = 90)
  found <- compare_fits(newton, early, ridge, glm = reference)
  found$table$distance[c(1, 4)] <- 0 # rounding
  expect_snapshot(print(found))
})
