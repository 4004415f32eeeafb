# Measures one case in a process of its own, so that a tool that crashes costs this case only and no case
# inherits another's memory. Usage: Rscript bench/one-case.R <plan.rds> <result.rds>; run.R calls it.

source("bench/timing.R")

arguments <- commandArgs(TRUE)
plan <- readRDS(arguments[1L])
options(bench.threads = plan$threads)
case <- make_case(plan$case)
rows <- measure_case(case, chosen_peers(plan$peers, plan$full, quiet = TRUE), plan)
if (!is.null(rows)) rows$blas <- plan$blas
saveRDS(rows, arguments[2L])
