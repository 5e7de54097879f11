#include "zone/trie.h"

#include <assert.h>

struct build {
	const struct trie_key *keys;
	struct trie_node *nodes;
	size_t used;
	ref base;
};

static unsigned
digit_at(const struct trie_key *key, unsigned offset)
{
	return offset < key->len ? key->digits[offset] : 0;
}

/* The first digit, not before `from`, in which two distinct keys differ. */
static unsigned
first_difference(const struct trie_key *a, const struct trie_key *b,
		 unsigned from)
{
	while (digit_at(a, from) == digit_at(b, from)) {
		assert(from < KEY_MAX);
		from++;
	}
	return from;
}

/* How many keys of first..last-1 share the first one's digit at offset. */
static size_t
same_digit(const struct trie_key *keys, size_t first, size_t last,
	   unsigned offset)
{
	unsigned digit = digit_at(&keys[first], offset);
	size_t at = first + 1;

	while (at < last && digit_at(&keys[at], offset) == digit)
		at++;
	return at - first;
}

/*
 * The subtree of keys first..last-1, which share all digits before `from`,
 * into nodes[slot]. Recursion ends after KEY_MAX levels: each tests a later
 * digit than the one above.
 */
static void
build_subtree(struct build *build, size_t slot, size_t first, size_t last,
	      unsigned from)
{
	struct trie_node *node = &build->nodes[slot];
	const struct trie_key *keys = build->keys;

	if (last - first == 1) {
		*node = (struct trie_node){.first = keys[first].value,
					   .leaf = true};
		return;
	}

	unsigned offset = first_difference(&keys[first], &keys[last - 1], from);
	size_t children = build->used;
	uint64_t twigs = 0;

	for (size_t at = first; at < last;) {
		twigs |= UINT64_C(1) << digit_at(&keys[at], offset);
		at += same_digit(keys, at, last, offset);
		build->used++;
	}
	*node = (struct trie_node){
	    twigs,
	    build->base +
		(ref)(children * (sizeof(struct trie_node) / sizeof(ref))),
	    (uint16_t)offset, false};
	for (size_t at = first; at < last; children++) {
		size_t count = same_digit(keys, at, last, offset);

		build_subtree(build, children, at, at + count, offset + 1);
		at += count;
	}
}

size_t
trie_build(const struct trie_key *keys, size_t count, struct trie_node *nodes,
	   ref base)
{
	struct build build = {keys, nodes, 1, base};

	assert(count > 0);
	build_subtree(&build, 0, 0, count, 0);
	assert(build.used <= trie_size_max(count));
	return build.used;
}
