# Installs the packages that bench/peers/ names into a library of the benchmark's own, _build/bench-lib, one
# after the other. What cannot be installed is named, and stops nothing. Usage: Rscript bench/install-peers.R

source("tools/setup.R")
source("bench/peers.R")

bench_library <- "_build/bench-lib"

install_peer <- function(package) {
  if (nzchar(system.file(package = package))) return("there already")
  cat("Installing ", package, "\n", sep = "")
  cores <- max(1L, parallel::detectCores(), na.rm = TRUE)
  try(suppressWarnings(utils::install.packages(
    package, lib = bench_library, repos = repositories(), Ncpus = cores, quiet = TRUE
  )), silent = TRUE)
  if (nzchar(system.file(package = package))) "installed" else "could not be installed"
}

install_peers <- function() {
  dir.create(bench_library, recursive = TRUE, showWarnings = FALSE)
  .libPaths(c(normalizePath(bench_library), .libPaths()))
  # A package whose own compilation uses make gets all cores.
  Sys.setenv(MAKEFLAGS = paste0("-j", max(1L, parallel::detectCores(), na.rm = TRUE)))
  packages <- setdiff(unique(vapply(all_peers(), `[[`, "", "package")), c("logreg", "stats"))
  results <- vapply(packages, install_peer, "")
  cat(sprintf("  %-15s %s\n", packages, results), sep = "")
}

install_peers()
