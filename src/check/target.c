#include "check/target.h"
#include "base/reader.h"
#include "dns/rrtype.h"
#include "zone/lookup.h"

#include <assert.h>

/* The topmost owner of a DNAME above a name, NULL without one. */
static const struct node *
dname_above(const struct zone *zone, const struct match *match)
{
	const struct node *apex = zone_node(zone, zone->apex);
	const struct node *found = NULL;
	const struct node *at = match->encloser;

	if (match->exact) {
		if (match->exact == apex)
			return NULL;
		at = zone_node(zone, match->exact->parent);
	}
	for (;; at = zone_node(zone, at->parent)) {
		if (node_rrset(at, TYPE_DNAME))
			found = at;
		if (at == apex)
			return found;
	}
}

static struct target
judge_match(uint32_t index, const struct zone *zone, const struct match *match)
{
	struct target target = {.kind = TARGET_UNKNOWN};

	if (match->cut)
		return target;
	target.zone = index;
	target.node = dname_above(zone, match);
	if (target.node) {
		target.kind = TARGET_DNAME;
		return target;
	}
	target.node = match->exact ? match->exact : match->source;
	if (!target.node)
		target.kind = TARGET_ABSENT;
	else if (node_rrset(target.node, TYPE_CNAME))
		target.kind = TARGET_ALIAS;
	else
		target.kind = TARGET_NODE;
	return target;
}

struct target
target_find(const struct view *view, struct name name)
{
	const struct view_zone *in;
	struct match match;
	struct key key;

	key_init(&key, name);
	in = view_find_key(view, name, &key);
	if (!in || !in->zone)
		return (struct target){.kind = TARGET_UNKNOWN};
	zone_lookup_key(in->zone, name, &key, &match);
	return judge_match((uint32_t)(in - view->zones), in->zone, &match);
}

struct target
target_find_hinted(const struct view *view, struct name name, uint32_t index,
		   const struct node *node)
{
	const struct zone *zone = view->zones[index].zone;
	struct match match = {.exact = node, .encloser = node};

	if (!node || !view_is_lowest(view, index))
		return target_find(view, name);
	if (node->cut != 0)
		match.cut = zone_node(zone, node->cut);
	return judge_match(index, zone, &match);
}

bool
node_has_address(const struct node *node)
{
	return node_rrset(node, TYPE_A) || node_rrset(node, TYPE_AAAA);
}

struct name
rdata_alias(struct rdata rdata)
{
	struct reader r = reader_init(rdata.octets, rdata.len);
	struct name name = name_root;
	bool whole = name_view(&r, &name);

	assert(whole); /* checked when it was read */
	return name;
}

bool
target_next(const struct view *view, const struct target *target,
	    struct name name, uint8_t into[static NAME_WIRE_MAX],
	    struct name *next)
{
	uint16_t type = target->kind == TARGET_ALIAS ? TYPE_CNAME : TYPE_DNAME;

	if (target->kind != TARGET_ALIAS && target->kind != TARGET_DNAME)
		return false;

	struct name alias = rdata_alias(zone_first_rdata(
	    view->zones[target->zone].zone, node_rrset(target->node, type)));

	if (type == TYPE_DNAME)
		return name_join(name, target->node->owner_labels, alias, into,
				 next);
	*next = alias;
	return true;
}

struct target
target_follow(const struct view *view, struct name name)
{
	struct target target = target_find(view, name);
	uint8_t made[2][NAME_WIRE_MAX];

	for (unsigned i = 0; i < VIEW_CHAIN_MAX; i++) {
		if (!target_next(view, &target, name, made[i % 2], &name))
			return target;
		target = target_find(view, name);
	}
	return (struct target){.kind = TARGET_UNKNOWN};
}
