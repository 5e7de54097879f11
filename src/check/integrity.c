/*
 * What must hold for there to be a zone at all.
 */
#include "base/alloc.h"
#include "check/finding.h"
#include "check/judges.h"
#include "dns/rrtype.h"

#include <stdlib.h>

static bool
is_apex(const struct subject *subject)
{
	return subject->node == zone_node(subject->zone, subject->zone->apex);
}

/* Of an RRset that may hold one RR only: tell of the others, each with the
 * line of the one that was written first. */
static void
tell_more_than_one(struct check *check, const struct subject *subject,
		   const struct rrset *rrset, const char *what)
{
	char owner[NAME_TEXT_MAX];
	unsigned first = 0;
	struct pos at_first =
	    draft_pos(subject->draft, subject->node, rrset, 0);

	for (unsigned i = 1; i < rrset->count; i++) {
		struct pos pos =
		    draft_pos(subject->draft, subject->node, rrset, i);

		if (pos.file == at_first.file && pos.offset < at_first.offset) {
			first = i;
			at_first = pos;
		}
	}
	name_to_text(node_owner(subject->node), owner);
	for (unsigned i = 0; i < rrset->count; i++) {
		if (i == first || !finding_new(check))
			continue;

		struct spot spot =
		    spot_type(check, subject, subject->node, rrset, i);
		char *where = pos_words(check, spot.pos, at_first);

		finding_tell(check, spot,
			     "%s owns more than one %s (another %s); keep one",
			     owner, what, where);
		free(where);
	}
}

void
zone_soa(struct check *check, const struct subject *name)
{
	const struct rrset *soa = node_rrset(name->node, TYPE_SOA);
	char origin[NAME_TEXT_MAX];
	char owner[NAME_TEXT_MAX];

	if (soa && soa->count > 1)
		tell_more_than_one(check, name, soa, "SOA");
	if (is_apex(name) == (soa != NULL) || !finding_new(check))
		return;
	name_to_text(name->zone->origin, origin);
	name_to_text(node_owner(name->node), owner);
	if (soa)
		finding_tell(check, spot_type(check, name, name->node, soa, 0),
			     "SOA at %s, which is not the apex of zone %s; "
			     "a zone below it belongs in a file of its own",
			     owner, origin);
	else
		finding_tell(check, spot_start(check),
			     "zone %s has no SOA record; it needs one at its "
			     "apex",
			     origin);
}

/* Types that may stand beside a CNAME: RFC 4034 §3 and §4, RFC 2181 §10.1
 * (there called SIG, KEY and NXT), RFC 5155 §3. */
static bool
may_be_with_cname(uint16_t type)
{
	enum { SIG = 24, KEY = 25, NXT = 30 };

	return type == TYPE_CNAME || type == TYPE_RRSIG || type == TYPE_NSEC ||
	       type == TYPE_NSEC3 || type == SIG || type == KEY || type == NXT;
}

static const struct rrset *
other_than_cname(const struct node *node)
{
	const struct rrset *rrset = node_rrsets(node);

	for (unsigned i = 0; i < node->rrset_count; i++) {
		if (!may_be_with_cname(rrset[i].type))
			return &rrset[i];
	}
	return NULL;
}

void
zone_cname_and_other(struct check *check, const struct subject *cname)
{
	const struct rrset *other = other_than_cname(cname->node);
	char owner[NAME_TEXT_MAX];
	char type[RRTYPE_TEXT_MAX];

	if (cname->rrset->count > 1)
		tell_more_than_one(check, cname, cname->rrset, "CNAME");
	if ((!is_apex(cname) && !other) || !finding_new(check))
		return;

	struct spot spot =
	    spot_type(check, cname, cname->node, cname->rrset, 0);

	name_to_text(node_owner(cname->node), owner);
	if (is_apex(cname)) {
		finding_tell(check, spot,
			     "the apex %s cannot be a CNAME, as it owns the "
			     "zone's SOA and NS; write A and AAAA records",
			     owner);
		return;
	}

	char *where = pos_words(check, spot.pos,
				draft_pos(cname->draft, cname->node, other, 0));

	finding_tell(check, spot,
		     "%s is a CNAME and owns other data (%s %s); keep either",
		     owner, rrtype_to_text(other->type, type), where);
	free(where);
}

