# Normal equations in own C++ with threads. Factors are dummies, or absorbed: then neither their
# coefficients nor the errors of these are part of the answer, so it is no whole coefficient table.

# Without the factor n / (n - p), by which it enlarges variances on purpose.
plain <- function() fixest::ssc(K.adj = FALSE)

absorbed_formula <- function(case) {
  terms <- attr(stats::terms(case$formula), "term.labels")
  factors <- vapply(case$data[terms], is.factor, NA)
  right <- paste(paste(terms[!factors], collapse = " + "), "|", paste(terms[factors], collapse = " + "))
  stats::as.formula(paste("y ~", right))
}

feglm_of <- function(formula, case, setting) {
  # It refuses a fixef.tol of 1e-12.
  fit <- fixest::feglm(
    formula, case$data, family = stats::binomial(), glm.tol = setting, glm.iter = 100L,
    fixef.tol = max(setting, 1e-11), nthreads = bench_threads(), ssc = plain(), notes = FALSE
  )
  from_table(fixest::coeftable(fit))
}

has_both <- function(case) {
  has_factors(case) && any(vapply(case$data[attr(stats::terms(case$formula), "term.labels")], is.double, NA))
}

list(
  peer("feglm", "fixest", "table", function(case, setting) feglm_of(case$formula, case, setting),
       settings = c(1e-6, 1e-8, 1e-10, 1e-12), threads = bench_threads()),
  peer("feglm, factors absorbed", "fixest", "table",
       function(case, setting) feglm_of(absorbed_formula(case), case, setting),
       settings = c(1e-6, 1e-8, 1e-10), threads = bench_threads(), suits = has_both, partial = TRUE)
)
