# Writes R/RcppExports.R, src/RcppExports.cpp, NAMESPACE and man/. Nothing is compiled in the tree.
# Usage: Rscript tools/document.R; needs roxygen2.

source("tools/install.R")

#' roxygen2 reads the installed package, in a process of its own so that each sees the newest.
run_roxygen <- function(library) {
  install_logreg(library)
  code <- sprintf(".libPaths(c(%s, .libPaths())); roxygen2::roxygenise('.', load_code = roxygen2::load_installed)",
                  deparse1(normalizePath(library)))
  status <- system2(file.path(R.home("bin"), "Rscript"), c("--no-save", "-e", shQuote(code)))
  if (status != 0L) stop_plainly("roxygen2 failed.")
}

#' A method is known as one only once its generic is imported, so a NAMESPACE that changed is written again.
document <- function(library = "_build/library") {
  if (!requireNamespace("roxygen2", quietly = TRUE)) stop_plainly("make document needs roxygen2.")
  Rcpp::compileAttributes(".")
  for (attempt in 1:3) {
    before <- tools::md5sum("NAMESPACE")
    run_roxygen(library)
    if (identical(before, tools::md5sum("NAMESPACE"))) break
  }
}

document()
