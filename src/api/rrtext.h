/*
 * Records as JSON has them, both ways.
 *
 *	{"name": "@", "type": "MX", "content": "mail.example.com",
 *	 "priority": 10, "ttl": 3600, "disabled": false}
 *
 * `name` is relative to the zone, "@" the zone itself; a name that ends in the
 * zone's name is whole without its last dot too. `content` is the RDATA in
 * presentation form, where a name with a dot in it is whole, and one without
 * is of the zone. The preference of MX, the priority of SRV and their like
 * (the first field, if it is called so) stands in `priority`, or in front of
 * the content. Where a type is nothing but texts (TXT), content that begins
 * with no quote is one text as it stands.
 */
#ifndef MXD_API_RRTEXT_H
#define MXD_API_RRTEXT_H

#include "control/change.h"
#include "control/ledger.h"

#include <jansson.h>

enum { RRTEXT_WHY_MAX = 256 };

/* Memory that lives as long as what was read. Zero-initialise. */
struct rrtext_memory {
	VEC(void *) owned;
};

void rrtext_memory_free(struct rrtext_memory *memory);

/* An owner. Returns NULL, or what is wrong in words. */
const char *rrtext_owner(const char *text, struct name origin,
			 struct rrtext_memory *memory, struct name *owner);

/* A type that a zone can have, or ANY. On failure `why` says why. */
bool rrtext_type(const char *text, uint16_t *type,
		 char why[static RRTEXT_WHY_MAX]);

/*
 * Fill the RDATA, TTL and `disabled` of a record, whose owner and type are
 * there, from an object that its schema has accepted. On failure `why` says
 * what is wrong.
 */
bool rrtext_data(const json_t *json, struct name origin,
		 struct rrtext_memory *memory, struct change_record *record,
		 char why[static RRTEXT_WHY_MAX]);

/* Whether content of that type has the priority in front. */
bool rrtext_has_priority(uint16_t type, const char *content);

/* Owner and type too. */
bool rrtext_record(const json_t *json, struct name origin,
		   struct rrtext_memory *memory, struct change_record *record,
		   char why[static RRTEXT_WHY_MAX]);

/* A record as an object, its id in it. */
json_t *rrtext_to_json(const struct record *record);

#endif
