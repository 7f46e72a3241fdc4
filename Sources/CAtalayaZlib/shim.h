// zlib's initialisers are macros, which Swift cannot call; these are the same calls as functions.
#ifndef ATALAYA_ZLIB_SHIM_H
#define ATALAYA_ZLIB_SHIM_H

#include <zlib.h>

static inline int atalaya_deflate_init(z_streamp stream, int level, int window_bits, int memory_level) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
}

static inline int atalaya_inflate_init(z_streamp stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

#endif
