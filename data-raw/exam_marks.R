# Marks in two exams and admission: Andrew Ng's machine-learning course, exercise 2 (ex2data1.txt),
# with a heading line added. Copies with altered digits circulate, so the checksum is fixed here.
# Run from the top of the repository.
source_file <- "data-raw/exam_marks.csv"
stopifnot(tools::md5sum(source_file) == "d8001ab402dcade8e7b6b0f0fa6eac2c")

exam_marks <- utils::read.csv(source_file)
save(exam_marks, file = "data/exam_marks.rda", version = 2, compress = "xz")
