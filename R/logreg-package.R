#' logreg: logistic regression that can be watched
#'
#' `logreg()` fits logistic regression and returns log-odds coefficients, odds and predictions.
#' Gradient descent with a learning rate, epochs and a recorded path stands beside Newton's method and
#' ends at the same coefficients as [stats::glm()]. Every fit says why it stopped and how far it still
#' is from the optimum, in standard errors: see [convergence()].
#'
#' @section Options:
#' - `logreg.threads`: threads of the numerical core, 2 by default. The answer has the same bits for
#'   any number.
#' - `logreg.isa`: the vector instructions that the core uses: `"auto"` for the best that the processor
#'   has, or `"baseline"`, `"avx2"`, `"avx512"`. For tests and measurements; answers may differ in the
#'   last digits.
#'
#' @keywords internal
#' @useDynLib logreg, .registration = TRUE
#' @importFrom Rcpp evalCpp
#' @importFrom stats AIC BIC add1 anova coef confint cooks.distance deviance dfbeta dfbetas drop1 effects
#' @importFrom stats extractAIC family fitted formula hatvalues influence logLik model.frame
#' @importFrom stats model.matrix nobs predict profile residuals rstandard rstudent simulate terms
#' @importFrom stats update vcov weights
#' @name logreg-package
NULL
