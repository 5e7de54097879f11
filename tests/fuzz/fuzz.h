#ifndef MXD_FUZZ_H
#define MXD_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * A fuzz target: do with the octets, which belong to the caller, what is to be
 * fuzzed, and assert what must hold.  Returns 0.  libFuzzer calls it again and
 * again; replay.c calls it for each file of a corpus.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

#endif
