/*
 * Octets that are kept until all of them go, and stay where they are.
 */
#ifndef MXD_BASE_ARENA_H
#define MXD_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

/* Zero-initialise; release with arena_free(). */
struct arena {
	struct arena_block *blocks; /* the one being filled first */
};

/* A copy of len octets; not aligned. */
uint8_t *arena_keep(struct arena *arena, const void *octets, size_t len);

/* Have what is in `from` stay with `arena`; `from` is empty then. */
void arena_absorb(struct arena *arena, struct arena *from);

void arena_free(struct arena *arena);

#endif
