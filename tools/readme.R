# Makes README.md and its pictures, man/figures/README-*.png, from README.Rmd.
# Usage: Rscript tools/readme.R; needs knitr. The package is installed into _build/library.

source("tools/install.R")

readme_pictures <- function() list.files("man/figures", "^README-.*\\.png$", full.names = TRUE)

#' Knits README.Rmd; an error in a chunk stops here and does not become text of the README.
knit_readme <- function(library) {
  .libPaths(c(normalizePath(library), .libPaths()))
  knitr::opts_chunk$set(error = FALSE)
  knitr::knit("README.Rmd", "README.md", envir = new.env(parent = globalenv()), quiet = TRUE)
}

write_readme <- function(library = "_build/library") {
  if (!requireNamespace("knitr", quietly = TRUE)) stop_plainly("The README needs knitr: install.packages(\"knitr\")")
  install_logreg(library)
  knit_readme(library)
  shown <- vapply(readme_pictures(), function(path) any(grepl(path, readLines("README.md"), fixed = TRUE)), NA)
  unlink(readme_pictures()[!shown])
  cat("README.md and", sum(shown), "pictures are up to date.\n")
}

write_readme()
