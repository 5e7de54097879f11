/*
 * What the parts of the YAML zone reader share: owners and records in yaml.c,
 * their keys in yaml_record.c, values in yaml_value.c, what is made besides in
 * yaml_made.c, includes in yaml_include.c.
 *
 * Functions that return bool report what is wrong before they return false.
 */
#ifndef MXD_ZONE_YAML_PRIVATE_H
#define MXD_ZONE_YAML_PRIVATE_H

#include "base/yamltree.h"
#include "dns/token.h"
#include "zone/yaml.h"
#include "zone/yaml_keys.h"

enum {
	YAML_INCLUDE_CHAIN_MAX = 16,       /* files that are but an include */
	YAML_INCLUDE_VISITS_MAX = 1 << 24, /* nodes of included files */
	YAML_JOINED_MAX = 1 << 20, /* nodes of files that lists include */
	YAML_SHOWN_MAX = 64,       /* octets in a complaint */
};

/* A node, and the tree that it is of. */
struct yaml_at {
	const struct yamltree *tree;
	const struct yamlnode *node; /* NULL: nothing is there */
};

/* One file that was read, or several that a list includes; the tree stays
 * where it is. */
struct yaml_text {
	uint32_t file;               /* 0: of a list */
	const struct yamlnode *list; /* NULL: of a file */
	bool open;                   /* that list is at work */
	struct yamltree *tree;
};

/* What a record says. */
struct yaml_record {
	struct name owner;
	uint16_t type;
	bool is_alias; /* type ALIAS, which is none of DNS */
	const char *mnemonic;
	uint32_t ttl;
	struct yaml_at type_at, ttl_at, value, values, octodns, mxd;
};

struct yaml_run {
	struct sources *sources;
	const struct master_options *options;
	struct zone_builder *builder;
	struct diag_sink *sink;
	uint32_t zone_file;
	struct yaml_at root;
	VEC(struct yaml_text) texts;
	uint64_t visits;  /* of nodes in included files */
	uint64_t joined;  /* nodes of files that lists include */
	unsigned nesting; /* of such lists in each other */

	VEC(struct token) tokens; /* of the value at work */
	VEC(char *) made;         /* texts of tokens that stand nowhere */
	uint8_t *rdata;           /* RDATA_MAX octets to build one in */

	bool has_soa, has_ns; /* at the apex */
	uint8_t ns_wire[NAME_WIRE_MAX];
	struct name ns; /* the first of them */
};

static inline const char *
yaml_text_of(struct yaml_at at)
{
	return yamltree_text(at.tree, at.node);
}

/* Where the octets of a scalar begin: inside its quotes. One that is written
 * with escapes or over several lines counts as a whole. */
static inline struct pos
yaml_inside(struct yaml_at at)
{
	struct pos pos = at.node->pos;

	pos.offset += at.node->span == at.node->count + 2;
	return pos;
}

/* How much of a scalar is shown in a complaint, for "%.*s". */
static inline int
yaml_shown(struct yaml_at at)
{
	return at.node->count < YAML_SHOWN_MAX ? (int)at.node->count
					       : YAML_SHOWN_MAX;
}

static inline bool
yaml_is(struct yaml_at at, const char *word)
{
	return strlen(word) == at.node->count &&
	       memcmp(yaml_text_of(at), word, at.node->count) == 0;
}

/* A scalar that says something. */
static inline bool
yaml_is_scalar(struct yaml_at at)
{
	return at.node->kind == YAMLTREE_SCALAR &&
	       !yamltree_is_null(at.tree, at.node);
}

static inline struct yaml_at
yaml_item(struct yaml_at at, uint32_t i)
{
	return (struct yaml_at){at.tree, yamltree_item(at.tree, at.node, i)};
}

static inline struct yaml_at
yaml_key(struct yaml_at at, uint32_t i)
{
	return (struct yaml_at){at.tree, yamltree_key(at.tree, at.node, i)};
}

static inline struct yaml_at
yaml_value(struct yaml_at at, uint32_t i)
{
	return (struct yaml_at){at.tree, yamltree_value(at.tree, at.node, i)};
}

/* The tree of a text, read once; without a root if there is an error in it. */
const struct yamltree *yaml_tree_of(struct yaml_run *run, uint32_t file);

/* What stands in the place of an include, if it is one. */
bool yaml_resolve(struct yaml_run *run, struct yaml_at *at);

/* The owner that a key says. */
bool yaml_owner(struct yaml_run *run, struct yaml_at key,
		uint8_t into[static NAME_WIRE_MAX], struct name *owner);

/* All records of an owner. */
void yaml_read_owner(struct yaml_run *run, struct name owner,
		     struct yaml_at records);

/* The keys of one record; false also when it is to be ignored. */
bool yaml_read_record(struct yaml_run *run, struct yaml_at at,
		      struct yaml_record *record);

/* One value of a record: an RR. */
void yaml_read_value(struct yaml_run *run, const struct yaml_record *record,
		     struct yaml_at at);

/* An SOA and an NS where there are none. */
void yaml_make(struct yaml_run *run);

#endif
