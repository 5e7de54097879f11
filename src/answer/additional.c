#include "answer/additional.h"
#include "dns/rdata.h"
#include "zone/lookup.h"

/* In canonical order the first zone inside another stands right behind it. A
 * backdrop may have any zone of the front view in front of it. */
static bool
encloses_others(const struct plan_scope *scope, const struct view_zone *zone)
{
	if (zone->backdrop)
		return true;

	uint32_t next = (uint32_t)(zone - scope->view->zones) + 1;

	return next < scope->view->count &&
	       scope->view->zones[next].parent == next;
}

void
additional_begin(struct additional *walk, const struct plan *plan,
		 enum additional_pass pass)
{
	walk->plan = plan;
	walk->pass = pass;
	walk->deeper = encloses_others(plan->scope, plan->hosts_zone);
	walk->rr = 0;
	walk->count = 0;
}

/* The node that the freeze found for this RR. The root is no host, though it
 * may be a node: see read_name(). */
static const struct node *
frozen_node(const struct additional *walk, unsigned rr)
{
	const struct plan_item *item = walk->plan->hosts;
	const struct node *node = zone_target(item->zone, item->rrset, rr);

	return node && node->owner_labels > 0 ? node : NULL;
}

/* Below the cut that is referred to: the NS name cannot be found without. */
static bool
is_glue(const struct additional *walk, const struct node *node)
{
	const struct node *cut = walk->plan->cut;

	return cut && node && node->cut != 0 &&
	       zone_node(walk->plan->hosts->zone, node->cut) == cut;
}

/* The name of the host, from RDATA; "." stands for one only in SVCB's
 * ServiceMode, where it is the owner (RFC 9460 §2.5). */
static bool
read_name(const struct additional *walk, struct name *name)
{
	const struct rrtype *type = rrtype_get(walk->plan->hosts->rrset->type);

	if (!rdata_target(type, walk->rdata.octets, walk->rdata.len, name))
		return false;
	if (name->labels > 0)
		return true;
	*name = walk->plan->hosts->owner;
	return (type->code == TYPE_SVCB || type->code == TYPE_HTTPS) &&
	       bytes_get16(walk->rdata.octets) != 0;
}

/* Find host->name in the zone of the view that encloses it most closely.
 * What a wildcard would make below a cut is not ours to say. */
static bool
search(const struct plan_scope *scope, struct host *host)
{
	const struct view_zone *zone;
	struct match match;
	struct key key;

	key_init(&key, host->name);
	zone = view_find_behind(scope->view, scope->backdrop, host->name, &key);
	if (!zone || !zone->zone)
		return false;
	zone_lookup_key(zone->zone, host->name, &key, &match);
	host->zone = zone->zone;
	host->node = match.exact;
	if (!match.exact && !match.cut &&
	    !node_rrset(match.encloser, TYPE_DNAME))
		host->node = match.source;
	return host->node != NULL;
}

/* The host of RR number host->rr, if it has a place in this pass. */
static bool
find(const struct additional *walk, struct host *host)
{
	const struct node *node = frozen_node(walk, host->rr);

	if (is_glue(walk, node) != (walk->pass == ADDITIONAL_GLUE))
		return false;
	if (node) {
		host->name = node_owner(node);
		host->zone = walk->plan->hosts->zone;
		host->node = node;
		if (!walk->deeper || walk->pass == ADDITIONAL_GLUE)
			return true;
	} else if (!read_name(walk, &host->name)) {
		return false;
	}
	return search(walk->plan->scope, host);
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
		    (walk->seen[i].name.wire == host->name.wire ||
		     name_equal(walk->seen[i].name, host->name)))
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
		if (find(walk, host) && remember(walk, host))
			return true;
	}
	return false;
}
