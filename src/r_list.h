#pragma once

#include <Rcpp.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace logreg_r {

/// A name as R keeps it. It is that of a symbol, which R never lets go, so it needs no protection, and two equal
/// names are one pointer. A small fit asks for some two hundred: the last one asked for from a place in memory, nearly
/// always a literal, is found again without R.
inline SEXP name_of(const char* text) {
  struct Known {
    const char* place = nullptr;
    SEXP name = nullptr;
  };
  static Known known[512];
  Known& last = known[(reinterpret_cast<std::uintptr_t>(text) >> 2) % 512];
  if (last.place != text || std::strcmp(CHAR(last.name), text) != 0) last = {text, PRINTNAME(Rf_install(text))};
  return last.name;
}

/// The element of a list that has this name, else NULL.
inline SEXP part(SEXP list, const char* name) {
  SEXP names = Rf_getAttrib(list, R_NamesSymbol), wanted = name_of(name);
  if (TYPEOF(names) != STRSXP) return R_NilValue;
  const SEXP *first = STRING_PTR_RO(names), *end = first + Rf_xlength(names);
  for (const SEXP* at = first; at != end; ++at)
    if (*at == wanted) return VECTOR_ELT(list, at - first);
  return R_NilValue;
}

/// A vector of names that many lists share; made once and kept for the session.
class Names {
 public:
  Names(std::initializer_list<const char*> texts) : names_(Rf_allocVector(STRSXP, static_cast<R_xlen_t>(texts.size()))) {
    R_PreserveObject(names_);
    MARK_NOT_MUTABLE(names_);
    R_xlen_t k = 0;
    for (const char* text : texts) SET_STRING_ELT(names_, k++, name_of(text));
  }
  Names(const Names&) = delete;

  SEXP names() const { return names_; }
  R_xlen_t size() const { return Rf_xlength(names_); }

 private:
  SEXP names_;
};

/// A named list, filled in the order of its names.
class NamedList {
 public:
  explicit NamedList(const Names& names) : list_(Rf_allocVector(VECSXP, names.size())) {
    Rf_setAttrib(list_, R_NamesSymbol, names.names());
  }

  /// The value needs no protection before.
  void add(SEXP value) { SET_VECTOR_ELT(list_, next_++, value); }
  void add(double value) { add(Rf_ScalarReal(value)); }
  void add(int value) { add(Rf_ScalarInteger(value)); }
  void add(bool value) { add(Rf_ScalarLogical(value)); }
  void add(const char* value) { add(Rf_ScalarString(name_of(value))); }

  SEXP list() const { return list_; }

 private:
  Rcpp::Shield<SEXP> list_;
  R_xlen_t next_ = 0;
};

/// A named list that grows at its end. Elements must be protected by somebody else until they are in.
class Parts {
 public:
  explicit Parts(R_xlen_t most) : values_(Rf_allocVector(VECSXP, most)), names_(Rf_allocVector(STRSXP, most)) {}

  void add(SEXP name, SEXP value) {
    if (count_ == Rf_xlength(values_)) Rcpp::stop("a list was given more parts than it has room for");
    SET_VECTOR_ELT(values_, count_, value);
    SET_STRING_ELT(names_, count_++, name);
  }
  void add(const char* name, SEXP value) { add(name_of(name), value); }
  void add_if_any(const char* name, SEXP value) {
    if (value != R_NilValue) add(name, value);
  }
  /// All parts of a named list, in their order.
  void add_all(SEXP list) {
    SEXP names = Rf_getAttrib(list, R_NamesSymbol);
    for (R_xlen_t k = 0; k < Rf_xlength(list); ++k) add(STRING_ELT(names, k), VECTOR_ELT(list, k));
  }
  SEXP list() const {
    const bool full = count_ == Rf_xlength(values_);
    const Rcpp::Shield<SEXP> made(full ? SEXP(values_) : Rf_xlengthgets(values_, count_)),
        names(full ? SEXP(names_) : Rf_xlengthgets(names_, count_));
    Rf_setAttrib(made, R_NamesSymbol, names);
    return made;
  }

 private:
  Rcpp::Shield<SEXP> values_, names_;
  R_xlen_t count_ = 0;
};

}  // namespace logreg_r
