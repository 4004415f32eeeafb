// Compiled once for the whole core: see decompositions.inl.
#include "logreg/support/decompositions.inl"
