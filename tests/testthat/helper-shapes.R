# Models of every shape that a picture or a sentence must be right on, or refuse with a classed error that says why.
# Made once a session: the fits are small, but there are many tests that loop over them.
model_shapes <- local({
  made <- NULL
  function() {
    if (is.null(made)) made <<- make_model_shapes()
    made
  }
})

# 189 births of package MASS: a factor with three levels, an ordered one with four, columns with gaps.
shape_data <- function() {
  births <- MASS::birthwt
  births$race <- factor(births$race, labels = c("white", "black", "other"))
  births$visits <- factor(pmin(births$ftv, 3), labels = c("0", "1", "2", "3+"), ordered = TRUE)
  births$smokes <- births$smoke == 1
  births$trials <- rep(c(1, 2, 3), 63)
  births$weight_gap <- replace(births$lwt, c(3, 50, 120), NA)
  births
}

make_model_shapes <- function() {
  births <- shape_data()
  cancer <- reference_data("esoph")
  cancer$age <- as.numeric(factor(cancer$agegp))
  quasi <- data.frame(
    dose = c(1, 2, 3, 4, 5, 6, 7, 8, 2, 3, 5, 7), treated = factor(rep(c("no", "yes"), c(8, 4))),
    ill = c(0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1)
  )
  complete <- data.frame(dose = c(1, 2, 3, 4, 5, 6), age = c(3, 1, 2, 5, 4, 6), ill = c(0, 0, 0, 1, 1, 1))
  quiet <- function(fit) suppressWarnings(fit)
  list(
    one_number = logreg(low ~ lwt, data = births),
    two_numbers = logreg(low ~ lwt + age, data = births),
    several = logreg(low ~ lwt + age + smoke + race, data = births),
    factor_only = logreg(low ~ race, data = births),
    ordered = logreg(low ~ lwt + visits, data = births),
    contr_sum = logreg(low ~ lwt + race, data = births, contrasts = list(race = "contr.sum")),
    logical = logreg(low ~ lwt + smokes, data = births),
    log1p = logreg(low ~ log1p(lwt) + age, data = births),
    poly = logreg(low ~ poly(lwt, 2) + smoke, data = births),
    interaction = logreg(low ~ lwt * smoke + race, data = births),
    interaction_levels = logreg(low ~ lwt + smokes * race, data = births),
    offset = logreg(low ~ lwt + offset(age / 50), data = births),
    offset_argument = logreg(low ~ lwt, data = births, offset = age / 50),
    no_intercept = logreg(low ~ lwt - 1, data = births),
    intercept_only = logreg(low ~ 1, data = births),
    grouped = logreg(cbind(ncases, ncontrols) ~ age + alcgp, data = cancer),
    weights = logreg(low ~ lwt + age, data = births, weights = trials),
    gaps = logreg(low ~ weight_gap + age, data = births),
    excluded = logreg(low ~ weight_gap + age, data = births, na.action = na.exclude),
    response_in_words = logreg(ifelse(low == 1, "low", "normal") ~ lwt, data = births),
    matrix = logreg(x = as.matrix(births[c("lwt", "age")]), y = births$low),
    aliased = logreg(low ~ lwt + I(2 * lwt) + age, data = births),
    ridge = logreg(low ~ lwt + age + race, data = births, penalty = penalty_ridge(0.1)),
    firth = logreg(low ~ lwt + age + race, data = births, penalty = penalty_firth()),
    descent = quiet(logreg(low ~ lwt + age, data = births, solver = solver_gradient_descent(standardize = TRUE))),
    unconverged = quiet(logreg(low ~ lwt + age, data = births, solver = solver_gradient_descent(0.1, 3, standardize = TRUE))),
    quasi = quiet(logreg(ill ~ dose + treated, data = quasi)),
    complete = quiet(logreg(ill ~ dose + age, data = complete)),
    complete_descent = quiet(logreg(ill ~ dose + age, data = complete, solver = solver_gradient_descent(epochs = 500))),
    firth_separated = logreg(ill ~ dose + treated, data = quasi, penalty = penalty_firth())
  )
}
