# Writes tests/prove/fixtures/separation.csv: what is true of 2,000 random designs, found in exact rationals.
# Needs the package rcdd. Usage, from the package's root: Rscript tests/prove/make-fixtures.R

source(file.path("tests", "prove", "separation-designs.R"))
utils::write.csv(
  make_separation_fixture(), file.path("tests", "prove", "fixtures", "separation.csv"), row.names = FALSE, quote = FALSE
)
