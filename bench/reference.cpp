// One Newton pass of logistic regression, with care and without haste: the judge of every tool.
//
// Log-odds, probabilities and gradient are long double; the information is double, which changes how fast
// Newton's method converges but not where to. Columns that are nearly dependent come with a matrix that
// makes them nearly orthogonal: gradient and information are then those of the products, all in long double.
// Where long double is no wider than double the judge is less exact, and says so by its decrement.

#include <cmath>
#include <vector>

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

namespace {

using Real = long double;

// A column of the data frame. A factor stands for the indicators of all levels but the first.
struct Column {
  const double* values = nullptr;
  const int* codes = nullptr;
  int first = 0;  // place of its first coefficient
};

// The entries of one row that are not zero.
template <class Number>
struct Row {
  std::vector<int> place;
  std::vector<Number> value;
};

std::vector<Column> read_columns(SEXP list) {
  std::vector<Column> columns;
  int next = 1;
  for (R_xlen_t j = 0; j < Rf_xlength(list); ++j) {
    SEXP values = VECTOR_ELT(list, j);
    Column column;
    column.first = next;
    if (Rf_isFactor(values)) {
      column.codes = INTEGER(values);
      next += Rf_length(Rf_getAttrib(values, R_LevelsSymbol)) - 1;
    } else {
      column.values = REAL(values);
      next += 1;
    }
    columns.push_back(column);
  }
  return columns;
}

template <class Number>
void read_row(const std::vector<Column>& columns, R_xlen_t i, Row<Number>& row) {
  row.place.assign(1, 0);
  row.value.assign(1, Number(1));
  for (const Column& column : columns) {
    if (column.values) {
      row.place.push_back(column.first);
      row.value.push_back(column.values[i]);
    } else if (column.codes[i] > 1) {
      row.place.push_back(column.first + column.codes[i] - 2);
      row.value.push_back(Number(1));
    }
  }
}

// Adds curvature * x x' to the lower triangle. A row without factors has its places in order, so that
// the inner loop is a plain one.
template <class Number>
void add_information(const Row<Number>& row, Number curvature, bool dense, int p, std::vector<Number>& information) {
  const int entries = static_cast<int>(row.place.size());
  for (int a = 0; a < entries; ++a) {
    const Number scaled = curvature * row.value[a];
    Number* line = &information[static_cast<size_t>(row.place[a]) * p];
    if (dense) {
      const Number* value = row.value.data();
      for (int b = 0; b <= a; ++b) line[b] += scaled * value[b];
    } else {
      for (int b = 0; b <= a; ++b) line[row.place[b]] += scaled * row.value[b];
    }
  }
}

// Cholesky of the information with its diagonal scaled to 1; false if it is not positive definite.
bool factorise(std::vector<Real>& matrix, int p) {
  for (int j = 0; j < p; ++j) {
    for (int i = j; i < p; ++i) {
      Real sum = matrix[static_cast<size_t>(i) * p + j];
      const Real* left = &matrix[static_cast<size_t>(i) * p];
      const Real* right = &matrix[static_cast<size_t>(j) * p];
      for (int k = 0; k < j; ++k) sum -= left[k] * right[k];
      if (i == j && !(sum > 0)) return false;
      matrix[static_cast<size_t>(i) * p + j] = i == j ? std::sqrt(sum) : sum / right[j];
    }
  }
  return true;
}

// Solves L z = v in place; `from` is the first entry of v that is not zero.
void forward(const std::vector<Real>& lower, int p, int from, std::vector<Real>& v) {
  for (int i = from; i < p; ++i) {
    for (int k = from; k < i; ++k) v[i] -= lower[static_cast<size_t>(i) * p + k] * v[k];
    v[i] /= lower[static_cast<size_t>(i) * p + i];
  }
}

void backward(const std::vector<Real>& lower, int p, std::vector<Real>& v) {
  for (int i = p - 1; i >= 0; --i) {
    for (int k = i + 1; k < p; ++k) v[i] -= lower[static_cast<size_t>(k) * p + i] * v[k];
    v[i] /= lower[static_cast<size_t>(i) * p + i];
  }
}

SEXP numbers(const std::vector<Real>& values) {
  SEXP result = Rf_allocVector(REALSXP, static_cast<R_xlen_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i) REAL(result)[i] = static_cast<double>(values[i]);
  return result;
}

// v := T v, or v := T' v, with T upper triangular by columns, as R has it.
void multiply(const double* t, int p, std::vector<Real>& v) {
  for (int i = 0; i < p; ++i) {
    Real sum = 0;
    for (int j = i; j < p; ++j) sum += Real(t[i + static_cast<size_t>(j) * p]) * v[j];
    v[i] = sum;
  }
}

void multiply_transposed(const double* t, int p, std::vector<Real>& v) {
  for (int j = p - 1; j >= 0; --j) {
    Real sum = 0;
    for (int i = 0; i <= j; ++i) sum += Real(t[i + static_cast<size_t>(j) * p]) * v[i];
    v[j] = sum;
  }
}

// Step, standard errors, decrement and loss as an R list. An information that is singular gives NaN.
SEXP answer(const std::vector<Real>& gradient, std::vector<Real>& information, Real loss, const double* transform) {
  const int p = static_cast<int>(gradient.size());
  std::vector<Real> scale(p), step(p, NAN), errors(p, NAN);
  for (int j = 0; j < p; ++j) scale[j] = 1 / std::sqrt(information[static_cast<size_t>(j) * p + j]);
  for (int i = 0; i < p; ++i) {
    for (int j = 0; j <= i; ++j) information[static_cast<size_t>(i) * p + j] *= scale[i] * scale[j];
  }
  Real decrement = NAN;
  if (factorise(information, p)) {
    for (int j = 0; j < p; ++j) step[j] = gradient[j] * scale[j];
    forward(information, p, 0, step);
    decrement = 0;
    for (Real value : step) decrement += value * value;
    decrement = std::sqrt(decrement);
    backward(information, p, step);
    for (int j = 0; j < p; ++j) step[j] *= scale[j];
    if (transform) multiply(transform, p, step);
    for (int j = 0; j < p; ++j) {
      std::vector<Real> row(p, 0);
      row[j] = 1;
      if (transform) multiply_transposed(transform, p, row);
      for (int k = j; k < p; ++k) row[k] *= scale[k];
      forward(information, p, j, row);
      Real sum = 0;
      for (int k = j; k < p; ++k) sum += row[k] * row[k];
      errors[j] = std::sqrt(sum);
    }
  }
  const char* names[] = {"step", "errors", "decrement", "loss", ""};
  SEXP result = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(result, 0, numbers(step));
  SET_VECTOR_ELT(result, 1, numbers(errors));
  SET_VECTOR_ELT(result, 2, Rf_ScalarReal(static_cast<double>(decrement)));
  SET_VECTOR_ELT(result, 3, Rf_ScalarReal(static_cast<double>(loss)));
  UNPROTECT(1);
  return result;
}

template <class Number>
SEXP pass(SEXP list, SEXP response, SEXP beta, const double* transform) {
  const std::vector<Column> columns = read_columns(list);
  bool dense = true;
  for (const Column& column : columns) dense = dense && column.values;
  const int p = Rf_length(beta);
  const double* y = REAL(response);
  const double* b = REAL(beta);
  std::vector<Real> gradient(p, 0);
  std::vector<Number> information(static_cast<size_t>(p) * p, 0);
  Row<Number> row;
  std::vector<Real> product;
  Real loss = 0;
  for (R_xlen_t i = 0; i < Rf_xlength(response); ++i) {
    read_row(columns, i, row);
    Real eta = 0;
    for (size_t k = 0; k < row.place.size(); ++k) eta += Real(b[row.place[k]]) * Real(row.value[k]);
    if (transform) {
      product.assign(row.value.begin(), row.value.end());
      multiply_transposed(transform, p, product);
      row.value.assign(product.begin(), product.end());
    }
    const Real e = std::exp(-std::fabs(eta));
    const Real larger = 1 / (1 + e), smaller = e / (1 + e);
    // y - prob without cancellation, for a response of 0 or 1.
    const Real residual = y[i] > 0.5 ? (eta > 0 ? smaller : larger) : -(eta > 0 ? larger : smaller);
    loss += std::log1p(e) + ((y[i] > 0.5) == (eta > 0) ? 0 : std::fabs(eta));
    for (size_t k = 0; k < row.place.size(); ++k) gradient[row.place[k]] += residual * Real(row.value[k]);
    add_information<Number>(row, static_cast<Number>(larger * smaller), dense, p, information);
  }
  std::vector<Real> wide(information.begin(), information.end());
  return answer(gradient, wide, loss, transform);
}

}  // namespace

// `transform` is NULL, or for numeric columns an upper triangular matrix T such that X T is well conditioned.
extern "C" SEXP reference_pass(SEXP columns, SEXP y, SEXP beta, SEXP transform) {
  if (Rf_isNull(transform)) return pass<double>(columns, y, beta, nullptr);
  return pass<Real>(columns, y, beta, REAL(transform));
}
