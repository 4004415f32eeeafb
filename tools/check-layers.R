# Knowledge flows one way: checks that no file of the core or of R/ reaches where it must not.
# Usage: Rscript tools/check-layers.R [root of the package]

source("tools/report.R")

# What the headers in each folder may include, besides their own folder. A folder that is not listed
# here may not exist: add it with what it may know. "folder/file.hpp" allows that one file.
may_include <- list(
  support = character(),
  kernel = "support",
  loss = c("kernel", "support"),
  penalty = c("kernel", "support"),
  data = c("kernel", "support"),
  objective = c("loss", "penalty", "data", "kernel", "support"),
  solver = c("objective/objective.hpp", "support"),
  fit = c("solver", "objective", "loss", "penalty", "data", "kernel", "support"),
  inference = c("fit", "solver", "objective", "loss", "penalty", "data", "kernel", "support")
)

# What the headers in a folder must not see even through the headers that they include.
must_not_reach <- list(solver = c("data", "loss", "penalty"))

umbrella <- "logreg.hpp"

# Headers that are not C++'s own: Eigen, and what threads and forks need.
outside_headers <- "^Eigen/|^unistd\\.h$|^pthread\\.h$|^sys/types\\.h$"

# Words by which C++ knows R.
r_words <- "\\b(Rcpp\\w*|SEXP\\w*|Rinternals|Rmath|R_ext|Rf_\\w+|R\\.h|R_\\w+\\()"

# Mathematics that belongs to the core, never to the conversions in src/.
model_words <- "\\b(exp|expm1|log|log1p|log2|pow|sqrt|llt|ldlt|LLT|LDLT|partialPivLu|householderQr)\\s*\\("

# ---- the C++ core ---------------------------------------------------------------------------------

headers_below <- function(core) {
  list.files(core, pattern = "\\.(h|hpp|ipp)$", recursive = TRUE)
}

without_comments <- function(lines) sub("//.*$", "", lines)

#' The #include lines of a file: number, the text between the marks, and whether it was in quotes.
includes_of <- function(path) {
  lines <- readLines(path, warn = FALSE)
  pattern <- "^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"].*$"
  at <- grep(pattern, lines)
  data.frame(
    line = at, target = sub(pattern, "\\2", lines[at]), quoted = sub(pattern, "\\1", lines[at]) == "\""
  )
}

#' "solver/../loss/loss.hpp" becomes "loss/loss.hpp".
without_dots <- function(path) {
  while (grepl("[^/.]+/\\.\\./", path)) path <- sub("[^/.]+/\\.\\./", "", path)
  gsub("(^|/)\\./", "\\1", path)
}

#' The core's own header that an #include names, as a path below the core; NA for any other header.
own_header <- function(target, header, known) {
  seen_from_here <- if (dirname(header) == ".") target else file.path(dirname(header), target)
  candidates <- c(without_dots(seen_from_here), sub("^logreg/", "", target))
  candidates[candidates %in% known][1L]
}

folder_of <- function(header) if (dirname(header) == ".") "" else sub("/.*", "", header)

is_allowed <- function(header, target) {
  from <- folder_of(header)
  if (from == "") return(header == umbrella)
  folder_of(target) %in% c(from, may_include[[from]]) || target %in% may_include[[from]]
}

complain_of_include <- function(core, header, known) {
  found <- includes_of(file.path(core, header))
  complaint <- function(i) {
    target <- found$target[i]
    own <- own_header(target, header, known)
    where <- sprintf("%s:%d includes %s", header, found$line[i], target)
    if (!is.na(own)) {
      if (!is_allowed(header, own)) sprintf("%s, which %s/ must not know", where, folder_of(header))
    } else if (found$quoted[i]) {
      sprintf("%s, which does not exist", where)
    } else if (grepl("[./]", target) && !grepl(outside_headers, target)) {
      sprintf("%s, neither C++'s own nor Eigen's", where)
    }
  }
  unlist(lapply(seq_len(nrow(found)), complaint))
}

#' Own headers that a header sees, through any number of steps.
reach_of <- function(core, header, known) {
  seen <- character()
  ahead <- header
  while (length(ahead)) {
    targets <- includes_of(file.path(core, ahead[1L]))$target
    own <- unlist(lapply(targets, own_header, header = ahead[1L], known = known))
    new <- setdiff(own[!is.na(own)], c(seen, ahead))
    seen <- c(seen, ahead[1L])
    ahead <- c(ahead[-1L], new)
  }
  setdiff(seen, header)
}

complain_of_reach <- function(core, header, known) {
  forbidden <- must_not_reach[[folder_of(header)]]
  reach <- reach_of(core, header, known)
  hits <- reach[vapply(reach, folder_of, "") %in% forbidden]
  if (length(hits)) sprintf("%s sees %s through what it includes", header, hits)
}

complain_of_words <- function(path, words, shown, why, prepare = identity) {
  lines <- prepare(readLines(path, warn = FALSE))
  at <- grep(words, lines, perl = TRUE)
  if (length(at)) sprintf("%s:%d %s: %s", shown, at, why, trimws(lines[at]))
}

complain_of_guard <- function(path, shown) {
  if (!any(grepl("^#pragma once", readLines(path, warn = FALSE)))) sprintf("%s has no #pragma once", shown)
}

