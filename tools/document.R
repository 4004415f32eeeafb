# Writes R/RcppExports.R, src/RcppExports.cpp, NAMESPACE and man/. Nothing is compiled in the tree.

source("tools/install.R")

document <- function(library = "build/library") {
  if (!requireNamespace("roxygen2", quietly = TRUE)) stop_plainly("make document needs roxygen2.")
  Rcpp::compileAttributes(".")
  install_logreg(library)
  .libPaths(c(library, .libPaths()))
  roxygen2::roxygenise(".", load_code = roxygen2::load_installed)
}

document()
