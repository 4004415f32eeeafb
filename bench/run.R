# Runs the benchmark and writes a CSV and a Markdown table. Start it in the folder of the sources.
# Usage: Rscript bench/run.R [--quick] [--full] [--case NAME] [--shape NxP] [--peers a,b] [--stopwatch table]
#                            [--seconds 60] [--runs 7] [--slow 45] [--threads 2] [--out FOLDER]
#
# --case and --shape may be repeated. --peers takes names of packages. --seconds is what the timing of one cell
# may take; a fit that would alone take more than --slow seconds is left out, and said so.

source("bench/libraries.R")
source("bench/cases.R")
source("bench/peers.R")
source("bench/wall.R")
source("bench/machine.R")
source("bench/report.R")

flags <- c("quick", "full")
defaults <- list(seconds = 60, runs = 7L, slow = 45, threads = 2L, out = "_build/bench/results")
taking_values <- c(names(defaults), "case", "shape", "peers", "stopwatch")

#' `--name value` and `--flag` as a list; a name that is given twice has two values.
read_options <- function(arguments) {
  options <- list()
  while (length(arguments)) {
    name <- sub("^--", "", arguments[1L])
    if (!name %in% c(flags, taking_values)) stop("Unknown: ", arguments[1L], call. = FALSE)
    if (!name %in% flags && length(arguments) < 2L) stop("It needs a value: ", arguments[1L], call. = FALSE)
    options[[name]] <- c(options[[name]], if (name %in% flags) TRUE else arguments[2L])
    arguments <- arguments[-seq_len(if (name %in% flags) 1L else 2L)]
  }
  options
}

#' The plan that is the same for all cases.
make_plan <- function(options) {
  quick <- isTRUE(options$quick)
  if (quick) defaults[c("seconds", "runs", "slow")] <- list(8, 5L, 3)
  if (isTRUE(options$full)) defaults$slow <- 300
  value <- function(name) as.numeric(options[[name]] %||% defaults[[name]])
  list(
    seconds = value("seconds"), runs = value("runs"), slow = value("slow"), threads = as.integer(value("threads")),
    full = isTRUE(options$full), peers = unlist(strsplit(options$peers %||% character(), ",")),
    stopwatches = options$stopwatch %||% c("table", "matrix", "kernel"), memory = !quick
  )
}

chosen_cases <- function(options) {
  asked <- c(options$case, options$shape)
  for (name in asked) maker_of(name)
  if (length(asked)) return(asked)
  if (isTRUE(options$quick)) return(names(quick_makers()))
  setdiff(names(case_makers()), if (!isTRUE(options$full)) full_only)
}

#' The BLAS libraries that the peers are tried with, as environments of a process: R's own, and in a full
#' run Debian's OpenBLAS where it is installed.
blas_environments <- function(plan) {
  own <- list(own = character())
  folder <- dirname(Sys.glob("/usr/lib/*/openblas-pthread/libblas.so.3"))[1L]
  if (!plan$full || is.na(folder)) return(own)
  search <- paste(c(folder, file.path(R.home(), "lib"), dirname(folder)), collapse = ":")
  variables <- c(paste0("R_LD_LIBRARY_PATH=", search), paste0("OPENBLAS_NUM_THREADS=", plan$threads))
  c(own, list(OpenBLAS = variables))
}

#' One case in a process of its own. NULL, and a line that says so, if that process ends badly.
run_case <- function(name, plan, blas, environment) {
  cat(sprintf("%s  %s\n", format(Sys.time(), "%H:%M:%S"), name))
  plan[c("case", "blas")] <- list(name, blas)
  files <- tempfile(c("plan", "rows"), fileext = ".rds")
  on.exit(unlink(files))
  saveRDS(plan, files[1L])
  system2(file.path(R.home("bin"), "Rscript"), c("bench/one-case.R", shQuote(files)), env = environment)
  if (!file.exists(files[2L])) {
    cat("  failed: the lines above say why\n")
    return(NULL)
  }
  rows <- readRDS(files[2L])
  if (is.null(rows)) return(NULL)
  cells <- split(rows, factor(rows$stopwatch, unique(rows$stopwatch)))
  cat(paste0("  ", unlist(lapply(cells, summary_lines))), sep = "\n")
  rows
}

summary_lines <- function(rows) {
  ours <- base_row(rows)
  said <- ifelse(rows$status == "ok", paste(milliseconds(rows$seconds), "ms"), rows$status)
  ratio <- ratio_text(rows$seconds / ours$seconds)
  sprintf("%-7s %-24s %24s  x %-7s off %s", rows$stopwatch, rows$tool, said, ratio, quality_text(rows$distance_se))
}

run_benchmark <- function(options) {
  cases <- chosen_cases(options)
  plan <- make_plan(options)
  options(bench.threads = plan$threads)
  peers <- chosen_peers(plan$peers, plan$full)
  if (!nzchar(system.file(package = "logreg"))) stop("logreg is not installed: run make bench", call. = FALSE)
  plan$wall <- measure_wall(plan$threads)
  facts <- machine_facts(peers, plan$wall)
  cat(sprintf("%s: %s\n", names(facts), facts), sep = "")
  environments <- blas_environments(plan)
  cells <- expand.grid(case = cases, blas = names(environments), stringsAsFactors = FALSE)
  blas <- ifelse(cells$blas == "own", facts[["BLAS"]], cells$blas)
  rows <- Map(run_case, cells$case, blas = blas, environment = environments[cells$blas], MoreArgs = list(plan = plan))
  write_results(do.call(rbind, unname(rows)), facts, options$out %||% defaults$out)
}

write_results <- function(rows, facts, folder) {
  if (is.null(rows)) stop("No case could be measured.", call. = FALSE)
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  base <- file.path(folder, paste(facts[["date"]], machine_kind(), sep = "-"))
  write_csv(rows, facts, paste0(base, ".csv"))
  write_markdown(rows, facts, paste0(base, ".md"))
  cat("Written: ", base, ".csv and .md\n", sep = "")
}

run_benchmark(read_options(commandArgs(TRUE)))
