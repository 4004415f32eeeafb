library(testthat)
library(logreg)

test_check("logreg")
