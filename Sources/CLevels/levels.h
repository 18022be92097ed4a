// What Swift cannot say about processors: that a function is to be compiled once more for another one, and whether this is
// one. There is no kernel in here: the functions are Swift, in BNCore's KernelFunctions+*.swift.

#pragma once
#pragma clang assume_nonnull begin

// Does a piece of a kernel's work; what it takes stands behind the pointer.
typedef void (*bncore_function)(const void *work);

// All that kernels do piece by piece.
#define BNCORE_EACH(each, type)     \
  each(column_moments, type)        \
  each(column_products, type)       \
  each(normalize_columns, type)     \
  each(differentiate_columns, type) \
  each(scale_columns, type)         \
  each(run_moments, type)           \
  each(run_products, type)          \
  each(normalize_runs, type)        \
  each(differentiate_runs, type)    \
  each(scale_runs, type)            \
  each(fold, type)

// It for one type of numbers.
#define BNCORE_FIELD(name, type) bncore_function name;
struct bncore_functions {
  BNCORE_EACH(BNCORE_FIELD, )
};

// What goes through pieces of arrays.
#define BNCORE_PIECE_EACH(each, type) \
  each(column_piece, type)            \
  each(run_piece, type)

struct bncore_piece_functions {
  BNCORE_PIECE_EACH(BNCORE_FIELD, )
};

// What networks of dense layers take.
#define BNCORE_DENSE_EACH(each, type) \
  each(matrix_product, type)          \
  each(sigmoid, type)                 \
  each(sigmoid_gradient, type)        \
  each(relu, type)                    \
  each(relu_gradient, type)           \
  each(descent, type)                 \
  each(softmax, type)

struct bncore_dense_functions {
  BNCORE_DENSE_EACH(BNCORE_FIELD, )
};

// What random batches take.
#define BNCORE_RANDOM_EACH(each, type) \
  each(bits, type)                     \
  each(uniform, type)                  \
  each(quantile, type)                 \
  each(rounded, type)                  \
  each(scaled, type)                   \
  each(lognormal, type)                \
  each(outliers, type)                 \
  each(mixture, type)

struct bncore_random_functions {
  BNCORE_RANDOM_EACH(BNCORE_FIELD, )
};

// The loops that kernels are held against.
#define BNCORE_MEMORY_EACH(each, type) each(memory_loop, type)

struct bncore_memory_functions {
  BNCORE_MEMORY_EACH(BNCORE_FIELD, )
};

// Tells the processor that this thread waits for another one.
static inline void bncore_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#if defined(__linux__)
// The C library's, which its header shows only to those who ask for more than Swift's module of it does.
int bncore_sched_getaffinity(int process, unsigned long size, void *mask) __asm__("sched_getaffinity");

// On how many processors this process may run; 0 if that cannot be said.
static inline int bncore_allowed_processors(void) {
  unsigned long mask[16] = {0};
  if (bncore_sched_getaffinity(0, sizeof mask, mask) != 0) return 0;
  int count = 0;
  for (int word = 0; word < 16; word++) count += __builtin_popcountl(mask[word]);
  return count;
}
#endif

#if defined(__x86_64__)

#define BNCORE_AVX2 __attribute__((target("avx2")))
#define BNCORE_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))

// A function of Swift's, and the same once more for each level above the base: the optimizer sets it in here, and what is in
// here may use the level's instructions. Nothing asks for multiplications to be fused, so the bits are the same.
#define BNCORE_FUNCTION(name, type)                                                      \
  __attribute__((swiftcall)) void bncore_##name##_##type(const void *work);              \
  BNCORE_AVX2 static inline void bncore_##name##_##type##_avx2(const void *work) {       \
    [[clang::always_inline]] bncore_##name##_##type(work);                               \
  }                                                                                      \
  BNCORE_AVX512 static inline void bncore_##name##_##type##_avx512(const void *work) {   \
    [[clang::always_inline]] bncore_##name##_##type(work);                               \
  }

#define BNCORE_ENTRY_AVX2(name, type) .name = bncore_##name##_##type##_avx2,
#define BNCORE_ENTRY_AVX512(name, type) .name = bncore_##name##_##type##_avx512,

#define BNCORE_FUNCTIONS(type)                                                \
  BNCORE_EACH(BNCORE_FUNCTION, type)                                          \
  static inline struct bncore_functions bncore_##type##_avx2(void) {          \
    return (struct bncore_functions){BNCORE_EACH(BNCORE_ENTRY_AVX2, type)};   \
  }                                                                           \
  static inline struct bncore_functions bncore_##type##_avx512(void) {        \
    return (struct bncore_functions){BNCORE_EACH(BNCORE_ENTRY_AVX512, type)}; \
  }

BNCORE_FUNCTIONS(float32)
BNCORE_FUNCTIONS(float64)
BNCORE_FUNCTIONS(float16)

#define BNCORE_PIECE_FUNCTIONS(type)                                                      \
  BNCORE_PIECE_EACH(BNCORE_FUNCTION, type)                                                \
  static inline struct bncore_piece_functions bncore_piece_##type##_avx2(void) {          \
    return (struct bncore_piece_functions){BNCORE_PIECE_EACH(BNCORE_ENTRY_AVX2, type)};   \
  }                                                                                       \
  static inline struct bncore_piece_functions bncore_piece_##type##_avx512(void) {        \
    return (struct bncore_piece_functions){BNCORE_PIECE_EACH(BNCORE_ENTRY_AVX512, type)}; \
  }

BNCORE_PIECE_FUNCTIONS(float32)
BNCORE_PIECE_FUNCTIONS(float64)
BNCORE_PIECE_FUNCTIONS(float16)
BNCORE_PIECE_FUNCTIONS(bfloat16)

BNCORE_DENSE_EACH(BNCORE_FUNCTION, float32)
static inline struct bncore_dense_functions bncore_dense_float32_avx2(void) {
  return (struct bncore_dense_functions){BNCORE_DENSE_EACH(BNCORE_ENTRY_AVX2, float32)};
}
static inline struct bncore_dense_functions bncore_dense_float32_avx512(void) {
  return (struct bncore_dense_functions){BNCORE_DENSE_EACH(BNCORE_ENTRY_AVX512, float32)};
}

BNCORE_RANDOM_EACH(BNCORE_FUNCTION, float64)
static inline struct bncore_random_functions bncore_random_float64_avx2(void) {
  return (struct bncore_random_functions){BNCORE_RANDOM_EACH(BNCORE_ENTRY_AVX2, float64)};
}
static inline struct bncore_random_functions bncore_random_float64_avx512(void) {
  return (struct bncore_random_functions){BNCORE_RANDOM_EACH(BNCORE_ENTRY_AVX512, float64)};
}

BNCORE_MEMORY_EACH(BNCORE_FUNCTION, float32)
static inline struct bncore_memory_functions bncore_memory_float32_avx2(void) {
  return (struct bncore_memory_functions){BNCORE_MEMORY_EACH(BNCORE_ENTRY_AVX2, float32)};
}
static inline struct bncore_memory_functions bncore_memory_float32_avx512(void) {
  return (struct bncore_memory_functions){BNCORE_MEMORY_EACH(BNCORE_ENTRY_AVX512, float32)};
}

// Whether the processor has a level's instructions and the operating system keeps its registers.
static inline int bncore_has_avx2(void) { return __builtin_cpu_supports("avx2"); }
static inline int bncore_has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

#endif
#pragma clang assume_nonnull end
