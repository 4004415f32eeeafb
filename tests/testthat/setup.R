# The same words, order and pictures on every machine; what is changed here is put back afterwards.
withr::local_envvar(LANGUAGE = "en", .local_envir = testthat::teardown_env())
withr::local_collate("C", .local_envir = testthat::teardown_env())
withr::local_options(
  logreg.threads = 2L, cli.num_colors = 1L, width = 80L, OutDec = ".",
  warnPartialMatchDollar = TRUE, .local_envir = testthat::teardown_env()
)

# A plot drawn by a test goes nowhere, rather than into Rplots.pdf.
grDevices::pdf(NULL)
withr::defer(grDevices::graphics.off(), testthat::teardown_env())
