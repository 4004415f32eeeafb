#pragma once

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

#include "coding.hpp"
#include "dense_columns.hpp"
#include "design_sparse.hpp"

namespace logreg {

/// Working memory of the blocks that one thread walks.
struct BlockBuffer {
  AlignedBuffer values, row_sums;
  std::vector<int> codes;
};

/// A block cut from a list of columns. The columns stay where they are; the dense ones are packed, scaled,
/// into a buffer that the caller owns and that stays in cache while the products are taken. Factors are
/// read as codes: sums over rows go to the row's level. Sparse columns are read entry by entry.
class ColumnDesign final : public Design {
 public:
  /// Rows first, ..., first + count - 1; so many rows after them will follow in the next block.
  ColumnDesign(const Coding& coding, Index first, Index count, BlockBuffer& buffer, Index following = 0)
      : coding_(coding), buffer_(buffer), dense_(coding.dense_columns(), first, count, buffer.values, following) {
    for (const CodedFactor& factor : coding.factors()) codes_.push_back(factor.codes + first);
    read_sparse(first, nullptr);
  }

  /// The rows listed.
  ColumnDesign(const Coding& coding, const Index* rows, Index count, BlockBuffer& buffer)
      : coding_(coding), buffer_(buffer), dense_(coding.dense_columns(), rows, count, buffer.values) {
    const std::size_t n = static_cast<std::size_t>(count);
    buffer.codes.resize(n * coding.factors().size());
    int* gathered = buffer.codes.data();
    for (const CodedFactor& factor : coding.factors()) {
      for (Index i = 0; i < count; ++i) gathered[i] = factor.codes[rows[i]];
      codes_.push_back(gathered);
      gathered += n;
    }
    read_sparse(0, rows);
  }

  Index rows() const override { return dense_.rows(); }
  Index cols() const override { return coding_.stored(); }

  void times(const Vector& beta, double* eta) const override {
    dense_.times(beta, eta);
    for_some_factors([&](auto count, std::size_t from) {
      constexpr int kCount = decltype(count)::value;
      const double* of_code[kCount];
      const int* code[kCount];
      for (int k = 0; k < kCount; ++k) {
        of_code[k] = beta.data() + factor(from + static_cast<std::size_t>(k)).first - 1;
        code[k] = codes_[from + static_cast<std::size_t>(k)];
      }
      for (Index i = 0; i < rows(); ++i) {
        double sum = eta[i];
        for (int k = 0; k < kCount; ++k) sum += of_code[k][code[k][i]];
        eta[i] = sum;
      }
    });
    if (sparse_) sparse_->add_times(beta, eta);
  }

  void add_transpose_times(const double* r, Vector& gradient) const override {
    dense_.add_transpose_times(r, gradient);
    for_some_factors([&](auto count, std::size_t from) {
      constexpr int kCount = decltype(count)::value;
      double* of_code[kCount];
      const int* code[kCount];
      for (int k = 0; k < kCount; ++k) {
        of_code[k] = gradient.data() + factor(from + static_cast<std::size_t>(k)).first - 1;
        code[k] = codes_[from + static_cast<std::size_t>(k)];
      }
      for (Index i = 0; i < rows(); ++i)
        for (int k = 0; k < kCount; ++k) of_code[k][code[k][i]] += r[i];
    });
    if (sparse_) sparse_->add_transpose_times(r, gradient);
  }

  void add_weighted_gram(const double* w, Matrix& gram) const override {
    dense_.add_weighted_gram(w, gram);
    if (sparse_) sparse_->add_weighted_gram(dense_.packed(), w, gram);
    if (codes_.empty()) return;
    const double* sums = write_row_sums(w);
    for (std::size_t f = 0; f < codes_.size(); ++f) {
      double* own = gram.data() + factor(f).sums - factor(f).stride;
      switch (coding_.slot_count()) {
        case 1: add_row_sums<1>(f, sums, own); break;
        case 2: add_row_sums<2>(f, sums, own); break;
        case 3: add_row_sums<3>(f, sums, own); break;
        case 4: add_row_sums<4>(f, sums, own); break;
        default: add_long_row_sums(f, sums, own);
      }
      Index shared = coding_.slot_count() - 1;
      for (std::size_t g = 0; g < f; g += kTogether) {
        const std::size_t count = std::min(kTogether, f - g);
        switch (count) {
          case 1: add_shared_weights<1>(f, g, w, own + shared); break;
          case 2: add_shared_weights<2>(f, g, w, own + shared); break;
          case 3: add_shared_weights<3>(f, g, w, own + shared); break;
          default: add_shared_weights<4>(f, g, w, own + shared);
        }
        for (std::size_t k = 0; k < count; ++k) shared += factor(g + k).levels();
      }
    }
  }

