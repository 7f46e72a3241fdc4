// <malloc.h> is in no module of the C library that Swift knows, and mallinfo2 not in every C library.
#ifndef ATALAYA_MALLOC_SHIM_H
#define ATALAYA_MALLOC_SHIM_H

#include <stddef.h>
#include <stdlib.h>

#if defined(__GLIBC__) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 33))
#include <malloc.h>
#define ATALAYA_HAS_MALLINFO2 1
#endif

struct atalaya_malloc_statistics {
    int is_known;
    size_t arena_bytes;
    size_t used_bytes;
    size_t free_bytes;
    size_t mapped_bytes;
    size_t mapped_regions;
};

static inline struct atalaya_malloc_statistics atalaya_malloc_statistics(void) {
    struct atalaya_malloc_statistics statistics = {0};
#ifdef ATALAYA_HAS_MALLINFO2
    struct mallinfo2 information = mallinfo2();
    statistics.is_known = 1;
    statistics.arena_bytes = information.arena;
    statistics.used_bytes = information.uordblks;
    statistics.free_bytes = information.fordblks;
    statistics.mapped_bytes = information.hblkhd;
    statistics.mapped_regions = information.hblks;
#endif
    return statistics;
}

#endif
