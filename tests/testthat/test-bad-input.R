# Every bad input is refused by an error that says what is wrong, where, and what to do: class, argument, column and
# row in helper-bad-input.R, the words in the snapshot.

test_that("every bad input is refused with its class, argument, column and row", {
  room <- bad_input_room()
  inputs <- bad_inputs()
  expect_gte(length(inputs), 60)
  wrong <- vapply(inputs, wrong_refusal, "", room)
  expect_identical(wrong[nzchar(wrong)], character())
})

test_that("what is said of bad input", {
  room <- bad_input_room()
  # Versions of R differ in the words of what na.fail() and model.frame() find themselves.
  inputs <- Filter(function(input) input$class != "model_frame", bad_inputs())
  expect_snapshot(for (input in inputs) {
    error <- tryCatch(suppressWarnings(eval(input$call, room)), error = identity)
    cat(paste(deparse(input$call, 500L), collapse = " "), conditionMessage(error), "", sep = "\n")
  })
})
