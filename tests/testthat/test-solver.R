test_that("solvers hold their options with the documented defaults", {
  expect_identical(solver_newton()$options, list(tolerance = 1e-10, max_iterations = 100))
  expect_identical(solver_lbfgs()$options, list(tolerance = 1e-8, max_iterations = 1000, memory = 10))
  expect_identical(
    solver_gradient_descent()$options,
    list(
      learning_rate = NULL, epochs = 10000, batch_size = NULL, momentum = 0, nesterov = FALSE, decay = 0,
      standardize = TRUE, tolerance = 1e-6, record_every = 1, verbose = 0
    )
  )
  expect_identical(
    solver_adam()$options,
    list(
      learning_rate = NULL, epochs = 10000, batch_size = NULL, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8,
      decay = 0, standardize = TRUE, tolerance = 1e-6, record_every = 1, verbose = 0
    )
  )
})

test_that("every solver has its name and class", {
  for (name in names(solver_constructors())) {
    solver <- solver_constructors()[[name]]()
    expect_identical(solver$name, name)
    expect_s3_class(solver, c(paste0("logreg_solver_", name), "logreg_solver"), exact = TRUE)
  }
})

test_that("the core's registry and the constructors know the same options and defaults", {
  registry <- solver_registry()
  expect_setequal(registry$solver, names(solver_constructors()))
  for (name in names(solver_constructors())) {
    rows <- registry[registry$solver == name, ]
    defaults <- lapply(formals(solver_constructors()[[name]]), eval)
    numbers <- vapply(defaults, function(value) if (is.null(value)) NaN else as.numeric(value), 1)
    expect_equal(unname(numbers[rows$option]), as.numeric(rows$default), tolerance = 0) # NA: derived from the data
    expect_setequal(names(defaults), rows$option)
  }
})

test_that("options outside their range are errors that name the argument", {
  refused <- function(argument, constructor, ...) {
    for (bad in list(...)) {
      error <- expect_error(do.call(constructor, stats::setNames(list(bad), argument)), class = "logreg_error_argument")
      expect_identical(error$argument, argument)
    }
  }
  for (descent in list(solver_gradient_descent, solver_adam)) {
    refused("learning_rate", descent, 0, -1, NA, Inf, "fast", c(1, 2))
    refused("epochs", descent, 0, -5, 1.5, NA, "many")
    refused("batch_size", descent, 0, 2.5, -1, NA)
    refused("decay", descent, -0.1, NA, Inf)
    refused("standardize", descent, NA, 1, "yes")
    refused("tolerance", descent, -1e-9, NA, NaN)
    refused("record_every", descent, 0, 1.5)
    refused("verbose", descent, -1, 0.5, "loud")
  }
  refused("momentum", solver_gradient_descent, 1, -0.1, NA)
  refused("nesterov", solver_gradient_descent, NA, 2)
  refused("beta1", solver_adam, 1, -0.1)
  refused("beta2", solver_adam, 1, NA)
  refused("epsilon", solver_adam, 0, -1)
  refused("tolerance", solver_newton, -1, NA)
  refused("max_iterations", solver_newton, 0, 1.5, Inf)
  refused("max_iterations", solver_lbfgs, 0, NA)
  refused("memory", solver_lbfgs, 0, 2.5)
})

test_that("the ends of the ranges are accepted", {
  expect_silent(solver_gradient_descent(1e-300, 1, 1, 0, TRUE, 0, FALSE, 0, 1, 0))
  expect_silent(solver_adam(beta1 = 0, beta2 = 0))
  expect_silent(solver_newton(0, 1))
})

test_that("solvers print their names and options", {
  expect_snapshot({
    solver_newton()
    solver_gradient_descent(learning_rate = 0.5, epochs = 200)
  })
})
