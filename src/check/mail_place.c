/*
 * MX records: where they stand, and where they do not.
 */
#include "base/alloc.h"
#include "check/judges.h"
#include "check/mx.h"

#include <stdlib.h>

static bool
is_null_set(const struct zone *zone, const struct rrset *mx)
{
	struct rdata rdata = zone_first_rdata(zone, mx);

	return mx->count == 1 && rdata.len == 3 && rdata.octets[2] == 0;
}

static const struct rrset *
address_rrset(const struct node *node)
{
	const struct rrset *a = node_rrset(node, TYPE_A);

	return a ? a : node_rrset(node, TYPE_AAAA);
}

/* R8: only of the apex, which most mail addresses are at. */
void
mx_missing(struct check *check, const struct subject *name)
{
	const struct rrset *address = address_rrset(name->node);
	char owner[NAME_TEXT_MAX];

	if (name->node->rank != 0 || !address ||
	    node_rrset(name->node, TYPE_MX) || !finding_new(check))
		return;
	name_to_text(node_owner(name->node), owner);
	finding_tell(check, spot_type(check, name, name->node, address, 0),
		     "%s has an address and no MX: mail goes to that address; "
		     "add an MX, or \"MX 0 .\" if it takes no mail",
		     owner);
}

void
mx_null_no_address(struct check *check, const struct subject *mx)
{
	if (mx->node->cut != 0 || !is_null_set(mx->zone, mx->rrset) ||
	    node_has_address(mx->node) || !finding_new(check))
		return;
	finding_tell(check, spot_type(check, mx, mx->node, mx->rrset, 0),
		     "a name without an address takes no mail anyway: this "
		     "null MX only spares senders the look-ups");
}

void
mx_at_root_or_tld(struct check *check, const struct subject *mx)
{
	struct name owner = node_owner(mx->node);

	if (owner.labels > 1 || mx->node->cut != 0 ||
	    is_null_set(mx->zone, mx->rrset) || !finding_new(check))
		return;
	finding_tell(check, spot_type(check, mx, mx->node, mx->rrset, 0),
		     "an MX at %s: mail addresses have a dot in their domain, "
		     "and few senders take one without",
		     owner.labels == 0 ? "the root" : "a top-level name");
}

void
mx_below_cut(struct check *check, const struct subject *mx)
{
	const struct node *cut;
	char child[NAME_TEXT_MAX];
	struct spot spot;
	char *where;

	if (mx->node->cut == 0 || !finding_new(check))
		return;
	cut = zone_node(mx->zone, mx->node->cut);
	spot = spot_type(check, mx, mx->node, mx->rrset, 0);
	where =
	    pos_words(check, spot.pos,
		      draft_pos(mx->draft, cut, node_rrset(cut, TYPE_NS), 0));
	name_to_text(node_owner(cut), child);
	finding_tell(check, spot,
		     "this MX is never answered, as %s is delegated (NS %s); "
		     "it belongs in that zone's own file",
		     child, where);
	free(where);
}

/* The first name that a wildcard's encloser has below it, with an address and
 * without an MX; the nodes of a subtree stand one behind the other. */
static const struct node *
first_shadow(const struct zone *zone, const struct node *wildcard)
{
	const struct node *encloser = zone_node(zone, wildcard->parent);
	struct name above = node_owner(encloser);

	for (uint32_t rank = encloser->rank + 1; rank < zone->node_count;
	     rank++) {
		const struct node *node = zone_node_ranked(zone, rank);

		if (!name_is_within(node_owner(node), above))
			return NULL;
		if (node != wildcard && node->cut == 0 &&
		    node_has_address(node) && !node_rrset(node, TYPE_MX))
			return node;
	}
	return NULL;
}

void
mx_wildcard_shadowed(struct check *check, const struct subject *mx)
{
	const struct node *shadow;
	char name[NAME_TEXT_MAX];

	if (!name_is_wildcard(node_owner(mx->node)) || mx->node->rank == 0 ||
	    mx->node->cut != 0 || is_null_set(mx->zone, mx->rrset))
		return;
	shadow = first_shadow(mx->zone, mx->node);
	if (!shadow || !finding_new(check))
		return;
	name_to_text(node_owner(shadow), name);
	finding_tell(check, spot_type(check, mx, mx->node, mx->rrset, 0),
		     "a wildcard does not cover names that exist: %s has no MX "
		     "and gets none from here",
		     name);
}
