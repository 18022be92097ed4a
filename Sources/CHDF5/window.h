// A driver for HDF5's library: a file that lies in memory, such as a mapped part of another file, and is only read.
#pragma once

#include <stdlib.h>
#include <string.h>

#include "shim.h"

// The bytes of the file; they outlive it.
typedef struct {
  const unsigned char *bytes;
  uint64_t size;
} bnh5_window;

typedef struct {
  H5FD_t shared;  // has to come first
  bnh5_window window;
  haddr_t end;
} bnh5_window_file;

static inline H5FD_t *bnh5_window_open(const char *name, unsigned flags, hid_t access, haddr_t greatest) {
  (void)name, (void)flags, (void)greatest;
  const bnh5_window *window = (const bnh5_window *)H5Pget_driver_info(access);
  bnh5_window_file *file = window ? (bnh5_window_file *)calloc(1, sizeof(bnh5_window_file)) : NULL;
  if (file) file->window = *window;
  return (H5FD_t *)file;
}

static inline herr_t bnh5_window_close(H5FD_t *file) {
  free(file);
  return 0;
}

static inline herr_t bnh5_window_query(const H5FD_t *file, unsigned long *flags) {
  (void)file;
  // A read costs nothing here, so there is nothing to gather.
  if (flags) *flags = 0;
  return 0;
}

static inline haddr_t bnh5_window_get_end(const H5FD_t *file, H5FD_mem_t kind) {
  (void)kind;
  return ((const bnh5_window_file *)file)->end;
}

static inline herr_t bnh5_window_set_end(H5FD_t *file, H5FD_mem_t kind, haddr_t end) {
  (void)kind;
  ((bnh5_window_file *)file)->end = end;
  return 0;
}

static inline haddr_t bnh5_window_size(const H5FD_t *file, H5FD_mem_t kind) {
  (void)kind;
  return ((const bnh5_window_file *)file)->window.size;
}

static inline herr_t bnh5_window_read(
    H5FD_t *file, H5FD_mem_t kind, hid_t transfer, haddr_t address, size_t count, void *target) {
  (void)kind, (void)transfer;
  const bnh5_window *window = &((const bnh5_window_file *)file)->window;
  if (address > window->size || count > window->size - address) return -1;
  memcpy(target, window->bytes + address, count);
  return 0;
}

static inline herr_t bnh5_window_write(
    H5FD_t *file, H5FD_mem_t kind, hid_t transfer, haddr_t address, size_t count, const void *source) {
  (void)file, (void)kind, (void)transfer, (void)address, (void)count, (void)source;
  return -1;
}

static const H5FD_class_t bnh5_window_driver = {
#ifdef H5FD_CLASS_VERSION
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)600,
#endif
    .name = "window",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_WEAK,
    .fapl_size = sizeof(bnh5_window),
    .open = bnh5_window_open,
    .close = bnh5_window_close,
    .query = bnh5_window_query,
    .get_eoa = bnh5_window_get_end,
    .set_eoa = bnh5_window_set_end,
    .get_eof = bnh5_window_size,
    .read = bnh5_window_read,
    .write = bnh5_window_write,
    .fl_map = H5FD_FLMAP_SINGLE,
};

// Opens the file that lies in memory; negative where the library takes it for none of its own.
static inline hid_t bnh5_open_window(const void *bytes, uint64_t size) {
  bnh5_window window = {(const unsigned char *)bytes, size};
  hid_t driver = H5FDregister(&bnh5_window_driver);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (driver < 0 || access < 0 || H5Pset_driver(access, driver, &window) < 0) return -1;
  // One walk needs nothing twice, so what was read is forgotten early: memory that grows, or leaves the processor's own cache,
  // would take a third of the time.
  H5AC_cache_config_t cache = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};
  if (H5Pget_mdc_config(access, &cache) >= 0) {
    cache.set_initial_size = 1;
    cache.initial_size = cache.min_size = cache.max_size = 1 << 18;
    cache.incr_mode = H5C_incr__off;
    cache.flash_incr_mode = H5C_flash_incr__off;
    cache.decr_mode = H5C_decr__off;
    H5Pset_mdc_config(access, &cache);
  }
  return H5Fopen("window", H5F_ACC_RDONLY, access);
}
