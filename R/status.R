#' Status and conditions: what a fit can end as, and every class of error and warning
#'
#' What users can rely on. Programs can test these words and classes: they change only with a note in NEWS.
#'
#' @section How a fit ends:
#'   `convergence(fit)$reason`, and for `glm` tools `fit$converged`, which is `TRUE` for the first only.
#'   * `"converged"`: within the tolerance of the optimum, certified by the Newton decrement and by the proof of
#'     existence in [convergence()].
#'   * `"separated_complete"`, `"separated_quasi"`: there is no finite estimate, see [separation].
#'   * `"separation_undecided"`: the loss no longer falls, and the data are nearer to the border of separation than
#'     double precision can see.
#'   * `"max_iterations"`: the iterations or epochs ran out.
#'   * `"diverged"`: a descent rose above its start and found no better loss for 100 epochs; the best coefficients are
#'     returned.
#'   * `"numerical_failure"`: no step that lowers the objective could be computed.
#'   * `"interrupted"`: the user stopped it. An interrupt leaves [logreg()] by a condition of class `logreg_interrupt`
#'     that carries what was `reached`.
#'
#'   Dependent columns may come with any of them: their coefficients are `NA`, and `fit$aliased` and `print()` name the
#'   columns that they repeat.
#' @section Errors:
#'   Every error has the classes `logreg_error_<what>`, `logreg_error` and `error`. It carries what it is about, in
#'   fields such as `argument`, `column` and `row`.
#'   * `logreg_error_argument`: an argument has a value it cannot have, or is unknown (`argument`).
#'   * `logreg_error_formula`, `logreg_error_missing_variable`, `logreg_error_model_frame`: the formula, or a variable
#'     of it, cannot be used (`variable`).
#'   * `logreg_error_response`, `logreg_error_one_class`: the response cannot be read, or has one class only.
#'   * `logreg_error_column_type`, `logreg_error_column_names`, `logreg_error_not_finite`,
#'     `logreg_error_missing_value`, `logreg_error_all_missing`, `logreg_error_one_level`, `logreg_error_new_level`: a
#'     column cannot be used (`column`, and `row` where there is one).
#'   * `logreg_error_length`, `logreg_error_weights`, `logreg_error_no_rows`, `logreg_error_no_columns`: what the names
#'     say.
#'   * `logreg_error_separation`: the data are separated and `options(logreg.separation = "error")` (`fit`,
#'     `separation`, `convergence`). `logreg_error_separated`: something that needs finite coefficients was asked of a
#'     separated fit.
#'   * `logreg_error_rank_deficient`: dependent columns where they are not allowed. `logreg_error_not_nested`: fits that
#'     are to be compared are not one inside the other.
#'   * `logreg_error_penalized`, `logreg_error_not_available`, `logreg_error_plot`: the fit does not have what was
#'     asked for; the message says why.
#'   * `logreg_error_missing_package`: a package is needed and not installed (`package`).
#'   * `logreg_error_too_wide`, `logreg_error_memory`: the fit does not fit into memory.
#'   * `logreg_error_core`: the numerical core refused its input, which a check should have caught: please report it.
#' @section Warnings:
#'   Every warning has the classes `logreg_warning_<what>`, `logreg_warning` and `warning`.
#'   * `logreg_warning_undetermined`: a separated fit does not know what the log-odds of rows of `newdata` go to
#'     (`rows`).
#'   * `logreg_warning_separation`, `logreg_warning_not_converged`, `logreg_warning_diverged`: the fit is not at an
#'     optimum (`convergence`, and `separation` if there is one).
#'   * `logreg_warning_rank_deficient`: predictions of new rows count aliased coefficients as 0 (`columns`).
#'   * `logreg_warning_non_integer_successes`: counts that are not whole.
#'   * `logreg_warning_not_positive`: a two-way clustered covariance had negative eigenvalues, which were set to 0.
#'     `logreg_warning_limit_not_found`: a limit of the score test is missing (`columns`).
#'   * `logreg_warning_contrasts`, `logreg_warning_fewer_rows`: what was given is not used as it stands; the message
#'     says how.
#' @section Options:
#'   * `logreg.separation`: `"warning"`, `"error"` or `"silent"`, see [separation].
#'   * `logreg.threads`: threads of a pass, 2 by default. The answers are the same for any number.
#'   * `logreg.isa`: the vector instructions of the kernels, `"auto"` by default.
#' @seealso [convergence()], [separation]
#' @examples
#' found <- tryCatch(logreg(am ~ wt, data = transform(mtcars, wt = -Inf)), logreg_error = identity)
#' class(found)
#' found$column
#' @name status
NULL