  void raise_largest(Vector& largest) const override {
    dense_.raise_largest(largest);
    for (const CodedFactor& factor : coding_.factors()) largest.segment(factor.first, factor.levels()).setOnes();
    if (sparse_) sparse_->raise_largest(largest);
  }

  void copy_to(Eigen::Ref<Matrix> out) const override {
    dense_.packed().copy_to(out.leftCols(dense_.cols()));
    out.rightCols(cols() - dense_.cols()).setZero();
    for (std::size_t f = 0; f < codes_.size(); ++f)
      for (Index i = 0; i < rows(); ++i) out(i, factor(f).first + codes_[f][i] - 1) = 1.0;
    if (sparse_) sparse_->copy_to(out);
  }

 private:
  // Factors that one loop over the rows takes together. A row's additions go to different places, so they do
  // not wait for one another, even where all rows of a block are of one level.
  static constexpr std::size_t kTogether = 4;

  void read_sparse(Index row, const Index* listed) {
    const SparseColumns& sparse = coding_.sparse();
    if (!sparse.empty()) sparse_.emplace(sparse.matrix(), sparse.first(), row, listed, rows());
  }

  const CodedFactor& factor(std::size_t f) const { return coding_.factors()[f]; }

  /// visit(count, from) for groups of factors; `count` is known to the compiler.
  template <class Visit>
  void for_some_factors(Visit visit) const {
    for (std::size_t from = 0; from < codes_.size(); from += kTogether) {
      switch (std::min(kTogether, codes_.size() - from)) {
        case 1: visit(std::integral_constant<int, 1>(), from); break;
        case 2: visit(std::integral_constant<int, 2>(), from); break;
        case 3: visit(std::integral_constant<int, 3>(), from); break;
        default: visit(std::integral_constant<int, 4>(), from);
      }
    }
  }

  /// What each row adds to its levels: its weight, and the weight times its dense columns. Row by row.
  const double* write_row_sums(const double* w) const {
    const Index slots = coding_.slot_count();
    if (slots == 1) return w;
    double* sums = buffer_.row_sums.with_size(rows() * slots);
    for (Index i = 0; i < rows(); ++i) sums[i * slots] = w[i];
    for (Index j = 0; j < dense_.cols(); ++j) {
      const Index slot = coding_.slots()[static_cast<std::size_t>(j)];
      if (slot == 0) continue;
      const double* z = dense_.packed().data() + j * dense_.packed().stride();
      for (Index i = 0; i < rows(); ++i) sums[i * slots + slot] = w[i] * z[i];
    }
    return sums;
  }

  template <int Slots>
  void add_row_sums(std::size_t f, const double* sums, double* own) const {
    const int* codes = codes_[f];
    const Index stride = factor(f).stride;
    for (Index i = 0; i < rows(); ++i) {
      double* out = own + codes[i] * stride;
      for (int k = 0; k < Slots; ++k) out[k] += sums[i * Slots + k];
    }
  }

  void add_long_row_sums(std::size_t f, const double* sums, double* own) const {
    const int* codes = codes_[f];
    const Index stride = factor(f).stride, slots = coding_.slot_count();
    for (Index i = 0; i < rows(); ++i) {
      double* out = own + codes[i] * stride;
      const double* in = sums + i * slots;
      for (Index k = 0; k < slots; ++k) out[k] += in[k];
    }
  }

  /// The weights that the levels of factor f share with those of the factors g, ..., g + Count - 1.
  template <int Count>
  void add_shared_weights(std::size_t f, std::size_t g, const double* w, double* shared) const {
    const int* codes = codes_[f];
    const Index stride = factor(f).stride;
    const int* other[Count];
    Index start[Count];
    for (std::size_t k = 0; k < Count; ++k) {
      other[k] = codes_[g + k];
      start[k] = k == 0 ? 0 : start[k - 1] + factor(g + k - 1).levels();
    }
    for (Index i = 0; i < rows(); ++i) {
      double* out = shared + codes[i] * stride;
      for (int k = 0; k < Count; ++k) out[start[k] + other[k][i]] += w[i];
    }
  }

  const Coding& coding_;
  BlockBuffer& buffer_;
  DenseColumns dense_;
  std::vector<const int*> codes_;
  std::optional<SparseRows> sparse_;
};

}  // namespace logreg
