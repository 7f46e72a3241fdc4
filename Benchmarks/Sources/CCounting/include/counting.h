#include <stdint.h>

/// How often the process has asked for memory so far, whoever asked.
uint64_t allocation_count(void);

/// Calls the body. It has a name of its own, so that callgrind can be told to count what happens inside.
void budgeted_operation(void (*body)(void));
