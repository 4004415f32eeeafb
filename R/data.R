#' Hours studied and whether the exam was passed
#'
#' Twelve students in a table small enough to follow gradient descent by hand. More hours make
#' passing likelier, but two students break the order, so the data are not separated and a
#' finite maximum-likelihood estimate exists.
#'
#' @format A data frame with 12 rows and 2 columns:
#' \describe{
#'   \item{hours}{Hours studied, 0.5 to 6.0 in steps of 0.5.}
#'   \item{passed}{1 if the exam was passed, 0 if not.}
#' }
#' @source Made up for this package.
#' @examples
#' fit <- logreg(passed ~ hours, data = study_hours)
#' fit
"study_hours"

#' Marks in two exams and admission to a university
#'
#' One hundred applicants, their marks in two exams and whether they were admitted. It is the data
#' set with which many people meet logistic regression first.
#'
#' The figures published with it, recomputed from these rows: with all coefficients at 0 the mean
#' log loss is 0.693 and its gradient (-0.1000, -12.0092, -11.2628); at (-24, 0.2, 0.2) they are
#' 0.218 and (0.043, 2.566, 2.647); at the optimum the mean log loss is 0.203, the
#' probability of admission for marks 45 and 85 is 0.776, and 89 of the 100 rows are
#' classified rightly at the threshold 0.5.
#'
#' @format A data frame with 100 rows and 3 columns:
#' \describe{
#'   \item{exam1}{Mark in the first exam, 30 to 100.}
#'   \item{exam2}{Mark in the second exam, 30 to 100.}
#'   \item{admitted}{1 if the applicant was admitted, 0 if not.}
#' }
#' @source Andrew Ng, *Machine Learning* (course at Stanford University and on Coursera),
#'   programming exercise 2, file `ex2data1.txt`. Altered copies circulate; this one has the MD5
#'   checksum d8001ab402dcade8e7b6b0f0fa6eac2c with the heading `exam1,exam2,admitted`.
#' @examples
#' fit <- logreg(admitted ~ exam1 + exam2, data = exam_marks)
#' predict(fit, data.frame(exam1 = 45, exam2 = 85), type = "response")
"exam_marks"
