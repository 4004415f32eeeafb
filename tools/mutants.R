# Mutation testing of the core's kernels and solvers: plants one small fault at a time (an operator, a constant, a
# comparison) in a copy of inst/include/logreg and lets the core's tests look for it.
# Usage: Rscript tools/mutants.R [--count=150] [--seed=1]
#
# A mutant that does not compile is not counted. Killed: a test fails, crashes or takes too long. First come the test
# files that include the header themselves, then all of them in two units, as tests/cpp/Makefile does; without
# sanitizers and optimisation, because time goes into compiling. What is left meets its own test files once more under the
# sanitizers, which see what is read beyond an end. Results are appended to tests/prove/mutants.csv, so that
# a run that was stopped goes on where it was; a result counts as long as the line it is about is as it was.

source("tools/test-core.R")

mutant_folder <- file.path("_build", "mutants")
mutant_results <- file.path("tests", "prove", "mutants.csv")
least_share <- 85
least_count <- 100 # below it a share says little

#' Headers whose arithmetic is put to the test
mutated_headers <- function() {
  folders <- file.path("inst/include/logreg", c("kernel", "loss", "objective", "penalty", "solver", "fit", "inference"))
  files <- list.files(folders, "[.](hpp|inl)$", full.names = TRUE)
  c(files, file.path("inst/include/logreg/support", c("stable_math.hpp", "cholesky.hpp", "decompositions.inl")))
}

#' What becomes of what: a pattern, its replacement. Spaces keep templates and pointers out of it.
replacements <- list(
  c(" \\+ ", " - "), c(" - ", " + "), c(" \\* ", " / "), c(" / ", " * "), c(" \\+= ", " -= "), c(" -= ", " += "), c(" \\*= ", " /= "),
  c(" < ", " <= "), c(" <= ", " < "), c(" > ", " >= "), c(" >= ", " > "), c(" < ", " > "), c(" > ", " < "), c(" == ", " != "), c(" != ", " == "),
  c(" && ", " || "), c(" \\|\\| ", " && "), c("std::max\\(", "std::min("), c("std::min\\(", "std::max("), c("\\btrue\\b", "false"), c("\\bfalse\\b", "true"),
  c("\\b0[.]5\\b", "0.25"), c("\\b1[.]0\\b", "2.0"), c("\\b2[.]0\\b", "1.0"), c("\\b0[.]0\\b", "1.0"), c("\\b1e-([0-9]+)\\b", "1e-1"), c("\\b0[.]9\\b", "1.5"),
  c("\\b0[.]1\\b", "0.9"), c("(?<=[-+*/=<>(] )\\b2\\b", "3"), c("(?<=[-+*/=<>(] )\\b1\\b", "2"), c("(?<=[-+*/=<>(] )\\b0\\b", "1"), c("std::abs\\(", "("), c("= -", "= ")
)

#' Is this line code that could calculate?
calculates <- function(line) {
  !grepl("^\\s*(//|///|\\*|#|template|using |namespace |static_assert|require\\(|throw |class |struct )", line) & !grepl("\"", line)
}

#' Every fault that could be planted in a file
mutants_of_file <- function(file) {
  lines <- readLines(file)
  code <- sub("//.*$", "", lines)
  found <- lapply(which(calculates(lines)), function(number) {
    do.call(rbind, lapply(replacements, function(pair) {
      at <- gregexpr(pair[[1L]], code[[number]], perl = TRUE)[[1L]]
      if (at[[1L]] == -1L) return(NULL)
      data.frame(file = file, line = number, column = as.integer(at), from = substring(code[[number]], at, at + attr(at, "match.length") - 1L), to = pair[[2L]], text = trimws(lines[[number]]))
    }))
  })
  do.call(rbind, found)
}

all_mutants <- function() do.call(rbind, lapply(mutated_headers(), mutants_of_file))

key_of <- function(mutants) paste(mutants$file, mutants$text, mutants$column, mutants$from, mutants$to)

#' A copy of what the tests are made from, whole again before every mutant
fresh_copy <- function() {
  work <- file.path(mutant_folder, "work")
  unlink(work, recursive = TRUE)
  for (part in c("inst", "src", "tests")) dir.create(file.path(work, part), recursive = TRUE)
  file.copy("inst/include", file.path(work, "inst"), recursive = TRUE)
  file.copy(list.files("src", "^(kernels_.*|decompositions)[.]cpp$", full.names = TRUE), file.path(work, "src"))
  file.copy("tests/cpp", file.path(work, "tests"), recursive = TRUE)
  work
}

plant <- function(mutant, work) {
  path <- file.path(work, mutant$file)
  lines <- readLines(path)
  line <- lines[[mutant$line]]
  after <- substring(line, mutant$column + nchar(mutant$from))
  lines[[mutant$line]] <- paste0(substring(line, 1L, mutant$column - 1L), mutant$to, after)
  writeLines(lines, path)
}

