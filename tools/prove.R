# Runs the batteries of tests/prove: at a size for `make test`, or in full.
# Usage: Rscript tools/prove.R small|full|scorecard [battery ...]
#   small       what `make test` runs: less than a minute
#   full        `make prove`: every battery in full; rows go to _build/prove/
#   scorecard   the same, then the table inst/extdata/scorecard.md
#   mutants     only the row of that table that tools/mutants.R has the results for
# Names of batteries after it ("c-adversarial") run only those; a scorecard needs all.
#
# A battery that cannot fail is worthless: before it is run, each of its planted faults must make it fail.

source("tools/report.R")

prove_folder <- file.path("_build", "prove")
scorecard_file <- file.path("inst", "extdata", "scorecard.md")

#' The batteries by name, each read into a room of its own
read_batteries <- function(folder = file.path("tests", "prove"), only = character()) {
  files <- list.files(folder, "^battery-.*[.]R$", full.names = TRUE)
  names <- sub("^battery-(.*)[.]R$", "\\1", basename(files))
  if (length(only)) files <- files[names %in% only]
  tools <- new.env(parent = globalenv())
  sys.source(file.path(folder, "support.R"), tools)
  batteries <- lapply(files, function(file) source(file, local = new.env(parent = tools))$value)
  names(batteries) <- sub("^battery-(.*)[.]R$", "\\1", basename(files))
  list(tools = tools, batteries = batteries[order(vapply(batteries, `[[`, NA, "last"))])
}

#' The rows of one battery; an error in it is a failure
rows_of <- function(tools, one, size, subject) {
  tryCatch(one$run(size, 20260, subject), error = function(error) {
    tools$measured(paste(one$title, "ran to its end"), 1L, NA_real_, 0, complaints = conditionMessage(error))
  })
}

#' Is the row within its limit? A row that this machine cannot measure is neither.
row_outcome <- function(row) {
  figure <- sprintf("%s: %s, worst %s", row$what, format(row$count, big.mark = ","), format(signif(row$worst, 3)))
  detail <- if (!is.na(row$skipped)) row$skipped else if (!row$passed) {
    c(sprintf("%s %s", if (row$higher_is_better) "at least" else "at most", format(row$limit)), strsplit(row$complaints, "\n")[[1L]])
  }
  outcome(figure, row$passed, detail)
}

#' Does the battery pass at the size of its faults with this subject? NA where it cannot be run here.
passes_with <- function(tools, one, subject) {
  rows <- rows_of(tools, one, one$sizes[["fault"]], subject)
  if (all(is.na(rows$passed))) NA else all(rows$passed, na.rm = TRUE)
}

#' Faults that the battery does not notice; and does it pass without any?
complain_of_blind_battery <- function(tools, one) {
  sound <- passes_with(tools, one, tools$sound_subject())
  if (is.na(sound)) return(character())
  passed <- vapply(one$faults, function(fault) passes_with(tools, one, fault(tools$sound_subject())), NA)
  c(if (!sound) "it fails without a fault", sprintf("it did not fail on: %s", names(one$faults)[passed]))
}

run_battery <- function(name, all, size, subject) {
  one <- all$batteries[[name]]
  started <- Sys.time()
  rows <- rows_of(all$tools, one, one$sizes[[size]], subject)
  rows$battery <- name
  rows$seconds <- as.numeric(difftime(Sys.time(), started, units = "secs"))
  sharp <- attempt(sprintf("%s fails on each of its %d planted faults", name, length(one$faults)), complain_of_blind_battery(all$tools, one))
  outcomes <- c(sharp, unlist(lapply(split(rows, seq_len(nrow(rows))), row_outcome), FALSE))
  print_outcomes(outcomes)
  cat(sprintf("  %s: %.0f s, with its faults %.0f s\n", name, rows$seconds[1L], difftime(Sys.time(), started, units = "secs")))
  list(rows = rows, outcomes = outcomes)
}

#' Runs batteries, prints as it goes, returns rows and outcomes
run_batteries <- function(size, only = character()) {
  all <- read_batteries(only = only)
  wanted <- names(all$batteries)
  if (size == "small") wanted <- wanted[!vapply(all$batteries[wanted], `[[`, NA, "full_only")]
  subject <- all$tools$sound_subject()
  ran <- lapply(wanted, run_battery, all, size, subject)
  list(rows = do.call(rbind, lapply(ran, `[[`, "rows")), outcomes = unlist(lapply(ran, `[[`, "outcomes"), FALSE))
}

