// HDF5's C library, and what Swift cannot see of it because it is a macro.
#pragma once

#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

// Debian's headers of the other drivers are not all included by hdf5.h in every version.
#if __has_include(<hdf5/serial/H5FDdevelop.h>)
#include <hdf5/serial/H5FDdevelop.h>
#elif __has_include(<H5FDdevelop.h>)
#include <H5FDdevelop.h>
#endif

// No type of its own for a number's bits: a number is of one of the kinds that files hold, or of none of them.
enum bnh5_number {
  bnh5_other = 0,
  bnh5_unsigned = 1,
  bnh5_signed = 2,
  bnh5_float16 = 3,
  bnh5_bfloat16 = 4,
  bnh5_float32 = 5,
  bnh5_float64 = 6,
};

// The errors of the library are asked for, never printed.
static inline void bnh5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

static inline hid_t bnh5_file_access(void) { return H5Pcreate(H5P_FILE_ACCESS); }
static inline hid_t bnh5_default(void) { return H5P_DEFAULT; }
static inline hid_t bnh5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t bnh5_error_stack(void) { return H5E_DEFAULT; }
static inline haddr_t bnh5_no_address(void) { return HADDR_UNDEF; }
static inline unsigned bnh5_read_only(void) { return H5F_ACC_RDONLY; }

// A text type of variable length, in the character set of another one: the library converts no set into another.
static inline hid_t bnh5_text_like(hid_t stored) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5Tget_cset(stored));
  return type;
}

// Where the number of a link's object lies. In later versions an object is known by a token instead.
static inline haddr_t bnh5_link_address(const H5L_info_t *link) { return link->u.address; }

// Opens what a hard link leads to, without looking its name up once more.
static inline hid_t bnh5_open_link(hid_t group, const H5L_info_t *link) {
  return H5Oopen_by_addr(group, link->u.address);
}

// Whether a floating-point type has the fields of an IEEE type, or of bfloat16.
static inline enum bnh5_number bnh5_float(hid_t type) {
  size_t sign, exponent, exponent_bits, mantissa, mantissa_bits;
  if (H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa, &mantissa_bits) < 0) return bnh5_other;
  size_t bits = 8 * H5Tget_size(type);
  if (mantissa != 0 || exponent != mantissa_bits || sign != bits - 1 || exponent + exponent_bits != sign ||
      H5Tget_precision(type) != bits || H5Tget_offset(type) != 0 || H5Tget_norm(type) != H5T_NORM_IMPLIED ||
      H5Tget_ebias(type) != ((size_t)1 << (exponent_bits - 1)) - 1)
    return bnh5_other;
  if (bits == 16 && exponent_bits == 5) return bnh5_float16;
  if (bits == 16 && exponent_bits == 8) return bnh5_bfloat16;
  if (bits == 32 && exponent_bits == 8) return bnh5_float32;
  if (bits == 64 && exponent_bits == 11) return bnh5_float64;
  return bnh5_other;
}
