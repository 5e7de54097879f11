/*
 * What is served all the same, but is hardly what was meant.
 */
#include "base/alloc.h"
#include "check/finding.h"
#include "check/judges.h"
#include "dns/rrtype.h"

#include <stdlib.h>

/* A chain of aliases as an answer follows it. */
struct chain {
	struct name seen[VIEW_CHAIN_MAX]; /* the owner, then each next name */
	uint8_t made[VIEW_CHAIN_MAX][NAME_WIRE_MAX]; /* room for DNAME's */
	unsigned len;
	bool loops; /* without an end: the name to come was there before */
};

static bool
was_seen(const struct chain *chain, struct name name)
{
	for (unsigned i = 0; i < chain->len; i++) {
		if (name_equal(chain->seen[i], name))
			return true;
	}
	return false;
}

/* Follow the aliases from a CNAME on; false when an answer holds no end. */
static bool
chain_follow(struct chain *chain, struct check *check, const struct walk *cname)
{
	struct name next = cname->name;
	struct target target = *check_target(check, cname);

	chain->seen[0] = node_owner(cname->subject->node);
	for (chain->len = 1; chain->len < VIEW_CHAIN_MAX; chain->len++) {
		struct name last = next;

		chain->seen[chain->len] = last;
		if (!target_next(check->view, &target, last,
				 chain->made[chain->len], &next))
			return true;
		target = target_find(check->view, next);
	}
	chain->loops = was_seen(chain, next);
	return false;
}

void
zone_cname_loop(struct check *check, const struct subject *cname)
{
	struct walk walk = {.subject = cname};
	struct chain chain;
	char owner[NAME_TEXT_MAX];

	if (cname->node->cut != 0 || !walk_next(&walk) ||
	    chain_follow(&chain, check, &walk) || !finding_new(check))
		return;
	name_to_text(node_owner(cname->node), owner);
	if (chain.loops)
		finding_tell(check, spot_field(check, cname, 0, 0),
			     "the aliases from %s on lead in a circle and "
			     "never to data",
			     owner);
	else
		finding_tell(check, spot_field(check, cname, 0, 0),
			     "the aliases from %s on are more than the %d that "
			     "one answer follows",
			     owner, VIEW_CHAIN_MAX - 1);
}

void
zone_cname_dangling(struct check *check, const struct subject *cname)
{
	struct walk walk = {.subject = cname};
	char target[NAME_TEXT_MAX];

	while (cname->node->cut == 0 && walk_next(&walk)) {
		if (check_target(check, &walk)->kind != TARGET_ABSENT ||
		    !finding_new(check))
			continue;
		name_to_text(walk.name, target);
		finding_tell(check, spot_field(check, cname, walk.i, 0),
			     "the alias leads to %s, which does not exist",
			     target);
	}
}

void
zone_out_of_zone(struct check *check, const struct subject *zone)
{
	const struct incident *found;
	char origin[NAME_TEXT_MAX];
	size_t at = 0;

	name_to_text(zone->zone->origin, origin);
	while (
	    (found = finding_incident(check, zone, INCIDENT_OUT_OF_ZONE, &at)))
		finding_tell(check, spot_at(check, found->pos),
			     "the record's owner lies outside zone %s; it is "
			     "left out",
			     origin);
}

void
zone_duplicate(struct check *check, const struct subject *zone)
{
	const struct incident *found;
	size_t at = 0;

	while (
	    (found = finding_incident(check, zone, INCIDENT_DUPLICATE, &at))) {
		char *where = pos_words(check, found->pos, found->other);

		finding_tell(check, spot_at(check, found->pos),
			     "the same record stands %s; this one is left out",
			     where);
		free(where);
	}
}

void
zone_ttl_mismatch(struct check *check, const struct subject *zone)
{
	const struct incident *found;
	size_t at = 0;

	while ((found = finding_incident(check, zone, INCIDENT_TTL_MISMATCH,
					 &at))) {
		char *where = pos_words(check, found->pos, found->other);

		finding_tell(check, spot_at(check, found->pos),
			     "its TTL is not that of the record %s, which is "
			     "of the same RRset; the lowest TTL is used for "
			     "all",
			     where);
		free(where);
	}
}
