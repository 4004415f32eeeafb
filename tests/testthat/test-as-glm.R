test_that("as_glm() is the glm object that glm() makes", {
  for (pair in glm_pairs()) {
    plain <- as_glm(pair$ours)
    expect_s3_class(plain, c("glm", "lm"), exact = TRUE)
    expect_setequal(names(plain), names(pair$glm))
    expect_identical(dim(plain$qr$qr), dim(pair$glm$qr$qr))
    expect_equal(abs(plain$R), abs(pair$glm$R), tolerance = 1e-6)
    # The sign of each effect is that of its row of R; those of the residual space are not unique.
    first <- seq_len(plain$rank)
    expect_equal(abs(plain$effects[first]), abs(pair$glm$effects[first]), tolerance = 1e-5)
    expect_equal(sum(plain$effects^2), sum(pair$glm$effects^2), tolerance = 1e-6)
  }
})

test_that("what reads the n x p decomposition works on it", {
  for (pair in glm_pairs()[c("mtcars", "infert", "esoph", "excluded")]) {
    plain <- as_glm(pair$ours)
    expect_equal(covratio(plain), covratio(pair$glm), tolerance = 1e-6)
    expect_equal(dffits(plain), dffits(pair$glm), tolerance = 1e-6)
    expect_equal(lm.influence(plain), lm.influence(pair$glm), tolerance = 1e-6)
    expect_equal(predict(plain, se.fit = TRUE), predict(pair$glm, se.fit = TRUE), tolerance = 1e-6)
  }
})

test_that("its call is one of glm(), so it can be updated", {
  plain <- as_glm(logreg(am ~ wt, data = mtcars, solver = "lbfgs"))
  expect_equal(coef(update(plain, . ~ . + hp)), coef(glm(am ~ wt + hp, binomial, mtcars)), tolerance = 1e-8)
})

test_that("only a fit without a penalty can be a glm", {
  expect_error(as_glm(lm(am ~ wt, mtcars)), class = "logreg_error_argument")
  expect_error(as_glm(logreg(am ~ wt, data = mtcars, penalty = penalty_ridge(1))), class = "logreg_error_penalized")
})
