# 37 models whose coefficients, standard errors and deviances were computed in 60-digit arithmetic, outside this
# package: the number of correct digits, at most 15. glm() stands beside it in a printed table.

helper <- reference_helper()

#' The deviance of the formula as its user sees it: of grouped rows where it is counts
score_model <- function(model, fitter, subject) {
  case <- helper$reference_model(model)
  case$data$row_weight <- if (is.null(case$weights)) rep(1, nrow(case$data)) else case$weights
  fit <- heard(fitter(case$formula, case$data))$value
  truth <- helper$reference_fit(model)
  # A perfect fit's deviance is 0; then digits are counted in units of 1.
  deviance_digits <- correct_digits(subject$deviance(fit), truth$deviance[[1L]], 1e6 * (abs(truth$deviance[[1L]]) < 1e-8))
  c(
    coefficient = min(correct_digits(subject$coef(fit), truth$estimate, truth$std_error)),
    error = min(correct_digits(sqrt(diag(subject$vcov(fit))), truth$std_error)), deviance = deviance_digits
  )
}

fit_with_logreg <- function(subject) {
  function(formula, data) subject$logreg(formula, data, weights = row_weight)
}

fit_with_glm <- function(formula, data) {
  environment(formula) <- environment()
  stats::glm(formula, stats::binomial(), data, weights = row_weight)
}

#' The table that is printed: digits of every model, by logreg() and by glm()
digits_of_models <- function(models, subject) {
  ours <- vapply(models, score_model, numeric(3L), fitter = fit_with_logreg(subject), subject = subject)
  theirs <- vapply(models, score_model, numeric(3L), fitter = fit_with_glm, subject = sound_subject())
  data.frame(model = models, logreg = t(ours), glm = t(theirs), row.names = NULL)
}

print_digits <- function(digits) {
  shown <- digits
  shown[-1L] <- lapply(shown[-1L], function(column) sprintf("%.1f", column))
  names(shown) <- c("correct digits", "coef", "error", "deviance", "glm coef", "glm error", "glm deviance")
  cat(utils::capture.output(print(shown, row.names = FALSE)), sep = "\n")
}

run_reference <- function(size, seed, subject) {
  models <- helper$reference_model_names()
  if (size < length(models)) models <- c("chdage", "beetle", "adv_C10_years", "adv_S6")[seq_len(size)]
  digits <- digits_of_models(models, subject)
  if (size >= length(models)) print_digits(digits)
  adversarial <- startsWith(models, "adv_")
  row <- function(what, values, limit) measured(paste("B", what), length(values), min(values), limit, TRUE)
  middle <- function(what, values, limit) measured(paste("B", what), length(values), stats::median(values), limit, TRUE)
  rbind(
    row("coefficients of real data, correct digits", digits$logreg.coefficient[!adversarial], 9),
    row("coefficients of adversarial data, correct digits", digits$logreg.coefficient[adversarial], 7),
    middle("coefficients, correct digits in the median", digits$logreg.coefficient, 13),
    row("standard errors of real data, correct digits", digits$logreg.error[!adversarial], 8),
    middle("standard errors, correct digits in the median", digits$logreg.error, 12),
    row("deviances, correct digits", digits$logreg.deviance, 12)
  )
}

battery(
  "Reference fits", c(small = 37, full = 37, fault = 4), run_reference,
  faults = list(
    "coefficients that end after 8 digits" = off_by(1e-8),
    "standard errors one step old" = function(subject) sound_subject(vcov = function(fit) stats::vcov(fit) * (1 + 1e-7)),
    "a deviance of 11 digits" = function(subject) sound_subject(deviance = function(fit) stats::deviance(fit) * (1 + 1e-11))
  )
)
