test_that("formula, terms, frame, design and family are glm's", {
  expect_as_glm(formula)
  expect_as_glm(function(fit) attributes(terms(fit))[c("term.labels", "intercept", "dataClasses", "predvars")])
  expect_as_glm(function(fit) {
    frame <- model.frame(fit)
    attributes(frame) <- attributes(frame)[c("names", "row.names", "class")]
    frame
  })
  expect_as_glm(model.matrix)
  expect_as_glm(function(fit) family(fit)[c("family", "link")])
  expect_as_glm(weights)
  expect_as_glm(function(fit) weights(fit, "working"))
  expect_as_glm(variable.names)
  expect_as_glm(case.names)
})

test_that("a dot in the formula is written out", {
  expect_identical(format(formula(logreg(am ~ ., data = mtcars[c("am", "wt", "hp")]))), "am ~ wt + hp")
})

test_that("the frame can be built of other data, rows and rules", {
  fit <- logreg(am ~ hp, data = cars_with_gaps)
  expect_identical(nrow(model.frame(fit)), 30L)
  expect_identical(nrow(model.frame(fit, na.action = na.pass)), 32L)
  expect_identical(nrow(model.frame(fit, data = mtcars)), 32L)
  expect_identical(unname(model.matrix(fit, data = mtcars)[, 2]), mtcars$hp)
})

test_that("frame and design of a matrix fit are those of its columns", {
  x <- as.matrix(mtcars[c("wt", "hp")])
  fit <- logreg(x, mtcars$am)
  expect_equal(unname(model.matrix(fit)), unname(cbind(1, x)), ignore_attr = TRUE)
  expect_identical(attr(model.matrix(fit), "assign"), 0:2)
  expect_identical(rownames(model.matrix(fit)), rownames(mtcars))
  frame <- model.frame(fit)
  expect_identical(frame$wt, mtcars$wt)
  expect_equal(unname(model.response(frame)), mtcars$am)
})

test_that("a fit can be updated, and its formula changed if it has one", {
  fit <- update(logreg(am ~ wt, data = mtcars), . ~ . + hp)
  expect_equal(coef(fit), coef(logreg(am ~ wt + hp, data = mtcars)), tolerance = 1e-12)
  expect_equal(
    coef(update(fit, solver = "lbfgs")), coef(fit), tolerance = 1e-6
  )
  matrix_fit <- logreg(as.matrix(mtcars["wt"]), mtcars$am)
  expect_error(update(matrix_fit, . ~ . + hp), class = "logreg_error_not_available")
  expect_identical(class(update(matrix_fit, evaluate = FALSE)), "call")
})

test_that("an unknown kind of weights is an error", {
  expect_error(weights(logreg(am ~ wt, data = mtcars), "case"), class = "logreg_error_argument")
})
