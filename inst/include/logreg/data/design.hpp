#pragma once

#include "../support/types.hpp"

namespace logreg {

/// The contract of a design: one block of rows, asked only for products, in the coordinates in which its
/// columns are stored (data/coding.hpp). Every storage kind gives the same three products as the dense
/// matrix `copy_to` writes (tested for each kind).
class Design {
 public:
  virtual ~Design() = default;
  virtual Index rows() const = 0;
  virtual Index cols() const = 0;
  /// eta = X beta; eta has rows() entries.
  virtual void times(const Vector& beta, double* eta) const = 0;
  /// gradient += X' r; r has rows() entries.
  virtual void add_transpose_times(const double* r, Vector& gradient) const = 0;
  /// gram += X' diag(w) X, in the layout of the coding's empty_gram(); w has rows() entries, of any sign.
  virtual void add_weighted_gram(const double* w, Matrix& gram) const = 0;
  /// largest[j] becomes the larger of itself and max |x_ij|, at least: a bound. NaN if some x_ij is not finite.
  virtual void raise_largest(Vector& largest) const = 0;
  /// Rows of X into out, which is rows() x cols().
  virtual void copy_to(Eigen::Ref<Matrix> out) const = 0;
};

}  // namespace logreg
