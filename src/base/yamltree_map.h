/*
 * The pairs of a YAML mapping: no key twice, merges resolved. Only
 * base/yamltree.c needs this.
 */
#ifndef MXD_BASE_YAMLTREE_MAP_H
#define MXD_BASE_YAMLTREE_MAP_H

#include "base/yamltree.h"

/* Append a child to the links of a node whose links are the last ones. */
void yamltree_link(struct yamltree *tree, uint32_t node, uint32_t child);

/*
 * Give a mapping its pairs.
 *
 *   children  indices of nodes: count times a key and a value, as written
 *
 * Keys that are no scalars, keys that come twice and merges of what is no
 * mapping are reported and left out.
 */
void yamltree_link_pairs(struct yamltree *tree, uint32_t mapping,
			 const uint32_t *children, size_t count,
			 struct diag_sink *sink);

#endif
