#include "control/alias.h"
#include "base/alloc.h"
#include "check/target.h"
#include "dns/rrtype.h"
#include "zone/lookup.h"

#include <assert.h>
#include <stdlib.h>

struct following {
	const struct view *view;
	struct alias_zone *zones;
	struct diag_sink *sink;
	uint32_t zone; /* the one at work */
};

/* Where an ALIAS ends. */
struct reached {
	const struct zone_alias *alias;
	const struct zone *zone; /* of the view, and so the node */
	const struct node *node;
	uint32_t ttl;      /* the lowest on the way */
	uint32_t modified; /* the latest of the texts on the way */
};

static int
by_owner(const void *name, const void *alias)
{
	return name_compare(*(const struct name *)name,
			    ((const struct zone_alias *)alias)->owner);
}

/* The ALIAS of a name that was found, or NULL. */
static const struct zone_alias *
alias_of(const struct following *following, const struct target *target)
{
	const struct draft *draft = following->zones[target->zone].draft;
	struct name owner;

	if (target->kind != TARGET_NODE || !draft || draft->alias_count == 0)
		return NULL;
	owner = node_owner(target->node);
	return bsearch(&owner, draft->aliases, draft->alias_count,
		       sizeof *draft->aliases, by_owner);
}

static void
note_zone(struct following *following, uint32_t zone)
{
	struct alias_zone *into = &following->zones[following->zone];

	if (zone == following->zone ||
	    (into->used.count > 0 &&
	     into->used.items[into->used.count - 1] == zone))
		return;
	*VEC_PUSH(&into->used) = zone;
}

static void
note_text(const struct following *following, struct pos pos,
	  struct reached *reached)
{
	uint32_t modified =
	    pos.file == 0
		? 0
		: sources_get(following->sink->sources, pos.file)->modified;

	if (modified > reached->modified)
		reached->modified = modified;
}

static void
note_ttl(struct reached *reached, uint32_t ttl)
{
	if (ttl < reached->ttl)
		reached->ttl = ttl;
}

/* A zone, and the text that it has an RRset from. */
static void
note_source(struct following *following, const struct target *target,
	    uint16_t type, struct reached *reached)
{
	const struct draft *draft = following->zones[target->zone].draft;
	const struct rrset *rrset = node_rrset(target->node, type);

	if (!rrset)
		return;
	note_zone(following, target->zone);
	if (draft)
		note_text(following, draft_pos(draft, target->node, rrset, 0),
			  reached);
}

/* Why nothing is known of a name, in new memory. */
static char *
unknown(const struct following *following, struct name name)
{
	const struct view_zone *in = view_find(following->view, name);
	char text[NAME_TEXT_MAX];
	char zone[NAME_TEXT_MAX];

	name_to_text(name, text);
	if (!in)
		return xasprintf("ALIAS leads to %s, which is in no zone that "
				 "is loaded; it is followed in these only",
				 text);
	name_to_text(in->apex, zone);
	if (!in->zone)
		return xasprintf("ALIAS leads to %s, but zone %s is not served",
				 text, zone);
	return xasprintf("ALIAS leads to %s, which zone %s delegates to other "
			 "servers",
			 text, zone);
}

/* A name that is no alias: NULL, or what it lacks, in new memory. */
static char *
end_at(struct following *following, struct name name,
       const struct target *target, struct reached *reached)
{
	char text[NAME_TEXT_MAX];

	if (target->kind == TARGET_UNKNOWN)
		return unknown(following, name);
	name_to_text(name, text);
	if (target->kind == TARGET_ABSENT)
		return xasprintf("ALIAS leads to %s, which does not exist",
				 text);
	if (!node_has_address(target->node))
		return xasprintf("ALIAS leads to %s, which has neither A nor "
				 "AAAA records",
				 text);
	note_source(following, target, TYPE_A, reached);
	note_source(following, target, TYPE_AAAA, reached);
	reached->zone = following->view->zones[target->zone].zone;
	reached->node = target->node;
	return NULL;
}

/* The whole way of one ALIAS: NULL, or why it leads nowhere. */
static char *
go(struct following *following, struct reached *reached)
{
	struct name name = reached->alias->target;
	uint8_t wire[2][NAME_WIRE_MAX];

	for (unsigned i = 0; i < VIEW_CHAIN_MAX; i++) {
		struct target target = target_find(following->view, name);
		const struct zone_alias *next = alias_of(following, &target);
		uint16_t type;

		if (next) {
			note_zone(following, target.zone);
			note_ttl(reached, next->ttl);
			note_text(following, next->pos, reached);
			name = next->target;
			continue;
		}
		if (target.kind != TARGET_ALIAS && target.kind != TARGET_DNAME)
			return end_at(following, name, &target, reached);
		type = target.kind == TARGET_ALIAS ? TYPE_CNAME : TYPE_DNAME;
		note_source(following, &target, type, reached);
		note_ttl(reached, rrset_ttl(node_rrset(target.node, type)));
		if (!target_next(following->view, &target, name, wire[i % 2],
				 &name))
			return xasprintf("ALIAS leads to a name of over 255 "
					 "octets");
	}
	return xasprintf("ALIAS leads over more than %d names, or back to "
			 "itself",
			 VIEW_CHAIN_MAX);
}

