#include "base/yamltree_map.h"

#include <stdlib.h>
#include <string.h>

struct pair {
	const char *text; /* the key's, in the tree */
	uint32_t len;
	uint32_t key, value; /* nodes */
	uint32_t order;      /* own pairs as written, then those merged */
	bool merged;
};

struct pairs {
	struct pair *items;
	size_t count, capacity;
};

struct linking {
	struct yamltree *tree;
	struct diag_sink *sink;
	struct pairs pairs;
};

void
yamltree_link(struct yamltree *tree, uint32_t node, uint32_t child)
{
	struct yamlnode *parent = &tree->nodes.items[node];
	uint32_t visits = tree->nodes.items[child].visits;
	uint8_t height = tree->nodes.items[child].height;

	*VEC_PUSH(&tree->links) = child;
	if (parent->height <= height)
		parent->height = (uint8_t)(height + 1);
	parent->visits = visits > UINT32_MAX - parent->visits
			     ? UINT32_MAX
			     : parent->visits + visits;
}

static void
add_pair(struct linking *linking, uint32_t key, uint32_t value, bool merged)
{
	const struct yamlnode *node = &linking->tree->nodes.items[key];

	*VEC_PUSH(&linking->pairs) = (struct pair){
	    .text = yamltree_text(linking->tree, node),
	    .len = node->count,
	    .key = key,
	    .value = value,
	    .order = (uint32_t)linking->pairs.count,
	    .merged = merged,
	};
}

static bool
is_merge(const struct yamltree *tree, const struct yamlnode *key)
{
	return key->kind == YAMLTREE_SCALAR && key->plain && key->count == 2 &&
	       memcmp(yamltree_text(tree, key), "<<", 2) == 0;
}

static bool
merge_one(struct linking *linking, uint32_t index)
{
	struct yamltree *tree = linking->tree;
	const struct yamlnode *from = &tree->nodes.items[index];

	if (from->kind != YAMLTREE_MAPPING)
		return false;
	for (uint32_t i = 0; i < from->count; i++) {
		const uint32_t *link =
		    tree->links.items + from->first + (size_t)2 * i;

		add_pair(linking, link[0], link[1], true);
	}
	return true;
}

/* `<<: *mapping` or `<<: [*first, *second]`. */
static void
merge(struct linking *linking, uint32_t key, uint32_t value)
{
	struct yamltree *tree = linking->tree;
	const struct yamlnode *node = &tree->nodes.items[value];
	bool right = true;

	if (node->kind != YAMLTREE_SEQUENCE) {
		right = merge_one(linking, value);
	} else {
		for (uint32_t i = 0; i < node->count; i++)
			right &= merge_one(linking,
					   tree->links.items[node->first + i]);
	}
	if (!right)
		yamltree_error(linking->sink, &tree->nodes.items[key],
			       "<< takes a mapping, or a list of mappings");
}

