#include <lapacke.h>
#include <cblas.h>

// OpenBLAS's own call; declared here because its cblas.h hides it on some systems.
void openblas_set_num_threads(int count);
