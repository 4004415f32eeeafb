# Every picture on every shape of model: it has its numbers and texts without a word, or it refuses and says why. Drawing
# takes most of the time, so a picture is drawn on the shapes where it takes other ways, and every shape by some picture.
found <- lapply(picture_registry(), function(picture) {
  lapply(model_shapes(), function(fit) tryCatch(picture_numbers(picture, fit, list()), logreg_error_plot = identity))
})
is_refused <- function(data) inherits(data, "logreg_error_plot")

test_that("every picture has its texts on every shape, or refuses with a reason and a remedy", {
  for (what in names(found)) {
    for (shape in names(found[[what]])) {
      data <- found[[what]][[shape]]
      if (is_refused(data)) {
        expect_match(conditionMessage(data), "\n", info = paste(what, shape))
      } else {
        expect_true("title" %in% names(data$words) && all(nzchar(data$words)), info = paste(what, shape))
      }
    }
    expect_false(all(vapply(found[[what]], is_refused, TRUE)), info = what)
  }
})

test_that("pictures are drawn without a message or a warning, every shape by one of them", {
  other_ways <- c("grouped", "quasi")
  done <- character()
  for (what in names(found)) {
    shapes <- names(Filter(Negate(is_refused), found[[what]]))
    shapes <- unique(c(intersect(other_ways, shapes), utils::head(setdiff(shapes, done), 3)))
    for (shape in shapes) {
      data <- found[[what]][[shape]]
      picture <- picture_registry()[[what]]$draw(data)
      expect_draws(picture)
      expect_true(all(picture_texts(picture) %in% data$words), info = paste(what, shape))
    }
    done <- union(done, shapes)
  }
  expect_setequal(done, names(model_shapes()))
})

test_that("a picture of a fit that is not at the optimum says so", {
  for (what in names(found)) {
    for (shape in c("unconverged", "quasi", "complete", "complete_descent")) {
      data <- found[[what]][[shape]]
      if (is_refused(data)) next
      expect_match(paste(data$words, collapse = " "), "not converged|separated", info = paste(what, shape))
    }
  }
})
