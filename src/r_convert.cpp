#include "r_convert.h"

#include <algorithm>

#include "r_lazy.h"
#include "r_list.h"

namespace logreg_r {

namespace {

const double* lent_doubles(SEXP values, Index rows, const char* what) {
  if (Rf_isNull(values)) return nullptr;
  logreg::require(TYPEOF(values) == REALSXP, std::string(what) + " must be stored as double");
  logreg::require(Rf_xlength(values) == rows, std::string(what) + " has the wrong length");
  return REAL_RO(values);
}

/// Stops at a code without a level. Without a branch, so that the compiler can look at several codes at once.
/// Are all codes there?
bool check_codes(const int* codes, Index rows, Index levels) {
  unsigned wrong = 0, missing = 0;
  for (Index i = 0; i < rows; ++i) {
    const unsigned level = static_cast<unsigned>(codes[i]) - 1u;  // of a missing code 2^31 - 1
    const unsigned is_missing = static_cast<unsigned>(codes[i] == NA_INTEGER);
    wrong |= static_cast<unsigned>(level >= static_cast<unsigned>(levels)) & (is_missing ^ 1u);
    missing |= is_missing;
  }
  logreg::require(wrong == 0, "a factor code has no level");
  return missing == 0;
}

/// The one level at which a contrast is 1, where it is 0 at all others; else -1.
Index indicated_level(const double* contrast, Index levels) {
  Index found = -1;
  for (Index k = 0; k < levels; ++k) {
    if (contrast[k] == 0) continue;
    if (contrast[k] != 1 || found >= 0) return -1;
    found = k;
  }
  return found;
}

void add_numeric(SEXP values, Index rows, std::vector<Column>& columns) {
  logreg::require(Rf_xlength(values) == rows, "a column has the wrong length");
  switch (TYPEOF(values)) {
    case REALSXP: columns.push_back(Column::real(REAL_RO(values))); break;
    case INTSXP: columns.push_back(Column::integer(INTEGER_RO(values))); break;
    case LGLSXP: columns.push_back(Column::integer(LOGICAL_RO(values))); break;
    default: throw logreg::InputError("a numeric column must be double, integer or logical");
  }
}

void add_factor(SEXP codes, const Rcpp::NumericMatrix& contrast, Index rows, std::vector<Column>& columns) {
  logreg::require(TYPEOF(codes) == INTSXP && Rf_xlength(codes) == rows, "factor codes must be one integer a row");
  const Index levels = contrast.nrow();
  for (int j = 0; j < contrast.ncol(); ++j) {
    const double* values = contrast.begin() + levels * j;
    const Index level = indicated_level(values, levels);
    columns.push_back(level >= 0 ? Column::indicator(INTEGER_RO(codes), level, levels)
                                 : Column::code(INTEGER_RO(codes), std::vector<double>(values, values + levels)));
  }
}

void add_matrix(SEXP values, Index rows, std::vector<Column>& columns) {
  logreg::require(TYPEOF(values) == REALSXP && Rf_isMatrix(values), "a block of columns must be a matrix of doubles");
  const int* size = INTEGER(Rf_getAttrib(values, R_DimSymbol));
  logreg::require(size[0] == rows, "a block of columns has the wrong number of rows");
  for (int j = 0; j < size[1]; ++j) columns.push_back(Column::real(REAL_RO(values) + rows * j));
}

SEXP lent_slot(SEXP matrix, const char* name, unsigned type) {
  SEXP slot = R_do_slot(matrix, Rf_install(name));
  logreg::require(static_cast<unsigned>(TYPEOF(slot)) == type, std::string("slot ") + name + " of a sparse matrix has the wrong type");
  return slot;
}

/// A dgCMatrix: row numbers `i` (from 0) and values `x`, column by column; column j starts at p[j].
void add_sparse(SEXP values, Index rows, std::vector<Column>& columns) {
  logreg::require(Rf_inherits(values, "dgCMatrix"), "a sparse block of columns must be a dgCMatrix");
  const int* size = INTEGER_RO(lent_slot(values, "Dim", INTSXP));
  SEXP starts = lent_slot(values, "p", INTSXP), row_numbers = lent_slot(values, "i", INTSXP), entries = lent_slot(values, "x", REALSXP);
  logreg::require(size[0] == rows, "a sparse block of columns has the wrong number of rows");
  logreg::require(Rf_xlength(starts) == static_cast<R_xlen_t>(size[1]) + 1, "slot p of a sparse matrix has the wrong length");
  const R_xlen_t count = INTEGER_RO(starts)[size[1]];
  logreg::require(Rf_xlength(row_numbers) == count && Rf_xlength(entries) == count, "slots i and x of a sparse matrix have the wrong length");
  const auto matrix = std::make_shared<const logreg::SparseMatrix>(rows, size[1], INTEGER_RO(starts), INTEGER_RO(row_numbers), REAL_RO(entries));
  for (int j = 0; j < size[1]; ++j) columns.push_back(Column::sparse(matrix, j));
}

void add_column(SEXP column, Index rows, std::vector<Column>& columns) {
  const std::string kind = text_of(column, "kind");
  if (kind == "numeric") add_numeric(part(column, "values"), rows, columns);
  else if (kind == "factor") add_factor(part(column, "codes"), Rcpp::NumericMatrix(part(column, "contrast")), rows, columns);
  else if (kind == "matrix") add_matrix(part(column, "values"), rows, columns);
  else if (kind == "sparse") add_sparse(part(column, "values"), rows, columns);
  else throw logreg::InputError("no kind of column is called '" + kind + "'");
}

}  // namespace

Data lent_data(SEXP data) {
  Data made;
  SEXP y = part(data, "y");
  made.response.rows = Rf_xlength(y);
  const Integers whole = integers_behind(y);
  made.response.codes = whole.values;
  made.response.no_event = whole.zero;
  if (!whole.values) made.response.y = lent_doubles(y, made.response.rows, "y");
  made.response.weight = lent_doubles(part(data, "weight"), made.response.rows, "weight");
  made.response.offset = lent_doubles(part(data, "offset"), made.response.rows, "offset");
  if (Rf_asLogical(part(data, "intercept")) == TRUE) made.columns.push_back(Column::intercept());
  SEXP columns = part(data, "columns");
  for (R_xlen_t k = 0; k < Rf_xlength(columns); ++k) add_column(VECTOR_ELT(columns, k), made.response.rows, made.columns);
  return made;
}

void look_at_rows(Data& lent, SEXP data) {
  if (!lent.response.y) lent.response.y = lent_doubles(part(data, "y"), lent.response.rows, "y");
  const Column* before = nullptr;
  for (Column& column : lent.columns) {
    if (column.kind != Column::Kind::code) continue;
    const bool seen = before && before->values == column.values && before->level_count == column.level_count;
    column.is_complete = seen ? before->is_complete
                              : check_codes(static_cast<const int*>(column.values), lent.response.rows, column.level_count);
    before = &column;
  }
}

Data as_data(SEXP data) {
  Data made = lent_data(data);
  look_at_rows(made, data);
  return made;
}

std::string text_of(SEXP list, const char* name) {
  SEXP text = part(list, name);
  logreg::require(TYPEOF(text) == STRSXP && Rf_xlength(text) == 1, std::string(name) + " must be a text");
  return CHAR(STRING_ELT(text, 0));
}

Vector as_vector(SEXP numbers) {
  const Rcpp::Shield<SEXP> values(Rf_coerceVector(numbers, REALSXP));
  return Eigen::Map<const Vector>(REAL_RO(values), Rf_xlength(values));
}

Matrix as_matrix(const Rcpp::NumericMatrix& numbers) {
  return Eigen::Map<const Matrix>(numbers.begin(), numbers.nrow(), numbers.ncol());
}

SEXP to_r(const Vector& vector) {
  SEXP made = Rf_allocVector(REALSXP, vector.size());
  std::copy_n(vector.data(), vector.size(), REAL(made));
  return made;
}

SEXP to_r(const Matrix& matrix) {
  SEXP made = Rf_allocMatrix(REALSXP, static_cast<int>(matrix.rows()), static_cast<int>(matrix.cols()));
  std::copy_n(matrix.data(), matrix.size(), REAL(made));
  return made;
}

SEXP to_r_positions(const std::vector<Index>& positions) {
  SEXP made = Rf_allocVector(INTSXP, static_cast<R_xlen_t>(positions.size()));
  std::transform(positions.begin(), positions.end(), INTEGER(made), [](Index position) { return static_cast<int>(position) + 1; });
  return made;
}

std::vector<Index> as_positions(const Rcpp::IntegerVector& positions) {
  std::vector<Index> made;
  for (int position : positions) made.push_back(position - 1);
  return made;
}

}  // namespace logreg_r