flags <- function(work) {
  c("-std=c++17", "-w", "-pthread", paste0("-I", work, "/inst/include"), "-isystem", system.file("include", package = "RcppEigen", mustWork = TRUE))
}

#' clang++, where there is one, compiles Eigen without optimisation two to four times as fast as g++
mutant_compiler <- function() {
  clang <- Sys.which("clang++")
  if (nzchar(clang)) unname(clang) else compiler()
}

run_compiler <- function(arguments, name = mutant_compiler()) {
  compiler <- strsplit(name, " ")[[1L]]
  system2(compiler[[1L]], c(compiler[-1L], arguments), stdout = FALSE, stderr = FALSE) == 0L
}

compile <- function(source, object, work, optimise = "-O0", name = mutant_compiler()) {
  run_compiler(c(flags(work), optimise, "-c", source, "-o", object), name)
}

# For R's own compiler: clang's sanitizers are a package of their own.
sanitize <- c("-fsanitize=address,undefined", "-fno-sanitize-recover=all")

#' doctest's main program and what src/ compiles of the core; that once more where it is what is mutated
shared_objects <- function(work, folder, core_too) {
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  sources <- c(file.path(work, "tests/cpp/main.cpp"), list.files(file.path(work, "src"), "[.]cpp$", full.names = TRUE))
  if (!core_too && folder != file.path(mutant_folder, "sound")) return(Sys.glob(file.path(mutant_folder, "sound", "*.o")))
  objects <- file.path(folder, paste0(sub("[.]cpp$", "", basename(sources)), ".o"))
  made <- mapply(function(source, object) compile(source, object, work, if (grepl("kernels_", source)) "-O2" else "-O0"), sources, objects)
  if (all(made)) objects
}

#' Test files that include the header, itself or by way of a helper of the tests
direct_tests <- function(header) {
  tests <- list.files("tests/cpp", "^test_.*[.]cpp$")
  name <- sub("^inst/include/", "", header)
  includes <- vapply(tests, function(test) any(grepl(name, readLines(file.path("tests/cpp", test)), fixed = TRUE)), NA)
  own <- paste0("test_", sub("[.](hpp|inl)$", "", basename(header)), ".cpp")
  if (grepl("/kernel/", header)) tests[tests %in% c("test_kernels.cpp", "test_kernel_values.cpp")] else unique(c(intersect(own, tests), tests[includes]))
}

#' All tests in two units, as tests/cpp/Makefile makes them
unit_files <- function(work) {
  tests <- list.files(file.path(work, "tests/cpp"), "^test_.*[.]cpp$", full.names = TRUE)
  of_fits <- vapply(tests, function(test) any(grepl("\"logreg/fit/", readLines(test), fixed = TRUE)), NA)
  files <- file.path(work, c("of_parts.cpp", "of_fits.cpp"))
  include <- function(tests) sprintf("#include \"%s\"", normalizePath(tests))
  writeLines(include(tests[!of_fits]), files[[1L]])
  writeLines(include(tests[of_fits]), files[[2L]])
  files
}

#' "compiles not", "killed" or "survived", by sources that become one program
fate_of_program <- function(sources, work, shared, seconds, extra = character(), name = mutant_compiler()) {
  objects <- sub("[.]cpp$", ".o", sources)
  compile_one <- function(i) compile(sources[[i]], objects[[i]], work, c("-O0", extra), name)
  made <- unlist(parallel::mclapply(seq_along(sources), compile_one, mc.cores = 2L))
  program <- file.path(work, "program")
  if (!all(made) || !run_compiler(c("-pthread", extra, objects, shared, "-o", program), name)) return("compiles not")
  status <- suppressWarnings(system2(program, "--abort-after=1", stdout = FALSE, stderr = FALSE, timeout = seconds))
  if (status == 0L) "survived" else "killed"
}

#' The tests of a header, and the kernels, under the sanitizers
fate_under_sanitizers <- function(mutant, work, seconds) {
  sources <- c(list.files(file.path(work, "src"), "[.]cpp$", full.names = TRUE), file.path(work, "tests/cpp/main.cpp"))
  objects <- paste0(sources, ".sanitized.o")
  compile_one <- function(i) compile(sources[[i]], objects[[i]], work, c(if (grepl("kernels_", sources[[i]])) "-O2" else "-O0", sanitize), compiler())
  made <- unlist(parallel::mclapply(seq_along(sources), compile_one, mc.cores = 2L))
  if (!all(made)) return(c(fate = "survived", by = ""))
  for (test in direct_tests(mutant$file)) {
    fate <- fate_of_program(file.path(work, "tests/cpp", test), work, objects, seconds, sanitize, compiler())
    if (fate == "killed") return(c(fate = fate, by = paste(test, "under the sanitizers")))
  }
  c(fate = "survived", by = "")
}

