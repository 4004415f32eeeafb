# R CMD check --as-cran on the tarball that CRAN would get, without what needs the open internet.
# Fails on every error and warning, and on every note but "New submission" and the installed size.
# Usage: Rscript tools/check-package.R

source("tools/report.R")

check_folder <- "_build/check"

# Left out of the copy before R CMD build applies .Rbuildignore: large, and never part of the package.
not_copied <- c("_build", "demo", ".git")

without_internet <- c(
  "_R_CHECK_CRAN_INCOMING_REMOTE_=false", "_R_CHECK_CRAN_INCOMING_USE_ASPELL_=false",
  "_R_CHECK_SYSTEM_CLOCK_=false", "_R_CHECK_XREFS_REPOSITORIES_=", "NOT_CRAN=false"
)

allowed_notes <- c("CRAN incoming feasibility", "installed package size")

run_r <- function(arguments, environment = character()) {
  cores <- max(1L, parallel::detectCores(), na.rm = TRUE)
  status <- system2(file.path(R.home("bin"), "R"), c("CMD", arguments),
                    env = c(environment, paste0("MAKEFLAGS=-j", cores)))
  if (status != 0L && arguments[1L] == "build") stop("R CMD build failed", call. = FALSE)
}

build_tarball <- function(folder) {
  unlink(folder, recursive = TRUE)
  copy <- file.path(folder, "logreg")
  dir.create(copy, recursive = TRUE)
  file.copy(setdiff(list.files(all.files = TRUE, no.. = TRUE), not_copied), copy, recursive = TRUE, copy.date = TRUE)
  home <- setwd(folder)
  on.exit(setwd(home))
  run_r(c("build", "logreg"))
  list.files(pattern = "\\.tar\\.gz$")
}

check_tarball <- function(folder, tarball) {
  home <- setwd(folder)
  on.exit(setwd(home))
  manual <- if (!nzchar(Sys.which("pdflatex"))) "--no-manual"
  html <- if (!nzchar(Sys.which("tidy"))) "_R_CHECK_RD_VALIDATE_RD2HTML_=false"
  run_r(c("check", "--as-cran", manual, tarball), c(without_internet, html))
  readLines("logreg.Rcheck/00check.log", warn = FALSE)
}

#' The steps of a check log: each begins with a star, and what it found follows.
steps_of <- function(log) {
  starts <- grepl("^\\* ", log)
  split(log, cumsum(starts))
}

#' Does a new submission have nothing worse to say than that it is one?
only_new_submission <- function(step) {
  said <- step[-1L]
  all(!nzchar(trimws(said)) | grepl("^Maintainer:|^New submission", said))
}

step_outcome <- function(step) {
  title <- sub("^\\* (checking )?", "", step[1L])
  bad <- grepl("(ERROR|WARNING|FAILED)$", title) || any(grepl("^ *(ERROR|WARNING)\\b", step))
  name <- sub(" \\.\\.\\..*$", "", title)
  is_note <- grepl("NOTE$", title)
  allowed <- name %in% allowed_notes && (name != allowed_notes[1L] || only_new_submission(step))
  outcome(title, !bad && (!is_note || allowed), if (bad || is_note) step[-1L])
}

check_outcomes <- function() {
  tarball <- build_tarball(check_folder)
  log <- check_tarball(check_folder, tarball)
  ended <- any(grepl("^\\* DONE", log)) && any(grepl("^Status:", log))
  steps <- Filter(function(step) grepl("\\.\\.\\. |(ERROR|WARNING|NOTE)$", step[1L]), steps_of(log))
  c(outcome("R CMD check ran to its end", ended), unlist(lapply(steps, step_outcome), FALSE))
}

outcomes <- tryCatch(check_outcomes(), error = function(e) outcome("R CMD build", FALSE, conditionMessage(e)))
cat("\n")
finish(outcomes)
