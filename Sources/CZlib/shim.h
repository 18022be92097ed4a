// zlib as it is, and the one call that Swift cannot see because it is a macro.
#include <zlib.h>

static inline int bnz_inflate_init_gzip(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