#' What becomes of one mutant (NULL: the sound core), and which test killed it
fate_of_mutant <- function(mutant, seconds = 300) {
  work <- fresh_copy()
  if (!is.null(mutant)) plant(mutant, work)
  in_kernels <- is.null(mutant) || grepl("/kernel/|/support/", mutant$file)
  folder <- file.path(mutant_folder, if (is.null(mutant)) "sound" else "shared")
  shared <- shared_objects(work, folder, in_kernels)
  if (is.null(shared)) return(c(fate = "compiles not", by = ""))
  for (test in if (!is.null(mutant)) direct_tests(mutant$file)) {
    fate <- fate_of_program(file.path(work, "tests/cpp", test), work, shared, seconds)
    if (fate != "survived") return(c(fate = fate, by = test))
  }
  fate <- fate_of_program(unit_files(work), work, shared, seconds)
  if (fate == "survived" && !is.null(mutant)) return(fate_under_sanitizers(mutant, work, seconds))
  c(fate = fate, by = if (fate == "killed") "all tests" else "")
}

#' Tests that fail without a fault, or pass with a gross one, would say nothing of the mutants
check_the_checker <- function() {
  message("The sound core first, then a gross fault.")
  if (fate_of_mutant(NULL)[["fate"]] != "survived") stop_plainly("The core's tests fail without a mutant.")
  all <- mutants_of_file("inst/include/logreg/support/stable_math.hpp")
  gross <- all[all$text == "return std::max(eta, 0.0) + std::log1p(std::exp(-std::abs(eta)));" & all$from == " + ", ]
  if (nrow(gross) != 1L || fate_of_mutant(gross)[["fate"]] != "killed") stop_plainly("The core's tests pass with a gross fault.")
}

read_results <- function() {
  if (file.exists(mutant_results)) utils::read.csv(mutant_results, colClasses = "character") else NULL
}

#' Results about lines that are still as they were
current_results <- function() {
  results <- read_results()
  if (is.null(results)) return(NULL)
  results[key_of(results) %in% key_of(all_mutants()), ]
}

run_mutants <- function(count, seed) {
  mutants <- all_mutants()
  set.seed(seed)
  chosen <- mutants[sample(nrow(mutants), min(count, nrow(mutants))), ]
  known <- key_of(current_results() %||% chosen[0L, ])
  chosen <- chosen[!key_of(chosen) %in% known, ]
  message(sprintf("%d of %d possible mutants are left to try.", nrow(chosen), nrow(mutants)))
  if (nrow(chosen)) check_the_checker()
  for (i in seq_len(nrow(chosen))) {
    mutant <- chosen[i, ]
    started <- Sys.time()
    fate <- fate_of_mutant(mutant)
    seconds <- round(as.numeric(difftime(Sys.time(), started, units = "secs")))
    row <- cbind(mutant, fate = fate[["fate"]], by = fate[["by"]], seconds = seconds, note = "")
    fresh <- !file.exists(mutant_results)
    utils::write.table(row, mutant_results, sep = ",", row.names = FALSE, col.names = fresh, append = !fresh, qmethod = "double")
    cat(sprintf("%3d  %-12s %4.0f s  %s:%d  \"%s\" -> \"%s\"  %s\n", i, fate[["fate"]], seconds, mutant$file, mutant$line, mutant$from, mutant$to, fate[["by"]]))
  }
}

`%||%` <- function(left, right) if (is.null(left)) right else left

#' The scorecard's row: the share of compiling mutants that were killed
mutant_row <- function(tools) {
  what <- "N mutants of kernels and solvers that the core's tests kill, per cent"
  results <- current_results()
  results <- results[results$fate != "compiles not", ]
  if (is.null(results) || nrow(results) < least_count) {
    why <- sprintf("%d killed of %d so far; a share needs %d", sum(results$fate == "killed"), NROW(results), least_count)
    return(cbind(tools$skipped_row(what, why), battery = "n-mutants", seconds = NA))
  }
  survivors <- results[results$fate == "survived", ]
  named <- sprintf("%s: %s, \"%s\" -> \"%s\" %s", survivors$file, survivors$text, survivors$from, survivors$to, survivors$note)
  row <- tools$measured(what, nrow(results), 100 * mean(results$fate == "killed"), least_share, TRUE)
  row$complaints <- paste(named, collapse = "\n")
  cbind(row, battery = "n-mutants", seconds = sum(as.numeric(results$seconds)))
}

option <- function(name, default) {
  given <- grep(paste0("^--", name, "="), commandArgs(TRUE), value = TRUE)
  if (length(given)) as.integer(sub("^[^=]*=", "", given)) else default
}

if (started_as("mutants.R")) {
  dir.create(mutant_folder, recursive = TRUE, showWarnings = FALSE)
  run_mutants(option("count", 150L), option("seed", 1L))
  support <- new.env(parent = globalenv())
  sys.source(file.path("tests", "prove", "support.R"), support)
  row <- mutant_row(support)
  if (is.na(row$passed)) cat(row$skipped, "\n", sep = "")
  else cat(sprintf("%.1f %% of %d mutants killed; survivors:\n%s\n", row$worst, row$count, row$complaints))
  quit(status = as.integer(!isTRUE(row$passed)))
}
