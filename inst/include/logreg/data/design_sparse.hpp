#pragma once

#include <cmath>

#include "../support/types.hpp"
#include "design_dense.hpp"
#include "sparse_matrix.hpp"

namespace logreg {

/// The sparse columns of a block of rows, with places first, first + 1, ... among the stored columns. Every
/// product walks the entries row by row, so it costs what the entries cost; the Gram adds the products of
/// each pair of entries of a row to their place.
class SparseRows {
 public:
  /// Rows row, ..., row + count - 1 or, if there is a list, the rows listed.
  SparseRows(const SparseMatrix& matrix, Index first, Index row, const Index* listed, Index count)
      : matrix_(matrix), first_(first), row_(row), listed_(listed), count_(count) {}

  /// eta += X beta.
  void add_times(const Vector& beta, double* eta) const {
    const double* of_place = beta.data() + first_;
    for_each_row([&](Index i, Index count, const int* places, const double* values) {
      double sum = 0.0;
      for (Index k = 0; k < count; ++k) sum += values[k] * of_place[places[k]];
      eta[i] += sum;
    });
  }

  void add_transpose_times(const double* r, Vector& gradient) const {
    double* of_place = gradient.data() + first_;
    for_each_row([&](Index i, Index count, const int* places, const double* values) {
      for (Index k = 0; k < count; ++k) of_place[places[k]] += r[i] * values[k];
    });
  }

  /// The part of the lower triangle that sparse columns have: among themselves and with the dense columns,
  /// which are the first of the stored ones.
  void add_weighted_gram(const DenseDesign& dense, const double* w, Matrix& gram) const {
    for (Index j = 0; j < dense.cols(); ++j) add_products_with(dense.data() + j * dense.stride(), w, &gram(first_, j));
    const Index stride = gram.outerStride();
    double* corner = &gram(first_, first_);
    for_each_row([&](Index i, Index count, const int* places, const double* values) {
      for (Index k = 0; k < count; ++k) {
        double* of_place = corner + places[k] * stride;
        const double weighted = w[i] * values[k];
        for (Index l = k; l < count; ++l) of_place[places[l]] += weighted * values[l];
      }
    });
  }

  void raise_largest(Vector& largest) const {
    double* of_place = largest.data() + first_;
    for_each_row([&](Index, Index count, const int* places, const double* values) {
      for (Index k = 0; k < count; ++k) raise_to(std::abs(values[k]), of_place[places[k]]);
    });
  }

  void copy_to(Eigen::Ref<Matrix> out) const {
    for_each_row([&](Index i, Index count, const int* places, const double* values) {
      for (Index k = 0; k < count; ++k) out(i, first_ + places[k]) = values[k];
    });
  }

 private:
  void add_products_with(const double* z, const double* w, double* of_place) const {
    for_each_row([&](Index i, Index count, const int* places, const double* values) {
      const double weighted = w[i] * z[i];
      for (Index k = 0; k < count; ++k) of_place[places[k]] += weighted * values[k];
    });
  }

  template <class Visit>
  void for_each_row(Visit visit) const {
    for (Index i = 0; i < count_; ++i) {
      const Index row = listed_ ? listed_[i] : row_ + i;
      const Index from = matrix_.row_start(row);
      visit(i, matrix_.row_end(row) - from, matrix_.entry_places() + from, matrix_.entry_values() + from);
    }
  }

  const SparseMatrix& matrix_;
  Index first_, row_;
  const Index* listed_;
  Index count_;
};

}  // namespace logreg
