# Makes README.md and its pictures, man/figures/README-*.png, from README.Rmd.
# Usage: Rscript tools/readme.R; needs knitr. The package is installed into build/library.

source("tools/install.R")

readme_pictures <- function() list.files("man/figures", "^README-.*\\.png$", full.names = TRUE)

write_readme <- function(library = "build/library") {
  if (!requireNamespace("knitr", quietly = TRUE)) stop_plainly("The README needs knitr: install.packages(\"knitr\")")
  install_logreg(library)
  .libPaths(c(normalizePath(library), .libPaths()))
  unlink(readme_pictures())
  # An error in a chunk must stop here, not become text of the README.
  knitr::opts_chunk$set(error = FALSE)
  knitr::knit("README.Rmd", "README.md", envir = new.env(parent = globalenv()), quiet = TRUE)
  cat("README.md and", length(readme_pictures()), "pictures are up to date.\n")
}

write_readme()
