# Hours studied and exam passed: twelve made-up rows, small enough to fit by hand.
# Run from the top of the repository.
study_hours <- data.frame(
  hours = seq(0.5, 6, by = 0.5),
  passed = c(0L, 0L, 0L, 0L, 1L, 0L, 1L, 1L, 0L, 1L, 1L, 1L)
)
save(study_hours, file = "data/study_hours.rda", version = 2, compress = "xz")
