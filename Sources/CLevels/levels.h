// What Swift cannot say about processors: that a function is to be compiled once more for another one, and whether this is
// one. There is no kernel in here: the functions are Swift, in BNCore's KernelFunctions+*.swift.

#pragma once

#if defined(__x86_64__)
#pragma clang assume_nonnull begin

// Does a piece of a kernel's work; what it takes stands behind the pointer.
typedef void (*bncore_function)(const void *work);

// All that kernels do piece by piece, for one type of numbers.
struct bncore_functions {
  bncore_function column_moments, column_products;
  bncore_function normalize_columns, differentiate_columns, scale_columns;
  bncore_function run_moments, run_products;
  bncore_function normalize_runs, differentiate_runs, scale_runs;
  bncore_function fold;
};

// A function of Swift's, and the same once more for AVX2: the optimizer sets it in here, and what is in here may use AVX2.
// Fused multiplication is left out, so the bits are the same.
#define BNCORE_FUNCTION(name, type)                                                                                     \
  __attribute__((swiftcall)) void bncore_##name##_##type(const void *work);                                             \
  __attribute__((target("avx2"))) static inline void bncore_##name##_##type##_avx2(const void *work) {                  \
    [[clang::always_inline]] bncore_##name##_##type(work);                                                              \
  }

#define BNCORE_FUNCTIONS(type)                                                                                          \
  BNCORE_FUNCTION(column_moments, type)                                                                                 \
  BNCORE_FUNCTION(column_products, type)                                                                                \
  BNCORE_FUNCTION(normalize_columns, type)                                                                              \
  BNCORE_FUNCTION(differentiate_columns, type)                                                                          \
  BNCORE_FUNCTION(scale_columns, type)                                                                                  \
  BNCORE_FUNCTION(run_moments, type)                                                                                    \
  BNCORE_FUNCTION(run_products, type)                                                                                   \
  BNCORE_FUNCTION(normalize_runs, type)                                                                                 \
  BNCORE_FUNCTION(differentiate_runs, type)                                                                             \
  BNCORE_FUNCTION(scale_runs, type)                                                                                     \
  BNCORE_FUNCTION(fold, type)                                                                                           \
  static inline struct bncore_functions bncore_##type##_avx2(void) {                                                    \
    return (struct bncore_functions){                                                                                   \
        bncore_column_moments_##type##_avx2,    bncore_column_products_##type##_avx2,                                   \
        bncore_normalize_columns_##type##_avx2, bncore_differentiate_columns_##type##_avx2,                             \
        bncore_scale_columns_##type##_avx2,     bncore_run_moments_##type##_avx2,                                       \
        bncore_run_products_##type##_avx2,      bncore_normalize_runs_##type##_avx2,                                    \
        bncore_differentiate_runs_##type##_avx2, bncore_scale_runs_##type##_avx2,          \
        bncore_fold_##type##_avx2};                                      \
  }

BNCORE_FUNCTIONS(float32)
BNCORE_FUNCTIONS(float64)
BNCORE_FUNCTIONS(float16)

// Whether the processor has AVX2 and the operating system keeps its registers.
static inline int bncore_has_avx2(void) { return __builtin_cpu_supports("avx2"); }

#pragma clang assume_nonnull end
#endif
