/*
 * The arena of a zone while it is filled: octets appended at 4-octet
 * boundaries, found again by reference because the arena moves as it grows.
 */
#ifndef MXD_ZONE_SNAPSHOT_H
#define MXD_ZONE_SNAPSHOT_H

#include "zone/node.h"

struct snapshot {
	uint8_t *base;
	size_t used, capacity;
};

/*
 * `len` zeroed octets at a multiple of `align` (a power of two, 4 to 16);
 * earlier pointers into the arena are no longer valid. Aborts beyond 16 GiB,
 * which is what references can name.
 */
ref snapshot_take(struct snapshot *snapshot, size_t len, size_t align);

static inline void *
snapshot_at(const struct snapshot *snapshot, ref at)
{
	return snapshot->base + (size_t)at * 4;
}

/* Give back what is not used; the arena may move once more. */
void snapshot_trim(struct snapshot *snapshot);

#endif
