/*
 * What builder.c collects and freezing consumes.
 */
#ifndef MXD_ZONE_BUILDER_PRIVATE_H
#define MXD_ZONE_BUILDER_PRIVATE_H

#include "base/arena.h"
#include "base/vec.h"
#include "zone/builder.h"

/* RRs of one owner that came one after the other. An owner may come again in
 * a later run, in another case perhaps. */
struct owner_run {
	const uint8_t *owner; /* wire form */
	const uint8_t *key;   /* digits */
	size_t first_rr;      /* in rrs */
	uint32_t rr_count;
	uint16_t key_len;
	uint8_t owner_len, owner_labels;
};

struct kept_rr {
	uint8_t *rdata;
	struct pos pos;
	uint32_t ttl;
	uint16_t type, rdlength;
};

struct zone_builder {
	uint8_t origin_wire[NAME_WIRE_MAX];
	struct name origin;
	VEC(struct owner_run) runs;
	VEC(struct kept_rr) rrs;
	struct arena octets;
	unsigned threads;
	VEC(struct incident) incidents;
	VEC(struct allowance) allowances;
	VEC(struct zone_alias) aliases;
	bool soa_made;
};

static inline struct name
run_owner(const struct owner_run *run)
{
	return (struct name){run->owner, run->owner_len, run->owner_labels};
}

void builder_incident(struct zone_builder *builder, enum incident_kind kind,
		      struct pos pos, struct pos other);

#endif
