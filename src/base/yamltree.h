/*
 * A YAML document as a tree with positions: the only door to libyaml.
 *
 * One document, UTF-8. Aliases and merges (`<<`) are resolved while reading:
 * an alias is its anchor's node once more, so the tree takes no more room than
 * the text, and what a walk over it visits is bounded as well:
 *
 *	octets of the text           YAMLTREE_SIZE_MAX
 *	collections in collections   YAMLTREE_DEPTH_MAX, through aliases too
 *	anchors                      YAMLTREE_ANCHORS_MAX
 *	visits through aliases       YAMLTREE_SHARE_FACTOR for each node, and
 *	                             YAMLTREE_SHARE_FREE in any case
 *
 * Keys are scalars, and none comes twice in a mapping. Of a merged mapping
 * come the keys that the mapping itself lacks, behind its own; of several, the
 * first one's win (yaml.org/type/merge.html).
 */
#ifndef MXD_BASE_YAMLTREE_H
#define MXD_BASE_YAMLTREE_H

#include "base/diag.h"

enum {
	YAMLTREE_SIZE_MAX = 1 << 28, /* octets of the text */
	YAMLTREE_DEPTH_MAX = 64,
	YAMLTREE_ANCHORS_MAX = 1000,
	YAMLTREE_SHARE_FACTOR = 10,
	YAMLTREE_SHARE_FREE = 10000,
};

enum yamltree_kind { YAMLTREE_SCALAR, YAMLTREE_SEQUENCE, YAMLTREE_MAPPING };

struct yamlnode {
	struct pos pos;  /* of the anchor or tag in front of it, if any */
	uint32_t span;   /* octets from pos in the text; 1 for a collection */
	uint8_t kind;    /* enum yamltree_kind */
	uint8_t height;  /* collections in each other, itself included */
	bool plain;      /* a scalar without quotes, not a block */
	uint32_t visits; /* nodes in it, itself and aliases included */
	uint32_t tag;    /* index in text plus 1; 0: none */
	uint32_t first;  /* scalar: index in text; else: in links */
	uint32_t count;  /* octets; items; pairs of key and value */
};

/* Zero-initialise; release with yamltree_free(). */
struct yamltree {
	VEC(struct yamlnode) nodes;
	VEC(uint32_t) links; /* items, or keys and values in turn */
	VEC(char) text;
	uint32_t root; /* index in nodes plus 1; 0: nothing there */
};

/*
 * Read a text into an empty tree. Returns whether it was without error. A tree
 * whose only fault are keys that come twice or merges of what cannot be merged
 * is read to its end, without them; after any other error there is no root.
 */
bool yamltree_read(struct yamltree *tree, const struct sources *sources,
		   uint32_t file, struct diag_sink *sink);

/*
 * Make an empty tree of others, whose roots are all sequences, or all mappings:
 * their items one after the other, or their pairs, of which the last tree that
 * has a key has the value that counts. Nodes keep their places.
 *
 *   pos  of the new root
 */
void yamltree_join(struct yamltree *into, const struct yamltree *const *trees,
		   size_t count, struct pos pos);

void yamltree_free(struct yamltree *tree);

/* The document's node, NULL when there is none. */
static inline const struct yamlnode *
yamltree_root(const struct yamltree *tree)
{
	return tree->root == 0 ? NULL : &tree->nodes.items[tree->root - 1];
}

/* Item i of a sequence, i < count. */
static inline const struct yamlnode *
yamltree_item(const struct yamltree *tree, const struct yamlnode *sequence,
	      uint32_t i)
{
	return &tree->nodes.items[tree->links.items[sequence->first + i]];
}

/* Key and value of pair i of a mapping, i < count. */
static inline const struct yamlnode *
yamltree_key(const struct yamltree *tree, const struct yamlnode *mapping,
	     uint32_t i)
{
	return yamltree_item(tree, mapping, 2 * i);
}

static inline const struct yamlnode *
yamltree_value(const struct yamltree *tree, const struct yamlnode *mapping,
	       uint32_t i)
{
	return yamltree_item(tree, mapping, 2 * i + 1);
}

/* The octets of a scalar: `count` of them, which may be NUL, and a NUL. */
static inline const char *
yamltree_text(const struct yamltree *tree, const struct yamlnode *scalar)
{
	return tree->text.items + scalar->first;
}

/* A node's tag as YAML resolves it ("!include", "tag:yaml.org,2002:str"), or
 * NULL. */
static inline const char *
yamltree_tag(const struct yamltree *tree, const struct yamlnode *node)
{
	return node->tag == 0 ? NULL : tree->text.items + node->tag - 1;
}

/* A plain scalar that says that there is no value: nothing, "~", "null". */
bool yamltree_is_null(const struct yamltree *tree, const struct yamlnode *node);

/* An error about a node, underlined whole. */
void yamltree_error(struct diag_sink *sink, const struct yamlnode *node,
		    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
