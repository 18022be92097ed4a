// The one entry of libFuzzer that a program with a start of its own calls. Source: FuzzerInterface.h and the page
// "libFuzzer", section "Using libFuzzer as a library", of LLVM 21.
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*each)(const uint8_t *bytes, size_t size));
