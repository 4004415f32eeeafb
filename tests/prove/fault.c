/* One deliberate fault: reads behind the end of memory that was taken. The batteries of valgrind and the sanitizers must
   stop it. */
#include <stdlib.h>

void read_too_far(int* n, double* out) {
  double* taken = malloc((size_t)*n * sizeof(double));
  for (int i = 0; i < *n; ++i) taken[i] = i;
  out[0] = taken[*n] > 0.5 ? 1.0 : 2.0;
  free(taken);
}