#' The batteries at the size of `make test`, in a process of their own
prove_outcomes <- function(library) {
  environment <- paste0("R_LIBS=", shQuote(paste(c(normalizePath(library), .libPaths()), collapse = .Platform$path.sep)))
  said <- system2(
    file.path(R.home("bin"), "Rscript"), c("--no-save", "--no-restore", "tools/prove.R", "small"), stdout = TRUE, stderr = TRUE,
    env = environment
  )
  cat(said, sep = "\n")
  line <- grep("^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$", said, value = TRUE)
  if (length(line) != 1L) return(outcome("the batteries ran to their end", FALSE, utils::tail(said, 20L)))
  counts <- as.integer(regmatches(line, gregexpr("[0-9]+", line))[[1L]])
  c(outcome("the batteries ran to their end", TRUE), counted("batteries", stats::setNames(counts, c("passed", "failed", "skipped"))))
}

figure_text <- function(x) ifelse(is.na(x), "", vapply(x, function(one) format(signif(one, 3), digits = 3), ""))

#' The scorecard: one Markdown table, a line a row
scorecard_lines <- function(rows) {
  limit <- ifelse(is.na(rows$limit), "", paste(ifelse(rows$higher_is_better, "at least", "at most"), figure_text(rows$limit)))
  result <- ifelse(!is.na(rows$skipped), paste0("not run: ", rows$skipped), ifelse(rows$passed %in% TRUE, "passed", "**failed**"))
  count <- format(rows$count, big.mark = ",", trim = TRUE, scientific = FALSE)
  version <- read.dcf("DESCRIPTION", "Version")[[1L]]
  c(
    sprintf("What `make prove` found for logreg %s: how often each promise was tried, the worst figure met, and what it may be.", version),
    "", "| what | tried | worst | limit | result |", "|---|---:|---:|---|---|",
    sprintf("| %s | %s | %s | %s | %s |", rows$what, count, figure_text(rows$worst), limit, result)
  )
}

#' The mutation run's own row, from the results that tools/mutants.R has collected
mutant_row <- function(tools) {
  source("tools/mutants.R", local = (room <- new.env(parent = globalenv())))
  room$mutant_row(tools)
}

#' Put the mutation run's row into the scorecard that is there: it takes hours, the batteries take minutes
refresh_mutant_row <- function() {
  row <- mutant_row(read_batteries(only = "none")$tools)
  lines <- readLines(scorecard_file)
  at <- which(startsWith(lines, sprintf("| %s |", row$what)))
  if (length(at) != 1L) stop_plainly("The scorecard has no row of the mutation run: make scorecard first.")
  lines[at] <- utils::tail(scorecard_lines(row), 1L)
  writeLines(lines, scorecard_file)
  cat(lines[at], "\n", sep = "")
}

keep_rows <- function(rows, size) {
  dir.create(prove_folder, recursive = TRUE, showWarnings = FALSE)
  utils::write.csv(rows, file.path(prove_folder, paste0(size, ".csv")), row.names = FALSE)
}

prove <- function(size, only) {
  ran <- run_batteries(if (size == "small") "small" else "full", only)
  keep_rows(ran$rows, size)
  if (size == "scorecard") {
    mutants <- mutant_row(read_batteries(only = "none")$tools)
    rows <- rbind(ran$rows[names(mutants)], mutants)
    writeLines(scorecard_lines(rows), scorecard_file)
    cat("\n", paste(readLines(scorecard_file), collapse = "\n"), "\n\n", sep = "")
  }
  ran$outcomes
}

if (started_as("prove.R")) {
  options(width = 120L, logreg.threads = 2L)
  # make installs there; R_LIBS may name another place
  if (!nzchar(Sys.getenv("R_LIBS")) && dir.exists("_build/library")) .libPaths(c(normalizePath("_build/library"), .libPaths()))
  arguments <- commandArgs(TRUE)
  size <- match.arg(arguments[1L], c("small", "full", "scorecard", "mutants"))
  if (size == "mutants") {
    refresh_mutant_row()
    quit(status = 0L)
  }
  if (size == "scorecard" && length(arguments) > 1L) stop_plainly("A scorecard needs every battery.")
  counts <- count_outcomes(prove(size, arguments[-1L]))
  cat(count_line(counts), "\n", sep = "")
  quit(status = as.integer(counts[["failed"]] > 0L || counts[["passed"]] == 0L))
}
