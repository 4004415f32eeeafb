# A walk through everything that reaches the compiled code, small enough to be run under valgrind and the sanitizers.
# Its last line is printed only by a run that reached its end.

quietly <- function(expression) tryCatch(suppressWarnings(suppressMessages(expression)), error = function(error) NULL)
rows <- data.frame(x = sin(1:300), z = cos(1:300 * 1.7), g = factor(rep(letters[1:4], 75)), l = rep(c(TRUE, FALSE), 150), i = rep(1:5, 60))
rows$y <- as.integer(rows$x + rows$z + 2 * sin(1:300 * 77) > 0.2)
rows$w <- rep(c(1, 2, 0, 0.5), 75)
m <- as.matrix(rows[c("x", "z")])

fits <- list(
  logreg(y ~ x + g * l + i, rows), logreg(y ~ x, rows, weights = w, offset = z), logreg(m, rows$y), logreg(y ~ x + I(2 * x), rows),
  logreg(y ~ 0 + g, rows), logreg(cbind(y, 2) ~ x, rows), logreg(y ~ poly(x, 2), rows), logreg(y ~ x, rows, penalty = penalty_ridge(0.1))
)
for (solver in c("lbfgs", "gradient_descent", "adam")) fits <- c(fits, list(quietly(logreg(y ~ x + g, rows, solver = solver))))
quietly(logreg(y ~ x, rows, solver = "gradient_descent", batch_size = 7, epochs = 5, momentum = 0.5))
if (requireNamespace("Matrix", quietly = TRUE)) fits <- c(fits, list(logreg(Matrix::Matrix(m * (abs(m) > 0.5), sparse = TRUE), rows$y)))
for (separated in list(c(0, 0, 0, 1, 1, 1), c(0, 0, 1, 0, 1, 1))) quietly(logreg(separated ~ c(1, 2, 3, 3, 4, 5)))

for (fit in fits) {
  quietly(utils::capture.output(print(fit), print(summary(fit)), print(convergence(fit))))
  quietly(predict(fit, rows, type = "response", se.fit = TRUE))
  quietly(confint(fit))
  quietly(c(residuals(fit), hatvalues(fit), vcov(fit), fitted(fit)))
  quietly(unserialize(serialize(fit, NULL)))
}
quietly(c(anova(fits[[1]]), drop1(fits[[1]])))

# Many rows: the pilot, several threads, identical rows taken together, numbers that nobody has looked at.
many <- rows[rep(1:300, 80), ]
many$u <- sin(seq_len(24000) * 13)
quietly(logreg(y ~ u + x + g, many))
quietly(logreg(y ~ g + l + i, many))
many$u[23000] <- NaN
quietly(logreg(y ~ u, many))

# What is refused, and what calculates number by number.
for (bad in list(quote(logreg(y ~ x, rows, weights = -w)), quote(logreg(m[1:3, ], rows$y)), quote(logreg(y ~ I(x / 0), rows)))) quietly(eval(bad))
quietly(c(sigmoid(c(-800, 0, 800, NA)), logit(c(0, 1, 0.5)), log_loss(c(0, 1), eta = c(-800, 800))))
cat("THE SMALL SET REACHED ITS END\n")
