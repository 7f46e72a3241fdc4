// mallinfo2 is not in Swift's Glibc module.
#include <malloc.h>
