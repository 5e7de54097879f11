#include "zone/snapshot.h"
#include "base/alloc.h"

#include <assert.h>

enum { FIRST_CAPACITY = 4096 };

ref
snapshot_take(struct snapshot *snapshot, size_t len, size_t align)
{
	/* Octets 0 to 3 are never given out: reference 0 means none. */
	size_t from = snapshot->used ? snapshot->used : 4;
	size_t need;

	from = (from + align - 1) & ~(align - 1);
	need = from + len;
	assert(need <= (size_t)UINT32_MAX * 4);
	if (need > snapshot->capacity) {
		size_t grown = snapshot->capacity ? snapshot->capacity
						  : (size_t)FIRST_CAPACITY;

		while (grown < need)
			grown *= 2;
		snapshot->base = xrealloc(snapshot->base, grown);
		snapshot->capacity = grown;
	}
	memset(snapshot->base + snapshot->used, 0, need - snapshot->used);
	snapshot->used = need;
	return (ref)(from / 4);
}

void
snapshot_trim(struct snapshot *snapshot)
{
	snapshot->base = xrealloc(snapshot->base, snapshot->used);
	snapshot->capacity = snapshot->used;
}