/* NSEC3 and its RRSIG stand below the apex of a signed zone whatever the apex
 * owns (RFC 5155 §3); an empty non-terminal owns nothing. */
static const struct rrset *
data_below_dname(const struct node *node)
{
	const struct rrset *rrset = node_rrsets(node);

	for (unsigned i = 0; i < node->rrset_count; i++) {
		if (rrset[i].type != TYPE_NSEC3 &&
		    (rrset[i].type != TYPE_RRSIG ||
		     !node_rrset(node, TYPE_NSEC3)))
			return &rrset[i];
	}
	return NULL;
}

static void
tell_below_dname(struct check *check, const struct subject *dname,
		 const struct node *node, const struct rrset *rrset)
{
	struct spot spot = spot_type(check, dname, node, rrset, 0);
	struct pos at = draft_pos(dname->draft, dname->node, dname->rrset, 0);
	char *where = pos_words(check, spot.pos, at);
	char owner[NAME_TEXT_MAX];
	char above[NAME_TEXT_MAX];

	name_to_text(node_owner(node), owner);
	name_to_text(node_owner(dname->node), above);
	finding_tell(check, spot,
		     "%s lies below %s, which a DNAME (%s) moves elsewhere; "
		     "remove one of the two",
		     owner, above, where);
	free(where);
}

/* The names below follow their ancestor in canonical order. Of DNAMEs below
 * one another the topmost tells, so no name is looked at twice. */
static void
judge_below_dname(struct check *check, const struct subject *dname)
{
	const struct zone *zone = dname->zone;
	struct name owner = node_owner(dname->node);

	for (const struct node *up = dname->node; up->rank != 0;) {
		up = zone_node(zone, up->parent);
		if (node_rrset(up, TYPE_DNAME))
			return;
	}
	for (uint32_t rank = dname->node->rank + 1; rank < zone->node_count;
	     rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		const struct rrset *data = data_below_dname(node);

		if (!name_is_within(node_owner(node), owner))
			return;
		if (data && finding_new(check))
			tell_below_dname(check, dname, node, data);
	}
}

void
zone_dname(struct check *check, const struct subject *dname)
{
	uint16_t type =
	    node_rrset(dname->node, TYPE_CNAME) ? TYPE_CNAME : TYPE_NS;
	const struct rrset *beside = node_rrset(dname->node, type);
	char owner[NAME_TEXT_MAX];
	char text[RRTYPE_TEXT_MAX];

	if (dname->rrset->count > 1)
		tell_more_than_one(check, dname, dname->rrset, "DNAME");
	judge_below_dname(check, dname);
	if (!beside || (type == TYPE_NS && is_apex(dname)) ||
	    !finding_new(check))
		return;

	struct spot spot =
	    spot_type(check, dname, dname->node, dname->rrset, 0);
	char *where = pos_words(
	    check, spot.pos, draft_pos(dname->draft, dname->node, beside, 0));

	name_to_text(node_owner(dname->node), owner);
	finding_tell(check, spot,
		     "%s owns a DNAME beside %s (%s); keep one of the two",
		     owner, rrtype_to_text(type, text), where);
	free(where);
}

void
zone_rrset_size(struct check *check, const struct subject *zone)
{
	const struct incident *found;
	size_t at = 0;

	while ((found = finding_incident(check, zone, INCIDENT_TOO_MANY, &at)))
		finding_tell(check, spot_at(check, found->pos),
			     "more than 65,535 records of one RRset, or RRsets "
			     "of one owner: no message holds them");
}
