#include "check/route.h"
#include "check/target.h"
#include "dns/rrtype.h"

#include <string.h>

static void
take_rrset(const struct zone *zone, const struct rrset *rrset,
	   struct found *found)
{
	unsigned skip = rrset->type == TYPE_MX ? 2 : 0;
	struct rdata_walk walk = {.zone = zone, .rrset = rrset};

	while (rdata_walk_next(&walk)) {
		const uint8_t *octets = walk.rdata.octets;
		struct found_rr *rr = VEC_PUSH(&found->records);

		rr->preference = skip ? bytes_get16(octets) : 0;
		rr->len = (uint8_t)(walk.rdata.len - skip);
		memcpy(rr->octets, octets + skip, rr->len);
	}
	found->kind = FOUND_RECORDS;
}

/* The zone of a name: FOUND_RECORDS when there is one to be asked. */
static enum found_kind
zone_kind(const struct view *view, struct name name)
{
	const struct view_zone *in = view_find(view, name);

	if (!in)
		return FOUND_UNKNOWN;
	return in->zone ? FOUND_RECORDS : FOUND_FAILED;
}

/* One name of the chain; false at its end. */
static bool
step(const struct view *view, struct name name, uint16_t type,
     struct found *found, struct target *target)
{
	const struct rrset *rrset;

	found->kind = zone_kind(view, name);
	if (found->kind != FOUND_RECORDS)
		return false;
	*target = target_find(view, name);
	switch (target->kind) {
	case TARGET_UNKNOWN:
		found->kind = FOUND_UNKNOWN;
		return false;
	case TARGET_ABSENT:
		found->kind = FOUND_NXDOMAIN;
		return false;
	case TARGET_NODE:
		rrset = node_rrset(target->node, type);
		found->kind = FOUND_NODATA;
		if (rrset)
			take_rrset(view->zones[target->zone].zone, rrset,
				   found);
		return false;
	case TARGET_ALIAS:
	case TARGET_DNAME:
		found->alias = true;
	}
	return true;
}

static void
look_up(void *context, struct name name, uint16_t type, struct found *found)
{
	const struct view *view = context;
	uint8_t wire[2][NAME_WIRE_MAX];
	struct target target;

	for (unsigned i = 0; i < VIEW_CHAIN_MAX; i++) {
		if (!step(view, name, type, found, &target))
			return;
		if (!target_next(view, &target, name, wire[i % 2], &name))
			break;
	}
	/* A name that grew too long, or aliases without end. */
	found->kind = FOUND_FAILED;
}

struct route_source
route_source_view(const struct view *view)
{
	/* The context is the source's own, which only reads it. */
	union {
		const struct view *in;
		void *out;
	} context = {.in = view};

	return (struct route_source){look_up, context.out};
}
