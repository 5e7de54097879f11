/*
 * THE table of what stands in requests and answers: one row an object, with
 * its members. Bodies are judged by the rows; the OpenAPI document and
 * docs/api.md are made from them.
 */
#ifndef MXD_API_SCHEMA_H
#define MXD_API_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schema_kind {
	SCHEMA_TEXT,   /* of 1 to `max` octets */
	SCHEMA_NUMBER, /* from 0 to `max` */
	SCHEMA_TRUTH,
	SCHEMA_TEXTS,  /* a list of texts */
	SCHEMA_OBJECT, /* as the row `of` says */
	SCHEMA_LIST,   /* of such objects */
	SCHEMA_LISTS,  /* of lists of such objects; in answers only */
};

enum {
	SCHEMA_REQUIRED = 1,
	SCHEMA_EMPTY = 2, /* a text may be empty */
	SCHEMA_NULL = 4,  /* or null */
};

struct schema_member {
	const char *name;
	enum schema_kind kind;
	int64_t max;
	unsigned flags;
	const char *of; /* the name of a row */
	const char *says;
};

enum { SCHEMA_MEMBERS_MAX = 20, SCHEMA_WHY_MAX = 256 };

struct schema {
	const char *name;
	const char *says;
	json_t *(*make)(void); /* instead of members: its JSON Schema, from
				* another table, by which the handler judges */
	struct schema_member
	    members[SCHEMA_MEMBERS_MAX]; /* up to a NULL name */
};

/* All rows, in the order of the manual. */
const struct schema *schema_rows(size_t *count);

/* The row with that name; there must be one. */
const struct schema *schema_get(const char *name);

/*
 * Whether a value is as its row says, members that the row does not know
 * included; else `why` says what is wrong, and where: `changes[2].ttl must
 * be ...`.
 */
bool schema_check(const struct schema *schema, json_t *value,
		  char why[static SCHEMA_WHY_MAX]);

/* The row as JSON Schema (draft 2020-12). */
json_t *schema_to_json(const struct schema *schema);

#endif
