/* Octets that stay where they are. */
#include "base/arena.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { KEPT = 4000 };

static uint8_t
octet_of(size_t i, size_t at)
{
	return (uint8_t)(i * 7 + at);
}

/* Of all lengths, some longer than a block. */
static size_t
len_of(size_t i)
{
	return i == KEPT / 2 ? 3u << 20 : i % 1500;
}

static void
keep_all(struct arena *arena, const uint8_t **kept, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		size_t len = len_of(i);
		uint8_t *octets = calloc(len + 1, 1);

		for (size_t at = 0; at < len; at++)
			octets[at] = octet_of(i, at);
		kept[i] = arena_keep(arena, octets, len);
		free(octets);
	}
}

Test(arena, what_is_kept_stays)
{
	static const uint8_t *kept[KEPT];
	struct arena arena = {0};
	struct arena other = {0};
	struct arena none = {0};

	keep_all(&arena, kept, 0, KEPT / 3);
	keep_all(&other, kept, KEPT / 3, KEPT - 1);
	arena_absorb(&arena, &other);
	cr_expect_null(other.blocks);
	arena_absorb(&arena, &none);
	keep_all(&arena, kept, KEPT - 1, KEPT);
	for (size_t i = 0; i < KEPT; i++) {
		for (size_t at = 0; at < len_of(i); at++)
			cr_assert_eq(kept[i][at], octet_of(i, at));
	}
	arena_free(&arena);
	cr_expect_null(arena.blocks);
}

Test(arena, nothing)
{
	struct arena arena = {0};

	cr_expect_not_null(arena_keep(&arena, NULL, 0));
	arena_free(&arena);
}
