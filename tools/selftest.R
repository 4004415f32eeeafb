# A check that cannot fail is worthless: plants one fault at a time in a small copy of the package's
# shape and expects the check that guards against it to fail, and the copy without a fault to pass.
# Usage: Rscript tools/selftest.R

source("tools/check-layers.R")
source("tools/check-docs.R")
source("tools/prove.R")

write_file <- function(root, path, ...) {
  dir.create(dirname(file.path(root, path)), recursive = TRUE, showWarnings = FALSE)
  writeLines(c(...), file.path(root, path))
}

header <- function(...) c("#pragma once", sprintf("#include %s", c(...)))

#' A package in small, without faults.
plant_package <- function() {
  root <- file.path(tempfile(), "planted")
  core <- function(path, ...) write_file(root, file.path("inst/include/logreg", path), header(...))
  core("support/types.hpp", "<vector>", "<Eigen/Core>")
  core("kernel/softplus.hpp", "\"../support/types.hpp\"")
  core("loss/loss.hpp", "\"../support/types.hpp\"")
  core("penalty/penalty.hpp", "\"../support/types.hpp\"")
  core("data/design.hpp", "\"../support/types.hpp\"")
  core("objective/objective.hpp", "\"../support/types.hpp\"")
  core("objective/linear.hpp", "\"objective.hpp\"", "\"../loss/loss.hpp\"", "<logreg/data/design.hpp>")
  core("solver/newton.hpp", "\"../objective/objective.hpp\"")
  core("fit/fit.hpp", "\"../solver/newton.hpp\"", "\"../objective/linear.hpp\"")
  core("inference/information.hpp", "\"../fit/fit.hpp\"")
  core("logreg.hpp", "\"inference/information.hpp\"")
  write_file(root, "src/r_fit.cpp", "#include <logreg/logreg.hpp>", "// exp() lives in the core")
  write_file(root, "R/fit.R", "fit <- function(x) stats::setNames(x, \"a\")")
  write_file(root, "tests/testthat/test-fit.R", "test_that(\"\", {})")
  write_file(root, "tests/cpp/test_fit.cpp", "#include \"logreg/inference/information.hpp\"",
             "#include \"logreg/kernel/softplus.hpp\"", "#include \"logreg/penalty/penalty.hpp\"")
  write_file(root, "DESCRIPTION", "Package: planted", "Version: 1.2.3", "Imports: stats, cli (>= 3.0)")
  write_file(root, "NEWS.md", "# logreg 1.2.3", "First.")
  write_file(root, "NAMESPACE", "export(fit)")
  write_file(root, "man/fit.Rd", "\\name{fit}\\alias{fit}\\title{Fit}\\description{A fit.}",
             "\\value{Numbers.}\\examples{fit(1)}")
  root
}

#' Faults for the layer check: the outcome that must fail, the file, and what is put there.
layer_faults <- list(
  list("the core has headers and an umbrella", "inst/include/logreg/logreg.hpp", NULL),
  list("the core's folders are known layers", "inst/include/logreg/utilities/all.hpp", header("<vector>")),
  list("no header reaches up", "inst/include/logreg/loss/loss.hpp", header("\"../data/design.hpp\"")),
  list("no header reaches up", "inst/include/logreg/support/types.hpp", header("<logreg/fit/fit.hpp>")),
  list("no header reaches up", "inst/include/logreg/data/design.hpp", header("\"../penalty/penalty.hpp\"")),
  list("no header reaches up", "inst/include/logreg/solver/newton.hpp", header("\"../objective/linear.hpp\"")),
  list("no header reaches up", "inst/include/logreg/kernel/softplus.hpp", header("\"../logreg.hpp\"")),
  list("no header reaches up", "inst/include/logreg/fit/fit.hpp", header("\"../fit/gone.hpp\"")),
  list("no header reaches up", "inst/include/logreg/fit/fit.hpp", header("<curl/curl.h>")),
  list("solvers see neither data nor loss", "inst/include/logreg/objective/objective.hpp", header("\"../loss/loss.hpp\"")),
  list("no header names R", "inst/include/logreg/fit/fit.hpp", header("<Rcpp.h>")),
  list("no header names R", "inst/include/logreg/fit/fit.hpp", c("#pragma once", "struct SEXPREC;")),
  list("no header names R", "inst/include/logreg/fit/fit.hpp", c("#pragma once", "  R_CheckUserInterrupt();")),
  list("every header has its guard", "inst/include/logreg/fit/fit.hpp", "int x;"),
  list("src/ only converts", "src/r_fit.cpp", "const auto factor = hessian.llt();"),
  list("src/ only converts", "src/r_fit.cpp", "double p = 1 / (1 + std::exp(-eta));"),
  list("src/ only converts", "src/r_fit.cpp", NULL),
  list("R/ attaches nothing and stays outside other packages", "R/fit.R", "f <- function() library(stats)"),
  list("R/ attaches nothing and stays outside other packages", "R/fit.R", "f <- function(x = cli:::inside) x"),
  list("R/ attaches nothing and stays outside other packages", "R/fit.R", "f <- function() MASS::glm.nb()"),
  list("R/ attaches nothing and stays outside other packages", "R/fit.R", NULL),
  list("R/ defines every name once", "R/odds.R", c("odds <- function(p) p", "odds <- 1")),
  list("every R file has a test file of its name", "R/odds.R", "odds <- function(p) p / (1 - p)"),
  list("every header of the core is seen by a test", "inst/include/logreg/data/design_dense.hpp", header("<vector>"))
)

