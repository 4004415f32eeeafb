# Where packages are looked for: what R_LIBS names, then what `make` built, then R's own libraries. Every
# script of bench/ begins with this one.

use_libraries <- function() {
  named <- strsplit(Sys.getenv("R_LIBS"), .Platform$path.sep, fixed = TRUE)[[1L]]
  built <- file.path("_build", c("library", "bench-lib"))
  .libPaths(c(normalizePath(Filter(dir.exists, c(named, built))), .libPaths()))
}

use_libraries()

#' Is this file the one that Rscript was started with (and not read by another)?
is_script <- function(file) paste0("--file=", file) %in% commandArgs()
