#pragma once

#include <vector>

#include "../support/aligned.hpp"
#include "coding.hpp"
#include "design_dense.hpp"

namespace logreg {

/// Working memory of the blocks that one thread walks.
struct BlockBuffer {
  AlignedBuffer values;
  std::vector<int> codes;
};

/// A block cut from a list of columns. The columns stay where they are; the dense ones are packed, scaled,
/// into a buffer that the caller owns and that stays in cache while the products are taken. Factors are
/// read as codes: sums over rows go to the row's level.
class ColumnDesign final : public Design {
 public:
  /// Rows first, ..., first + count - 1.
  ColumnDesign(const Coding& coding, Index first, Index count, BlockBuffer& buffer)
      : coding_(coding), packed_(buffer.values.with_size(stride_of(count) * coding.dense()), count, coding.dense(), stride_of(count)) {
    double* out = const_cast<double*>(packed_.data());
    for (const Column& column : coding.dense_columns()) {
      column.write_range(first, count, out);
      out += stride_of(count);
    }
    for (const CodedFactor& factor : coding.factors()) codes_.push_back(factor.codes + first);
  }

  /// The rows listed.
  ColumnDesign(const Coding& coding, const Index* rows, Index count, BlockBuffer& buffer)
      : coding_(coding), packed_(buffer.values.with_size(stride_of(count) * coding.dense()), count, coding.dense(), stride_of(count)) {
    double* out = const_cast<double*>(packed_.data());
    for (const Column& column : coding.dense_columns()) {
      column.write(count, [rows](Index i) { return rows[i]; }, out);
      out += stride_of(count);
    }
    const std::size_t n = static_cast<std::size_t>(count);
    buffer.codes.resize(n * coding.factors().size());
    int* gathered = buffer.codes.data();
    for (const CodedFactor& factor : coding.factors()) {
      for (Index i = 0; i < count; ++i) gathered[i] = factor.codes[rows[i]];
      codes_.push_back(gathered);
      gathered += n;
    }
  }

  Index rows() const override { return packed_.rows(); }
  Index cols() const override { return coding_.stored(); }

  void times(const Vector& beta, double* eta) const override {
    packed_.times(beta, eta);
    for_each_factor([&](const CodedFactor& factor, const int* codes) {
      const double* of_code = beta.data() + factor.first - 1;
      for (Index i = 0; i < rows(); ++i) eta[i] += of_code[codes[i]];
    });
  }

  void add_transpose_times(const double* r, Vector& gradient) const override {
    packed_.add_transpose_times(r, gradient);
    for_each_factor([&](const CodedFactor& factor, const int* codes) {
      double* of_code = gradient.data() + factor.first - 1;
      for (Index i = 0; i < rows(); ++i) of_code[codes[i]] += r[i];
    });
  }

  void add_weighted_gram(const double* w, Matrix& gram) const override {
    packed_.add_weighted_gram(w, gram);
    const std::vector<CodedFactor>& factors = coding_.factors();
    for (std::size_t f = 0; f < factors.size(); ++f) {
      for (Index j = 0; j < packed_.cols(); ++j) add_numbers_by_code(factors[f], codes_[f], j, w, gram);
      add_weight_by_code(factors[f], codes_[f], w, gram);
      for (std::size_t g = 0; g < f; ++g) add_weight_by_codes(factors[f], codes_[f], factors[g], codes_[g], w, gram);
    }
  }

  void copy_to(Eigen::Ref<Matrix> out) const override {
    packed_.copy_to(out.leftCols(packed_.cols()));
    out.rightCols(cols() - packed_.cols()).setZero();
    for_each_factor([&](const CodedFactor& factor, const int* codes) {
      for (Index i = 0; i < rows(); ++i) out(i, factor.first + codes[i] - 1) = 1.0;
    });
  }

 private:
  /// A multiple of the page size between two columns would put them all into the same few cache lines.
  static Index stride_of(Index count) { return (count + 7) / 8 * 8 + 8; }

  template <class Visit>
  void for_each_factor(Visit visit) const {
    for (std::size_t f = 0; f < codes_.size(); ++f) visit(coding_.factors()[f], codes_[f]);
  }

  void add_numbers_by_code(const CodedFactor& factor, const int* codes, Index j, const double* w, Matrix& gram) const {
    double* of_code = &gram(factor.first, j) - 1;
    const double* z = packed_.data() + j * packed_.stride();
    for (Index i = 0; i < rows(); ++i) of_code[codes[i]] += w[i] * z[i];
  }

  void add_weight_by_code(const CodedFactor& factor, const int* codes, const double* w, Matrix& gram) const {
    const Index step = gram.outerStride() + 1;
    double* first = &gram(factor.first, factor.first);
    for (Index i = 0; i < rows(); ++i) first[(codes[i] - 1) * step] += w[i];
  }

  void add_weight_by_codes(const CodedFactor& down, const int* down_codes, const CodedFactor& across,
                           const int* across_codes, const double* w, Matrix& gram) const {
    const Index step = gram.outerStride();
    double* first = &gram(down.first, across.first);
    for (Index i = 0; i < rows(); ++i) first[(down_codes[i] - 1) + (across_codes[i] - 1) * step] += w[i];
  }

  const Coding& coding_;
  DenseDesign packed_;
  std::vector<const int*> codes_;
};

}  // namespace logreg
