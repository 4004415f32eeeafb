# The certificate of certificates: logistic regression is convex, so that an answer is right exactly if the score
# vanishes there. Taken of every fit that any battery made and that says it has converged.

run_score <- function(size, seed, subject) {
  helper <- reference_helper()
  for (model in utils::head(helper$reference_model_names(), size)) {
    case <- helper$reference_model(model)
    heard(subject$logreg(case$formula, case$data))
  }
  scores <- stats::na.omit(subject$notes$scores)
  rounded <- stats::na.omit(subject$notes$rounded)
  rbind(
    measured("F score at the answer of every converged fit of these batteries, in units of its tolerance (Newton: 1e-10)", length(scores), max(scores), 1),
    measured("F the same where rounding ended the fit, in units of the distance that it states", length(rounded), max(rounded, 0), 1)
  )
}

battery(
  "Score test", c(small = 37, full = 37, fault = 5), run_score, last = TRUE,
  faults = list("coefficients that end after 8 digits" = off_by(1e-8), "stopped and called converged" = function(subject) {
    sound_subject(logreg = function(...) {
      fit <- suppressWarnings(logreg::logreg(..., max_iterations = 3))
      fit$convergence$reason <- "converged"
      fit
    })
  })
)