core_outcomes <- function(root) {
  core <- file.path(root, "inst/include/logreg")
  known <- headers_below(core)
  over <- function(f) unlist(lapply(known, f))
  folders <- setdiff(unique(vapply(known, folder_of, "")), c("", names(may_include)))
  c(
    outcome_of("the core has headers and an umbrella", setdiff(umbrella, known)),
    outcome_of("the core's folders are known layers", sprintf("%s/ is not a layer", folders)),
    outcome_of("no header reaches up", over(function(h) complain_of_include(core, h, known))),
    outcome_of("solvers see neither data nor loss", over(function(h) complain_of_reach(core, h, known))),
    outcome_of("no header names R", over(function(h) {
      complain_of_words(file.path(core, h), r_words, h, "names R")
    })),
    outcome_of("every header has its guard", over(function(h) complain_of_guard(file.path(core, h), h)))
  )
}

# ---- src/: conversion only ------------------------------------------------------------------------

complain_of_conversion <- function(path) {
  complain_of_words(path, model_words, basename(path), "computes", without_comments)
}

src_outcomes <- function(root) {
  files <- list.files(file.path(root, "src"), "\\.(cpp|hpp|h)$", full.names = TRUE)
  files <- files[!basename(files) %in% c("RcppExports.cpp")]
  outcome_of("src/ only converts", if (!length(files)) "src/ is empty" else {
    unlist(lapply(files, complain_of_conversion))
  })
}

# ---- R/ -------------------------------------------------------------------------------------------

#' Every call in an R file, with the line of the expression at top level that it is in.
calls_in <- function(path) {
  expressions <- parse(path, keep.source = TRUE)
  lines <- vapply(attr(expressions, "srcref"), function(ref) as.integer(ref)[1L], 1L)
  walk <- function(e) {
    if (is.call(e)) c(list(e), unlist(lapply(as.list(e), walk), FALSE))
    else if (is.pairlist(e)) unlist(lapply(as.list(e), walk), FALSE)
  }
  calls <- lapply(expressions, walk)
  list(call = unlist(calls, FALSE), line = rep(lines, lengths(calls)))
}

called_name <- function(call) {
  head <- call[[1L]]
  if (is.name(head)) as.character(head)
  else if (is.call(head) && as.character(head[[1L]])[1L] == "::") as.character(head[[3L]])
  else ""
}

#' Nothing is attached, and no other package's inside is used.
complain_of_r_file <- function(path, imports) {
  found <- calls_in(path)
  name <- vapply(found$call, called_name, "")
  where <- sprintf("%s, in what starts at line %d:", basename(path), found$line)
  attaching <- name %in% c("library", "require", "attach")
  inside <- name == ":::"
  packages <- vapply(found$call, function(e) if (length(e) == 3L) deparse1(e[[2L]]) else "", "")
  outside <- name == "::" & !packages %in% imports
  c(
    sprintf("%s %s() attaches a package", where, name)[attaching],
    sprintf("%s ::: reaches inside a package", where)[inside],
    sprintf("%s %s is not in Imports or Suggests", where, vapply(found$call, deparse1, ""))[outside]
  )
}

r_outcomes <- function(root) {
  files <- list.files(file.path(root, "R"), "\\.R$", full.names = TRUE)
  description <- read.dcf(file.path(root, "DESCRIPTION"))
  fields <- intersect(c("Imports", "Suggests"), colnames(description))
  named <- trimws(unlist(strsplit(description[1L, fields], ",")))
  imports <- c("base", description[1L, "Package"], sub("\\s*\\(.*", "", named))
  outcome_of("R/ attaches nothing and stays outside other packages", if (!length(files)) "R/ is empty" else {
    unlist(lapply(files, complain_of_r_file, imports = imports))
  })
}

#' Names that R/ defines twice: the file that comes later in the alphabet would win in silence.
defined_twice <- function(root) {
  files <- list.files(file.path(root, "R"), "\\.R$", full.names = TRUE)
  assigned <- function(path) {
    top <- Filter(function(e) is.call(e) && identical(e[[1L]], quote(`<-`)) && is.name(e[[2L]]), as.list(parse(path)))
    vapply(top, function(e) as.character(e[[2L]]), "")
  }
  names <- unlist(lapply(files, assigned))
  unique(names[duplicated(names)])
}

#' R files without a test file of the same name; what is generated or only imports needs none.
untested <- function(root) {
  files <- setdiff(list.files(file.path(root, "R"), "\\.R$"), c("RcppExports.R", "logreg-package.R"))
  files[!file.exists(file.path(root, "tests/testthat", paste0("test-", files)))]
}

#' Headers of the core that no test sees, directly or through what it includes.
unseen <- function(root) {
  core <- file.path(root, "inst/include/logreg")
  known <- headers_below(core)
  tests <- list.files(file.path(root, "tests/cpp"), "^test_.*\\.cpp$", full.names = TRUE)
  direct <- sub("^logreg/", "", unlist(lapply(tests, function(path) includes_of(path)$target)))
  direct <- unique(direct[direct %in% known])
  setdiff(known, c(umbrella, direct, unlist(lapply(direct, function(h) reach_of(core, h, known)))))
}

test_file_outcomes <- function(root) {
  c(
    outcome_of("R/ defines every name once", defined_twice(root)),
    outcome_of("every R file has a test file of its name", untested(root)),
    outcome_of("every header of the core is seen by a test", unseen(root))
  )
}

layer_outcomes <- function(root = ".") {
  c(core_outcomes(root), src_outcomes(root), r_outcomes(root), test_file_outcomes(root))
}

if (started_as("check-layers.R")) {
  root <- c(commandArgs(TRUE), ".")[1L]
  finish(layer_outcomes(root))
}
