#include "answer/additional.h"
#include "dns/rdata.h"
#include "zone/lookup.h"

/* In canonical order the first zone inside another stands right behind it. */
static bool
encloses_others(const struct view *view, const struct view_zone *zone)
{
	uint32_t next = (uint32_t)(zone - view->zones) + 1;

	return next < view->count && view->zones[next].parent == next;
}

void
additional_begin(struct additional *walk, const struct plan *plan,
		 enum additional_pass pass)
{
	walk->plan = plan;
	walk->type = rrtype_get(plan->hosts->rrset->type);
	walk->pass = pass;
	walk->deeper = encloses_others(plan->view, plan->hosts_zone);
	walk->rr = 0;
	walk->count = 0;
}

/* The name of the next RR's host; "." is a host only in SVCB's ServiceMode,
 * where it is the owner (RFC 9460 §2.5). */
static bool
read_name(const struct additional *walk, struct name *name)
{
	const struct plan_item *item = walk->plan->hosts;

	if (!rdata_target(walk->type, walk->rdata.octets, walk->rdata.len,
			  name))
		return false;
	if (name->labels > 0)
		return true;
	if (walk->type->code != TYPE_SVCB && walk->type->code != TYPE_HTTPS)
		return false;
	*name = item->owner;
	return bytes_get16(walk->rdata.octets) != 0;
}

/* Wherever the name is, in the zone of the view that encloses it most
 * closely. What a wildcard would make below a cut is not ours. */
static const struct node *
look_up(const struct additional *walk, struct host *host)
{
	const struct view_zone *zone = view_find(walk->plan->view, host->name);
	struct match match;

	if (!zone || !zone->zone)
		return NULL;
	zone_lookup(zone->zone, host->name, &match);
	host->zone = zone->zone;
	if (match.exact)
		return match.exact;
	if (node_rrset(match.encloser, TYPE_DNAME))
		return NULL;
	return match.cut ? NULL : match.source;
}

static bool
is_glue(const struct additional *walk, const struct node *node)
{
	const struct node *cut = walk->plan->cut;

	return cut && node && node->cut != 0 &&
	       zone_node(walk->plan->hosts->zone, node->cut) == cut;
}

/* The node of the RR's host, in this pass; or NULL. */
static const struct node *
find_node(const struct additional *walk, struct host *host)
{
	const struct zone *zone = walk->plan->hosts->zone;
	const struct node *node =
	    zone_target(zone, walk->plan->hosts->rrset, host->rr);

	host->zone = zone;
	if (host->name.wire == walk->plan->hosts->owner.wire)
		node = NULL; /* not what the RR names */
	if (walk->pass == ADDITIONAL_GLUE)
		return is_glue(walk, node) ? node : NULL;
	if (is_glue(walk, node))
		return NULL;
	return node && !walk->deeper ? node : look_up(walk, host);
}

/* Remember the host; false when it was met before. The names of an NS RRset
 * are all different, and there glue must not be left out for want of room. */
static bool
remember(struct additional *walk, const struct host *host)
{
	if (walk->pass == ADDITIONAL_GLUE)
		return true;
	for (unsigned i = 0; i < walk->count; i++) {
		if (walk->seen[i].node == host->node &&
		    name_equal(walk->seen[i].name, host->name))
			return false;
	}
	walk->seen[walk->count++] = *host;
	return true;
}

bool
additional_next(struct additional *walk, struct host *host)
{
	const struct plan_item *item = walk->plan->hosts;

	while (walk->rr < item->rrset->count &&
	       walk->count < ADDITIONAL_HOSTS_MAX) {
		walk->rdata = walk->rr == 0
				  ? zone_first_rdata(item->zone, item->rrset)
				  : rdata_next(walk->rdata);
		host->rr = walk->rr++;
		if (!read_name(walk, &host->name))
			continue;
		host->node = find_node(walk, host);
		if (host->node && remember(walk, host))
			return true;
	}
	return false;
}
