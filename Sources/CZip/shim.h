// libzip's header without the library: it is loaded when the first archive is opened, so that no other start of the
// program pays for it. Each function that is looked up by name has its type from the header's own declaration.
#include <zip.h>

typedef __typeof__(&zip_source_function_create) bnz_zip_source_function_create;
typedef __typeof__(&zip_source_free) bnz_zip_source_free;
typedef __typeof__(&zip_open_from_source) bnz_zip_open_from_source;
typedef __typeof__(&zip_discard) bnz_zip_discard;
typedef __typeof__(&zip_get_error) bnz_zip_get_error;
typedef __typeof__(&zip_error_init) bnz_zip_error_init;
typedef __typeof__(&zip_error_fini) bnz_zip_error_fini;
typedef __typeof__(&zip_error_code_zip) bnz_zip_error_code_zip;
typedef __typeof__(&zip_error_strerror) bnz_zip_error_strerror;
typedef __typeof__(&zip_get_num_entries) bnz_zip_get_num_entries;
typedef __typeof__(&zip_stat_index) bnz_zip_stat_index;
typedef __typeof__(&zip_fopen_index) bnz_zip_fopen_index;
typedef __typeof__(&zip_fread) bnz_zip_fread;
typedef __typeof__(&zip_fclose) bnz_zip_fclose;
typedef __typeof__(&zip_file_get_error) bnz_zip_file_get_error;

// The commands that a source for reading has to know; a macro of casts, which Swift cannot see.
static inline zip_int64_t bnz_zip_seekable(void) {
  return ZIP_SOURCE_SUPPORTS_SEEKABLE;
}
