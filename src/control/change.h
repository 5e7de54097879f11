/*
 * A change: one thing that is to become different in the zones, as a value.
 *
 *	CHANGE_ADD           one record
 *	CHANGE_REPLACE       what the record `id` says; it keeps its id
 *	CHANGE_DELETE        the record `id`
 *	CHANGE_PUT_RRSET     all records of an owner and type: `records` instead
 *	CHANGE_DELETE_RRSET  all records of an owner and type; type ANY: of all
 *	                     types
 *	CHANGE_PUT_ZONE      all records of a zone, by a text; makes the zone
 *	                     when there is none
 *	CHANGE_CREATE_ZONE   a new zone, by a text
 *	CHANGE_DELETE_ZONE   the whole zone
 *
 * Several changes together are a commit: all are made or none.
 */
#ifndef MXD_CONTROL_CHANGE_H
#define MXD_CONTROL_CHANGE_H

#include "base/vec.h"
#include "dns/name.h"

enum change_kind {
	CHANGE_ADD,
	CHANGE_REPLACE,
	CHANGE_DELETE,
	CHANGE_PUT_RRSET,
	CHANGE_DELETE_RRSET,
	CHANGE_PUT_ZONE,
	CHANGE_CREATE_ZONE,
	CHANGE_DELETE_ZONE,
};

enum { CHANGE_TTL = 3600 }; /* seconds, of a record that says nothing */

/* What a record shall say. RDATA is uncompressed wire form. */
struct change_record {
	struct name owner;
	uint16_t type;
	uint16_t rdlength;
	const uint8_t *rdata;
	uint32_t ttl;
	bool has_ttl; /* else CHANGE_TTL */
	bool disabled;
};

struct change {
	enum change_kind kind;
	struct name zone; /* its origin */
	uint64_t id;      /* REPLACE, DELETE */

	/* ADD and REPLACE: one. PUT_RRSET: all of `owner` and `type`. */
	const struct change_record *records;
	size_t record_count;

	/* PUT_RRSET, DELETE_RRSET */
	struct name owner;
	uint16_t type;

	/* PUT_ZONE, CREATE_ZONE: a master file, or YAML (zone/yaml.h). */
	const char *text;
	size_t text_size;
	bool yaml;
};

/* Changes with all that they point to. */
struct changes {
	struct change *items;
	size_t count;
	VEC(void *) owned;
};

struct changes changes_copy(const struct change *items, size_t count);
void changes_free(struct changes *changes);

#endif