/* What an ALIAS may not stand beside: NULL, or that. */
static char *
beside(const struct draft *draft, const struct zone_alias *alias)
{
	struct match match;
	char owner[NAME_TEXT_MAX];

	name_to_text(alias->owner, owner);
	if (alias > draft->aliases && name_equal(alias[-1].owner, alias->owner))
		return xasprintf("%s has another ALIAS already", owner);
	zone_lookup(draft->zone, alias->owner, &match);
	if (!match.exact || !node_has_address(match.exact))
		return NULL;
	return xasprintf("ALIAS stands for the addresses of %s, which has A or "
			 "AAAA records besides",
			 owner);
}

static void
refuse(struct following *following, const struct zone_alias *alias, char *why)
{
	struct alias_zone *zone = &following->zones[following->zone];

	diag_error_at(following->sink, alias->pos, alias->span, "%s", why);
	if (zone->refusal)
		free(why);
	else
		zone->refusal = why;
}

/* The A or AAAA records of a node become the ALIAS's owner's. */
static void
add_addresses(struct zone_builder *builder, const struct reached *reached,
	      uint16_t type)
{
	const struct rrset *rrset = node_rrset(reached->node, type);
	struct rdata rdata;

	if (!rrset)
		return;
	rdata = zone_first_rdata(reached->zone, rrset);
	for (unsigned i = 0; i < rrset->count; i++) {
		struct rr rr = {
		    .owner = reached->alias->owner,
		    .type = type,
		    .ttl = rrset_ttl(rrset) < reached->ttl ? rrset_ttl(rrset)
							   : reached->ttl,
		    .pos = reached->alias->pos,
		};

		if (i > 0)
			rdata = rdata_next(rdata);
		rr.rdata = rdata.octets;
		rr.rdlength = rdata.len;
		zone_builder_add(builder, &rr);
	}
}

/* The draft anew, with what its ALIASes reached. */
static void
complete(struct draft *draft, const struct reached *reached)
{
	struct zone_builder *builder = zone_builder_thaw(draft);

	for (size_t i = 0; i < draft->alias_count; i++) {
		add_addresses(builder, &reached[i], TYPE_A);
		add_addresses(builder, &reached[i], TYPE_AAAA);
		if (draft->soa_made && reached[i].modified > 0)
			zone_builder_raise_serial(builder,
						  reached[i].modified - 1);
	}
	draft_free(draft);
	*draft = zone_builder_freeze(builder);
}

/* All ALIASes of one zone, into new memory; NULL when there is none. */
static struct reached *
follow_all(struct following *following)
{
	const struct draft *draft = following->zones[following->zone].draft;
	struct reached *reached;

	if (!draft || draft->alias_count == 0)
		return NULL;
	reached = xcalloc(draft->alias_count, sizeof *reached);
	for (size_t i = 0; i < draft->alias_count; i++) {
		const struct zone_alias *alias = &draft->aliases[i];
		char *why = beside(draft, alias);

		reached[i].alias = alias;
		reached[i].ttl = alias->ttl;
		if (!why)
			why = go(following, &reached[i]);
		if (why)
			refuse(following, alias, why);
	}
	return reached;
}

void
alias_follow(const struct view *view, struct alias_zone *zones,
	     struct diag_sink *sink)
{
	struct following following = {
	    .view = view, .zones = zones, .sink = sink};
	struct reached **reached = xcalloc(view->count, sizeof *reached);

	/* None is completed before all have been followed: they lead through
	 * each other. */
	for (uint32_t i = 0; i < view->count; i++) {
		following.zone = i;
		reached[i] = follow_all(&following);
	}
	for (uint32_t i = 0; i < view->count; i++) {
		if (reached[i] && !zones[i].refusal)
			complete(zones[i].draft, reached[i]);
		free(reached[i]);
	}
	free(reached);
}

bool
alias_follow_alone(struct draft *draft, struct diag_sink *sink)
{
	const struct view_zone alone = {.apex = draft->zone->origin,
					.zone = draft->zone};
	struct view *view = view_new(&alone, 1);
	struct alias_zone zone = {.draft = draft};
	bool good;

	assert(view->count == 1);
	alias_follow(view, &zone, sink);
	view_unref(view);
	good = zone.refusal == NULL;
	free(zone.refusal);
	free(zone.used.items);
	return good;
}