static int
by_key(const void *a, const void *b)
{
	const struct pair *left = a;
	const struct pair *right = b;
	uint32_t len = left->len < right->len ? left->len : right->len;
	int order = len > 0 ? memcmp(left->text, right->text, len) : 0;

	if (order != 0)
		return order;
	if (left->len != right->len)
		return left->len < right->len ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

static int
by_order(const void *a, const void *b)
{
	const struct pair *left = a;
	const struct pair *right = b;

	return left->order < right->order ? -1 : left->order > right->order;
}

static void
report_twice(struct linking *linking, const struct pair *first,
	     const struct pair *again)
{
	const struct yamlnode *nodes = linking->tree->nodes.items;
	struct place place =
	    sources_place(linking->sink->sources, nodes[first->key].pos);

	yamltree_error(linking->sink, &nodes[again->key],
		       "key \"%.*s\" a second time; the first is at line %u, "
		       "column %u",
		       again->len < 64 ? (int)again->len : 64, again->text,
		       place.line, place.column);
}

/* Keep the first of each key: merged pairs give way to those before them. */
static void
drop_repeated(struct linking *linking)
{
	struct pairs *pairs = &linking->pairs;
	size_t kept = 0;

	if (pairs->count == 0)
		return;
	qsort(pairs->items, pairs->count, sizeof *pairs->items, by_key);
	for (size_t i = 1; i < pairs->count; i++) {
		const struct pair *first = &pairs->items[kept];
		const struct pair *pair = &pairs->items[i];

		if (first->len != pair->len ||
		    memcmp(first->text, pair->text, pair->len) != 0)
			pairs->items[++kept] = *pair;
		else if (!pair->merged)
			report_twice(linking, first, pair);
	}
	pairs->count = kept + 1;
	qsort(pairs->items, pairs->count, sizeof *pairs->items, by_order);
}

/* What is left becomes the mapping's. */
static void
link_pairs(struct linking *linking, uint32_t mapping)
{
	struct yamltree *tree = linking->tree;

	for (size_t i = 0; i < linking->pairs.count; i++) {
		yamltree_link(tree, mapping, linking->pairs.items[i].key);
		yamltree_link(tree, mapping, linking->pairs.items[i].value);
	}
	tree->nodes.items[mapping].count = (uint32_t)linking->pairs.count;
	free(linking->pairs.items);
}

/* The pairs that stand in the mapping itself; merges wait until all of these
 * are known, wherever they stand. */
static void
own_pairs(struct linking *linking, const uint32_t *children, size_t count)
{
	const struct yamltree *tree = linking->tree;

	for (size_t i = 0; i < count; i++) {
		const struct yamlnode *key =
		    &tree->nodes.items[children[2 * i]];

		if (key->kind != YAMLTREE_SCALAR)
			yamltree_error(linking->sink, key,
				       "a key must be a text, not a list or a "
				       "mapping");
		else if (!is_merge(tree, key))
			add_pair(linking, children[2 * i], children[2 * i + 1],
				 false);
	}
}

void
yamltree_link_pairs(struct yamltree *tree, uint32_t mapping,
		    const uint32_t *children, size_t count,
		    struct diag_sink *sink)
{
	struct linking linking = {.tree = tree, .sink = sink};

	own_pairs(&linking, children, count);
	for (size_t i = 0; i < count; i++) {
		if (is_merge(tree, &tree->nodes.items[children[2 * i]]))
			merge(&linking, children[2 * i], children[2 * i + 1]);
	}
	drop_repeated(&linking);
	link_pairs(&linking, mapping);
}

/* joining */

/* Have the nodes of a tree stand in another one, too; returns its root's. */
static uint32_t
append(struct yamltree *into, const struct yamltree *from)
{
	uint32_t nodes = (uint32_t)into->nodes.count;
	uint32_t links = (uint32_t)into->links.count;
	uint32_t text = (uint32_t)into->text.count;

	for (size_t i = 0; i < from->nodes.count; i++) {
		struct yamlnode node = from->nodes.items[i];

		node.first += node.kind == YAMLTREE_SCALAR ? text : links;
		if (node.tag != 0)
			node.tag += text;
		*VEC_PUSH(&into->nodes) = node;
	}
	for (size_t i = 0; i < from->links.count; i++)
		*VEC_PUSH(&into->links) = from->links.items[i] + nodes;
	VEC_RESERVE(&into->text, from->text.count);
	for (size_t i = 0; i < from->text.count; i++)
		*VEC_PUSH(&into->text) = from->text.items[i];
	return from->root - 1 + nodes;
}

static void
link_items(struct yamltree *tree, uint32_t sequence, uint32_t root)
{
	struct yamlnode from = tree->nodes.items[root];

	for (uint32_t i = 0; i < from.count; i++)
		yamltree_link(tree, sequence,
			      tree->links.items[from.first + i]);
	tree->nodes.items[sequence].count += from.count;
}

void
yamltree_join(struct yamltree *into, const struct yamltree *const *trees,
	      size_t count, struct pos pos)
{
	struct linking linking = {.tree = into};
	struct yamlnode joined = {
	    .pos = pos,
	    .span = 1,
	    .kind = yamltree_root(trees[0])->kind,
	    .height = 1,
	    .visits = 1,
	};
	VEC(uint32_t) roots = {0};
	uint32_t node;

	for (size_t i = 0; i < count; i++)
		*VEC_PUSH(&roots) = append(into, trees[i]);
	node = (uint32_t)into->nodes.count;
	joined.first = (uint32_t)into->links.count;
	*VEC_PUSH(&into->nodes) = joined;
	into->root = node + 1;
	for (size_t i = 0; i < count && joined.kind == YAMLTREE_SEQUENCE; i++)
		link_items(into, node, roots.items[i]);
	if (joined.kind == YAMLTREE_MAPPING) {
		for (size_t i = count; i > 0; i--)
			merge_one(&linking, roots.items[i - 1]);
		drop_repeated(&linking);
		link_pairs(&linking, node);
	}
	free(roots.items);
}
