#include "base/arena.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Blocks double up to this: few octets need a small one. */
enum { BLOCK_FIRST = 1 << 10, BLOCK_MAX = 1 << 20 };

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	uint8_t octets[];
};

static struct arena_block *
add_block(struct arena *arena, size_t len)
{
	size_t size = arena->blocks ? arena->blocks->size * 2 : BLOCK_FIRST;
	struct arena_block *block;

	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < len)
		size = len;
	block = xalloc(sizeof *block + size);
	*block = (struct arena_block){.older = arena->blocks, .size = size};
	arena->blocks = block;
	return block;
}

uint8_t *
arena_keep(struct arena *arena, const void *octets, size_t len)
{
	struct arena_block *block = arena->blocks;
	uint8_t *at;

	if (!block || block->size - block->used < len)
		block = add_block(arena, len);
	at = block->octets + block->used;
	if (len > 0)
		memcpy(at, octets, len);
	block->used += len;
	return at;
}

void
arena_absorb(struct arena *arena, struct arena *from)
{
	struct arena_block **last = &from->blocks;

	while (*last)
		last = &(*last)->older;
	*last = arena->blocks;
	arena->blocks = from->blocks;
	from->blocks = NULL;
}

void
arena_free(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *older = arena->blocks->older;

		free(arena->blocks);
		arena->blocks = older;
	}
}
