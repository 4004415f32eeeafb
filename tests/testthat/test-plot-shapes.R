# Every picture on every shape of model: it draws without a word and has its texts, or it refuses and says why.

picture_outcome <- function(fit, what) {
  tryCatch(ggplot2::autoplot(fit, what), logreg_error_plot = identity)
}

test_that("every picture is drawn on every shape, or refused with a reason and a remedy", {
  for (what in names(picture_registry())) {
    drawn <- 0
    for (shape in names(model_shapes())) {
      found <- picture_outcome(model_shapes()[[shape]], what)
      if (inherits(found, "logreg_error_plot")) {
        expect_match(conditionMessage(found), "\n", info = paste(what, shape))
      } else {
        drawn <- drawn + 1
        expect_draws(found)
        expect_true(all(nzchar(picture_texts(found))), info = paste(what, shape))
      }
    }
    expect_gt(drawn, 0)
  }
})

test_that("a picture of a fit that is not at the optimum says so", {
  for (what in names(picture_registry())) {
    for (shape in c("unconverged", "quasi", "complete", "complete_descent")) {
      found <- picture_outcome(model_shapes()[[shape]], what)
      if (inherits(found, "logreg_error_plot")) next
      expect_match(paste(picture_texts(found), collapse = " "), "not converged|separated", info = paste(what, shape))
    }
  }
})
