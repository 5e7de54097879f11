/*
 * NS records: the zone's own servers and zone cuts.
 */
#include "base/alloc.h"
#include "check/finding.h"
#include "check/judges.h"
#include "dns/rrtype.h"

#include <stdlib.h>

/* NS records below another zone cut say nothing to anybody. */
static bool
is_occluded(const struct subject *subject)
{
	const struct node *node = subject->node;

	return node->cut != 0 && zone_node(subject->zone, node->cut) != node;
}

void
zone_ns_missing(struct check *check, const struct subject *zone)
{
	const struct node *apex = zone_node(zone->zone, zone->zone->apex);
	const struct rrset *soa = node_rrset(apex, TYPE_SOA);
	char origin[NAME_TEXT_MAX];

	if (node_rrset(apex, TYPE_NS) || !finding_new(check))
		return;
	name_to_text(zone->zone->origin, origin);
	finding_tell(
	    check,
	    soa ? spot_type(check, zone, apex, soa, 0) : spot_start(check),
	    "zone %s has no NS record at its apex; name its servers", origin);
}

void
zone_ns_alias(struct check *check, const struct subject *ns)
{
	struct walk walk = {.subject = ns};
	char nsdname[NAME_TEXT_MAX];

	while (!is_occluded(ns) && walk_next(&walk)) {
		const struct target *target = check_target(check, &walk);

		if ((target->kind != TARGET_ALIAS &&
		     target->kind != TARGET_DNAME) ||
		    !finding_new(check))
			continue;

		bool cname = target->kind == TARGET_ALIAS;
		struct spot spot = spot_field(check, ns, walk.i, 0);
		char *where = target_words(check, spot.pos, target,
					   cname ? TYPE_CNAME : TYPE_DNAME);

		name_to_text(walk.name, nsdname);
		finding_tell(check, spot,
			     "name server %s is an alias (%s %s); an NS must "
			     "name a host with addresses",
			     nsdname, cname ? "CNAME" : "DNAME", where);
		free(where);
	}
}

void
zone_ns_address(struct check *check, const struct subject *ns)
{
	struct walk walk = {.subject = ns};
	char nsdname[NAME_TEXT_MAX];

	while (walk_next(&walk)) {
		if (!check_literal(check, &walk) || !finding_new(check))
			continue;
		name_to_text(walk.name, nsdname);
		finding_tell(check, spot_field(check, ns, walk.i, 0),
			     "an NS names a host, not an address; this one is "
			     "read as the name %s",
			     nsdname);
	}
}

/* The zone's own servers: those in it have addresses in it. */
static void
own_addresses(struct check *check, const struct subject *ns)
{
	struct walk walk = {.subject = ns};
	char nsdname[NAME_TEXT_MAX];

	while (walk_next(&walk)) {
		const struct target *target = check_target(check, &walk);
		bool bare = target->kind == TARGET_ABSENT ||
			    (target->kind == TARGET_NODE &&
			     !node_has_address(target->node));

		if (!bare || !name_is_within(walk.name, ns->zone->origin) ||
		    check_literal(check, &walk) || !finding_new(check))
			continue;
		name_to_text(walk.name, nsdname);
		finding_tell(check, spot_field(check, ns, walk.i, 0),
			     "name server %s lies in the zone that it serves, "
			     "without an address; add its A or AAAA record",
			     nsdname);
	}
}

void
zone_glue_missing(struct check *check, const struct subject *ns)
{
	const struct node *cut = ns->node;
	struct walk walk = {.subject = ns};
	char nsdname[NAME_TEXT_MAX];
	char child[NAME_TEXT_MAX];

	if (cut->cut == 0)
		own_addresses(check, ns);
	if (cut->cut == 0 || is_occluded(ns))
		return;
	while (walk_next(&walk)) {
		const struct node *host =
		    zone_target(ns->zone, ns->rrset, walk.i);

		if (!name_is_within(walk.name, node_owner(cut)) ||
		    (host && node_has_address(host)) || !finding_new(check))
			continue;
		name_to_text(walk.name, nsdname);
		name_to_text(node_owner(cut), child);
		finding_tell(check, spot_field(check, ns, walk.i, 0),
			     "name server %s lies inside the zone %s delegated "
			     "to it; add its A or AAAA record here as glue",
			     nsdname, child);
	}
}

/* Which nodes some NS of the zone names: one flag for each, by rank. */
static bool *
named_by_ns(const struct zone *zone, bool *any_cut)
{
	bool *named = xcalloc(zone->node_count, sizeof *named);

	*any_cut = false;
	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		const struct rrset *ns = node_rrset(node, TYPE_NS);

		*any_cut |= node->cut != 0;
		for (unsigned i = 0; ns && i < ns->count; i++) {
			const struct node *host = zone_target(zone, ns, i);

			if (host)
				named[host->rank] = true;
		}
	}
	return named;
}

/* What the parent side of a cut may hold: the delegation and what proves it
 * (RFC 4035 §2.3 to §2.5); elsewhere below it glue only. */
static bool
belongs_to_parent(uint16_t type, bool at_cut, bool host)
{
	switch (type) {
	case TYPE_A:
	case TYPE_AAAA:
		return host;
	case TYPE_NS:
	case TYPE_DS:
	case TYPE_NSEC:
	case TYPE_RRSIG:
		return at_cut;
	case TYPE_MX: /* mx-below-cut tells of it */
		return true;
	default:
		return false;
	}
}

static void
judge_occluded(struct check *check, const struct subject *zone,
	       const struct node *node, const struct rrset *rrset)
{
	const struct node *cut = zone_node(zone->zone, node->cut);
	struct pos at =
	    draft_pos(zone->draft, cut, node_rrset(cut, TYPE_NS), 0);
	char owner[NAME_TEXT_MAX];
	char child[NAME_TEXT_MAX];
	char type[RRTYPE_TEXT_MAX];

	if (!finding_new(check))
		return;

	struct spot spot = spot_type(check, zone, node, rrset, 0);
	char *where = pos_words(check, spot.pos, at);

	name_to_text(node_owner(node), owner);
	name_to_text(node_owner(cut), child);
	finding_tell(check, spot,
		     "%s at %s is never answered, as %s is delegated (NS %s); "
		     "it belongs in that zone's own file",
		     rrtype_to_text(rrset->type, type), owner, child, where);
	free(where);
}

void
zone_occluded(struct check *check, const struct subject *zone)
{
	bool any_cut;
	bool *named = named_by_ns(zone->zone, &any_cut);

	for (uint32_t rank = 0; any_cut && rank < zone->zone->node_count;
	     rank++) {
		const struct node *node = zone_node_ranked(zone->zone, rank);
		const struct rrset *rrset = node_rrsets(node);
		unsigned left = node->cut == 0 ? 0 : node->rrset_count;
		bool at_cut = left && zone_node(zone->zone, node->cut) == node;

		for (; left > 0; left--, rrset++) {
			if (!belongs_to_parent(rrset->type, at_cut,
					       named[rank]))
				judge_occluded(check, zone, node, rrset);
		}
	}
	free(named);
}
