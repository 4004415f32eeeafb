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

test_that("a fit's worst rows stand on the curves", {
  fit <- logreg(admitted ~ exam1 + exam2, exam_marks)
  p <- fitted(glm(admitted ~ exam1 + exam2, binomial, exam_marks, control = list(epsilon = 1e-14)))
  loss <- -log(ifelse(exam_marks$admitted == 1, p, 1 - p))
  worst <- order(-loss)[1:5]
  found <- worst_rows(fit, 5)
  expect_identical(found$row, row.names(exam_marks)[worst])
  expect_equal(found$loss, unname(loss[worst]), tolerance = 1e-8)
  expect_equal(found$prob, unname(p[worst]), tolerance = 1e-8)
  expect_equal(found$y, exam_marks$admitted[worst] + 0)
  picture <- plot_log_loss(fit)
  expect_draws(picture)
  first <- sprintf("%s (y = %d, p = %s, loss %s)", found$row[[1]], found$y[[1]], format(signif(p[[worst[[1]]]], 3)), format(signif(loss[[worst[[1]]]], 3)))
  expect_match(gsub("\n", " ", picture$labels$caption), first, fixed = TRUE)
})

test_that("of grouped counts each outcome counts, and rows of weight 0 do not", {
  counts <- data.frame(x = 1:4, yes = c(0, 1, 3, 5), no = c(5, 4, 2, 0))
  fit <- logreg(cbind(yes, no) ~ x, counts)
  p <- fitted(fit)
  found <- worst_rows(fit, 2)
  expect_identical(found$row, c("2", "3")) # an event at 2, none at 3
  expect_equal(found$loss, unname(-log(c(p[[2]], 1 - p[[3]]))))
  weighted <- logreg(low ~ lwt, MASS::birthwt, weights = ifelse(lwt < 100, 0, 1))
  out <- row.names(MASS::birthwt)[MASS::birthwt$lwt < 100]
  expect_false(any(worst_rows(weighted, 100)$row %in% out))
})

test_that("worst rows are marked on every shape, and what is no fit is refused", {
  for (shape in names(model_shapes())) {
    expect_silent(picture <- plot_log_loss(model_shapes()[[shape]]))
    if (shape %in% c("several", "grouped", "intercept_only", "complete")) expect_draws(picture)
  }
  expect_match(plot_log_loss(model_shapes()$complete)$labels$subtitle, "separated")
  expect_error(plot_log_loss(lm(dist ~ speed, cars)), "`fit`", class = "logreg_error_argument")
})
