/*
 * A static qp-trie: built once from sorted keys (zone/key.h), never changed.
 *
 * A branch tests one digit of the key and has one child for each value that
 * the digit takes below it; its children are contiguous, and the child of a
 * digit is found by counting the bits below the digit's. A leaf holds a value.
 * docs/trie.md explains it from scratch.
 */
#ifndef MXD_ZONE_TRIE_H
#define MXD_ZONE_TRIE_H

#include "base/arena.h"
#include "base/vec.h"
#include "zone/key.h"
#include "zone/node.h"

struct trie_key {
	const uint8_t *digits;
	uint32_t value; /* what the leaf's `first` will be */
	uint16_t len;
};

/* The keys that a trie is built from; zero-initialise. */
struct trie_keys {
	VEC(struct trie_key) list;
	struct arena digits; /* of those that trie_keys_add() made */
};

/* Add the key of a name without its last `strip` labels. */
void trie_keys_add(struct trie_keys *keys, struct name name, unsigned strip,
		   uint32_t value);

void trie_keys_free(struct trie_keys *keys);

/* Nodes that a trie of `count` keys has at most. */
static inline size_t
trie_size_max(size_t count)
{
	return count == 0 ? 0 : 2 * count - 1;
}

/*
 * Build the trie of one or more keys that are sorted and distinct.
 *
 *   nodes  caller's trie_size_max(keys->list.count) nodes; nodes[0] is the root
 *   base   what the `first` of a branch is for nodes[0]: the reference of
 *          `nodes`, in units of 4 octets
 *
 * Returns how many nodes are used.
 */
size_t trie_build(const struct trie_keys *keys, struct trie_node *nodes,
		  ref base);

/*
 * The child of a branch on the way to this key. Where the digit has no child
 * any child will do: all leaves below share with the key exactly what led
 * there.
 */
static inline const struct trie_node *
trie_child(const uint8_t *base, const struct trie_node *node,
	   const uint8_t *key, size_t len)
{
	unsigned digit = node->offset < len ? key[node->offset] : 0;
	uint64_t bit = UINT64_C(1) << digit;
	uint64_t lower = node->twigs & (bit - 1);
	unsigned child = node->twigs & bit ? bytes_count_bits(lower) : 0;

	return (const struct trie_node *)(base + (size_t)node->first * 4) +
	       child;
}

/*
 * The value of the leaf whose key shares the longest prefix with this one.
 *
 *   base  where the reference 0 of the branches points
 *   root  the first node that trie_build() made
 */
static inline uint32_t
trie_nearest(const uint8_t *base, const struct trie_node *root,
	     const uint8_t *key, size_t len)
{
	const struct trie_node *node = root;

	while (!node->leaf)
		node = trie_child(base, node, key, len);
	return node->first;
}

#endif