page <- "every exported function has a page with description, value and examples"
doc_faults <- list(
  list(page, "NAMESPACE", c("export(fit)", "export(odds)")),
  list(page, "man/fit.Rd", "\\name{fit}\\alias{fit}\\title{Fit}\\description{A fit.}\\value{Numbers.}"),
  list(page, "man/fit.Rd", "\\name{fit}\\alias{fit}\\title{Fit}\\description{A fit.}\\value{}\\examples{fit(1)}"),
  list("NEWS.md and DESCRIPTION agree on the version", "NEWS.md", "# logreg 1.2.2")
)

page_outcomes <- function(root) {
  c(attempt(page, complain_of_pages(root)),
    attempt("NEWS.md and DESCRIPTION agree on the version", complain_of_version(root)))
}

#' Does exactly the expected outcome fail when the fault is planted?
fault_is_found <- function(fault, checks) {
  root <- plant_package()
  on.exit(unlink(dirname(root), recursive = TRUE))
  if (is.null(fault[[3L]])) unlink(file.path(root, fault[[2L]])) else write_file(root, fault[[2L]], fault[[3L]])
  outcomes <- checks(root)
  failed <- vapply(outcomes[results_of(outcomes) == "failed"], `[[`, "", "check")
  fault[[1L]] %in% failed
}

complain_of_clean <- function(checks) {
  outcomes <- checks(plant_package())
  unlist(lapply(outcomes[results_of(outcomes) != "passed"], function(one) c(one$check, one$detail)))
}

complain_of_faults <- function(faults, checks) {
  found <- vapply(faults, fault_is_found, NA, checks = checks)
  missed <- faults[!found]
  if (length(missed)) {
    sprintf("\"%s\" did not fail on: %s", vapply(missed, `[[`, "", 1L), vapply(missed, function(fault) {
      paste(fault[[2L]], paste(fault[[3L]], collapse = " / "), sep = ": ")
    }, ""))
  }
}

#' A registry and a namespace that disagree in every way the check of defaults knows.
complain_of_blind_defaults <- function() {
  space <- new.env()
  space$solver_newton <- function(tolerance = 1e-10, rate = NULL) NULL
  registry <- function(option, default) data.frame(solver = "newton", option = option, default = default)
  complaints <- function(registry) complain_of_solver(registry$solver[1L], registry, space)
  right <- registry(c("tolerance", "rate"), c(1e-10, NA))
  wrong <- list(
    registry(c("tolerance", "rate"), c(1e-9, NA)), registry(c("tolerance", "rate"), c(1e-10, 1)),
    registry("tolerance", 1e-10), registry(c("tolerance", "rate", "memory"), c(1e-10, NA, 10)),
    data.frame(solver = "adam", option = "tolerance", default = 1e-10)
  )
  missed <- lengths(lapply(wrong, complaints)) == 0L
  c(complaints(right), sprintf("wrong registry %d was not noticed", which(missed)))
}

#' Does the runner of the batteries see which of these are sound, and which can pass without being so?
complain_of_runner <- function() {
  tools <- new.env(parent = globalenv())
  sys.source(file.path("tests", "prove", "support.R"), tools)
  tools$sound_subject <- function(...) list(answer = 42)
  wrong <- function(subject) list(answer = 41)
  judge <- function(size, seed, subject) tools$measured("answers", 1L, abs(subject$answer - 42), 0.5)
  sizes <- c(small = 1, full = 1, fault = 1)
  batteries <- list(
    sound = tools$battery("", sizes, judge, list(wrong = wrong)),
    blind = tools$battery("", sizes, function(size, seed, subject) tools$measured("answers", 1L, 0, 0.5), list(wrong = wrong)),
    broken = tools$battery("", sizes, function(size, seed, subject) stop("broken"), list(wrong = wrong)),
    empty = tools$battery("", sizes, function(size, seed, subject) tools$measured("answers", 0L, 0, 0.5), list(wrong = wrong)),
    unmeasured = tools$battery("", sizes, function(size, seed, subject) tools$measured("answers", 1L, NaN, 0.5), list(wrong = wrong))
  )
  complained <- lengths(lapply(batteries, function(one) complain_of_blind_battery(tools, one))) > 0L
  passed <- vapply(batteries, function(one) isTRUE(rows_of(tools, one, 1, list(answer = 42))$passed), NA)
  c(
    sprintf("the battery \"%s\" was judged wrongly", names(batteries)[complained != (names(batteries) != "sound")]),
    sprintf("the battery \"%s\" passed or failed wrongly", names(batteries)[passed != names(batteries) %in% c("sound", "blind")])
  )
}

selftest_outcomes <- function() {
  c(
    attempt("the layer check passes a package without faults", complain_of_clean(layer_outcomes)),
    attempt("the layer check finds every planted fault", complain_of_faults(layer_faults, layer_outcomes)),
    attempt("the docs check passes a package without faults", complain_of_clean(page_outcomes)),
    attempt("the docs check finds every planted fault", complain_of_faults(doc_faults, page_outcomes)),
    attempt("the check of defaults notices each difference", complain_of_blind_defaults()),
    attempt("the batteries' runner notices a battery that cannot fail, or has not measured", complain_of_runner())
  )
}

if (started_as("selftest.R")) finish(selftest_outcomes())
