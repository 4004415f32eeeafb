# The same call by logreg() and by glm(), iterated until its deviance no longer changes. Arguments are
# passed on unevaluated, so that weights and offset are found in the data. glm() takes no words as
# response: `glm_formula` is for it then. It takes columns for independent below a pivot of
# epsilon / 1000, so aliased ones need a larger `epsilon`.
fit_both <- function(..., glm_formula = NULL, epsilon = 1e-14) {
  arguments <- eval(substitute(alist(...)))
  frame <- parent.frame()
  ours <- eval(as.call(c(quote(logreg::logreg), arguments)), frame)
  names(arguments)[[1]] <- "formula"
  if (!is.null(glm_formula)) arguments$formula <- glm_formula
  strict <- list(
    family = quote(stats::binomial()), control = stats::glm.control(epsilon = epsilon, maxit = 100)
  )
  list(ours = ours, glm = suppressWarnings(eval(as.call(c(quote(stats::glm), arguments, strict)), frame)))
}

titanic_rows <- as.data.frame(Titanic) # 8 of its 32 rows have no passengers: weight 0
toxic <- data.frame( # Finney's budworms by sex and dose: grouped, nobody named
  dead = c(1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16), sex = gl(2, 6, labels = c("male", "female")),
  dose = rep(0:5, 2)
)
cars_with_gaps <- within(mtcars, {
  hp[c(3, 17)] <- NA
  engine <- factor(vs, labels = c("V", "straight"))
  gears <- factor(gear)
  twice <- 2 * wt
  shape <- ifelse(vs == 1, "straight", "V")
})

# Pairs of fits that between them meet every kind of response and term.
glm_pairs <- function() {
  pairs <- list(
    mtcars = fit_both(am ~ wt + hp, data = mtcars),
    infert = fit_both(case ~ spontaneous + induced + age, data = infert),
    esoph = fit_both(cbind(ncases, ncontrols) ~ agegp + unclass(tobgp) + unclass(alcgp), data = esoph),
    titanic = fit_both(Survived ~ Class + Sex * Age, data = titanic_rows, weights = Freq),
    proportion = fit_both(dead / 20 ~ sex + dose, data = toxic, weights = rep(20, 12)),
    polynomial = fit_both(am ~ poly(mpg, 2), data = mtcars),
    offset = fit_both(case ~ induced + offset(age / 50), data = infert, offset = parity / 10),
    no_intercept = fit_both(case ~ 0 + education + age, data = infert),
    omitted = fit_both(am ~ hp, data = cars_with_gaps),
    excluded = fit_both(am ~ hp + wt, data = cars_with_gaps, na.action = na.exclude),
    factor_response = fit_both(engine ~ wt + gears, data = cars_with_gaps),
    logical_response = fit_both(vs == 1 ~ wt, data = cars_with_gaps, subset = hp < 200),
    aliased = fit_both(case ~ spontaneous + I(2 * spontaneous) + age, data = infert, epsilon = 1e-11)
  )
  if (requireNamespace("MASS", quietly = TRUE)) {
    birthwt <- MASS::birthwt
    pairs$birthwt <- fit_both(low ~ age + lwt + factor(race) * smoke + ht, data = birthwt)
  }
  pairs
}

# Every pair must agree on `what`, a function of one fit.
expect_as_glm <- function(what, pairs = glm_pairs(), tolerance = 1e-6) {
  for (i in seq_along(pairs)) {
    theirs <- suppressWarnings(what(pairs[[i]]$glm))
    expect_equal(what(pairs[[i]]$ours), theirs, tolerance = tolerance, info = names(pairs)[i])
  }
}
