# Says whether the documentation tells the truth: every exported function is explained and shown,
# versions agree, defaults stand in one place only, and man/ is what the comments in R/ give.
# Usage: Rscript tools/check-docs.R [root of the package]; needs the package in _build/library.

source("tools/report.R")

rd_tags <- function(rd) vapply(rd, function(part) attr(part, "Rd_tag"), "")

text_of <- function(part) paste(unlist(part), collapse = "")

#' What one help page has: the names it answers to and which sections are there and not empty.
read_page <- function(path) {
  rd <- tools::parse_Rd(path)
  tags <- rd_tags(rd)
  has <- function(tag) any(nzchar(trimws(vapply(rd[tags == tag], text_of, ""))))
  list(
    file = basename(path), aliases = trimws(vapply(rd[tags == "\\alias"], text_of, "")),
    description = has("\\description"), value = has("\\value"), examples = has("\\examples"),
    internal = any(grepl("internal", vapply(rd[tags == "\\keyword"], text_of, "")))
  )
}

exported_functions <- function(root) {
  space <- parseNamespaceFile(basename(normalizePath(root)), dirname(normalizePath(root)))
  setdiff(space$exports, reexported(root))
}

#' Names that the package only passes on: their own package documents them.
reexported <- function(root) {
  space <- parseNamespaceFile(basename(normalizePath(root)), dirname(normalizePath(root)))
  imported <- unlist(lapply(space$imports, function(entry) if (length(entry) > 1L) entry[[2L]]))
  intersect(imported, space$exports)
}

complain_of_page <- function(name, pages) {
  page <- Filter(function(page) name %in% page$aliases, pages)
  if (!length(page)) return(sprintf("%s() has no help page", name))
  parts <- c("description", "value", "examples")
  lacking <- parts[!unlist(page[[1L]][parts])]
  if (length(lacking)) sprintf("%s: %s() has no %s", page[[1L]]$file, name, lacking)
}

complain_of_pages <- function(root) {
  pages <- lapply(list.files(file.path(root, "man"), "\\.Rd$", full.names = TRUE), read_page)
  exports <- exported_functions(root)
  if (!length(exports)) return("NAMESPACE exports no function")
  unlist(lapply(exports, complain_of_page, pages = pages))
}

complain_of_version <- function(root) {
  version <- read.dcf(file.path(root, "DESCRIPTION"), "Version")[[1L]]
  heading <- grep("^# ", readLines(file.path(root, "NEWS.md"), warn = FALSE), value = TRUE)[1L]
  if (!grepl(paste0("# logreg ", version), heading, fixed = TRUE)) {
    sprintf("DESCRIPTION has version %s, NEWS.md begins with \"%s\"", version, heading)
  }
}

# ---- defaults: R's solver_*() against the core's registry -------------------------------------------

#' The registry's default as R writes it: NA stands for a value derived from the data, NULL in R.
complain_of_default <- function(solver, option, default, formals) {
  if (!option %in% names(formals)) return(sprintf("solver_%s() has no argument %s", solver, option))
  here <- eval(formals[[option]])
  same <- if (is.na(default)) is.null(here) else length(here) == 1L && as.numeric(here) == default
  if (!same) sprintf("solver_%s(%s = %s), but the core has %s", solver, option, deparse1(here), format(default, digits = 15))
}

complain_of_solver <- function(solver, registry, space) {
  maker <- paste0("solver_", solver)
  if (!exists(maker, space, inherits = FALSE)) return(sprintf("the core has %s, but there is no %s()", solver, maker))
  formals <- formals(get(maker, space))
  rows <- registry[registry$solver == solver, ]
  extra <- setdiff(names(formals), c(rows$option, "..."))
  c(
    unlist(Map(complain_of_default, solver, rows$option, as.numeric(rows$default), MoreArgs = list(formals = formals))),
    if (length(extra)) sprintf("%s(%s) is not an option in the core", maker, extra)
  )
}

complain_of_defaults <- function(space, registry) {
  solvers <- unique(registry$solver)
  makers <- grep("^solver_", getNamespaceExports(space), value = TRUE)
  unknown <- setdiff(makers, paste0("solver_", solvers))
  c(
    if (!length(solvers)) "the core's registry is empty",
    if (length(unknown)) sprintf("%s() has no solver in the core", unknown),
    unlist(lapply(solvers, complain_of_solver, registry = registry, space = space))
  )
}

# ---- man/ against R/ --------------------------------------------------------------------------------

#' roxygen2's release decides how a page looks, so only the one that DESCRIPTION names can compare.
roxygen_is_there <- function(root) {
  wanted <- read.dcf(file.path(root, "DESCRIPTION"), "RoxygenNote")[[1L]]
  requireNamespace("roxygen2", quietly = TRUE) && utils::packageVersion("roxygen2") == wanted
}

#' The package written anew by roxygen2 in a copy, with the installed package in place of a build.
document_copy <- function(root, library) {
  copy <- file.path(tempfile(), "logreg")
  dir.create(copy, recursive = TRUE)
  file.copy(file.path(root, c("DESCRIPTION", "NAMESPACE", "R", "man", "data")), copy, recursive = TRUE)
  code <- sprintf(
    ".libPaths(c(%s, .libPaths())); roxygen2::roxygenise(%s, load_code = roxygen2::load_installed)",
    deparse1(normalizePath(library)), deparse1(copy)
  )
  log <- tempfile()
  status <- system2(file.path(R.home("bin"), "Rscript"), c("--no-save", "-e", shQuote(code)), stdout = log, stderr = log)
  if (status != 0L) stop(paste(utils::tail(readLines(log), 10L), collapse = "\n"))
  copy
}

complain_of_man <- function(root, copy) {
  files <- c("NAMESPACE", file.path("man", union(
    list.files(file.path(root, "man"), "\\.Rd$"), list.files(file.path(copy, "man"), "\\.Rd$")
  )))
  same <- vapply(files, function(file) {
    identical(unname(tools::md5sum(file.path(root, file))), unname(tools::md5sum(file.path(copy, file))))
  }, NA)
  if (!all(same)) sprintf("%s is not what R/ gives: run make document", files[!same])
}

man_outcome <- function(root, library) {
  check <- "man/ and NAMESPACE are up to date"
  if (!roxygen_is_there(root)) {
    return(outcome(check, NA, "roxygen2, in the release that DESCRIPTION names, is not installed"))
  }
  attempt(check, complain_of_man(root, document_copy(root, library)))
}

doc_outcomes <- function(root = ".", library = "_build/library") {
  c(
    attempt("every exported function has a page with description, value and examples", complain_of_pages(root)),
    attempt("NEWS.md and DESCRIPTION agree on the version", complain_of_version(root)),
    attempt("solver defaults are the core's", {
      space <- loadNamespace("logreg", lib.loc = library)
      complain_of_defaults(space, space$solver_registry())
    }),
    man_outcome(root, library)
  )
}

if (started_as("check-docs.R")) {
  root <- c(commandArgs(TRUE), ".")[1L]
  finish(doc_outcomes(root))
}
