/*
 * From collected RRs to a snapshot, in five steps:
 *
 *	freeze_sort_runs     owners in canonical order
 *	add_owner            for each: empty non-terminals above, then its node
 *	add_rrset            RRs sorted, duplicates and TTLs settled, copied
 *	freeze_index         order[] and the trie
 *	freeze_find_targets  which node each MX, SRV, NS ... names
 */
#include "base/alloc.h"
#include "base/bytes.h"
#include "dns/rrtype.h"
#include "zone/freeze_private.h"
#include "zone/key.h"

#include <assert.h>
#include <stdlib.h>

enum { CLASS_IN_WIRE = 1, NODE_ALIGN = 4 };

/* A key, or the first digits of one. */
struct digits {
	const uint8_t *at;
	uint16_t len;
};

struct freeze {
	struct zone_builder *builder;
	struct snapshot arena;
	struct trie_keys keys; /* of all nodes, by rank; with their refs */
	VEC(uint32_t) first;
	VEC(struct pos) rr_pos;
	VEC(const struct kept_rr *) owned; /* RRs of the owner at work */
	ref path[NAME_LABELS_MAX + 1]; /* nodes from the apex down, by labels */
	unsigned depth;                /* labels of the last node made */
	struct name last;              /* its name, in the builder */
};

/* The RRs of one owner, from all its runs, sorted into freeze->owned. */
static void
collect_owned(struct freeze *freeze, const struct sorted_run *runs,
	      size_t count)
{
	const struct zone_builder *builder = freeze->builder;

	freeze->owned.count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct owner_run *run = runs[i].run;

		for (uint32_t k = 0; k < run->rr_count; k++)
			*VEC_PUSH(&freeze->owned) =
			    &builder->rrs.items[run->first_rr + k];
	}
	freeze_sort_rrs(freeze->owned.items, freeze->owned.count);
}

/* How many of the owned RRs from `from` on belong to the RRset of that one. */
static size_t
rrset_span(const struct freeze *freeze, size_t from)
{
	size_t at = from + 1;

	while (at < freeze->owned.count &&
	       freeze_same_rrset(freeze->owned.items[from],
				 freeze->owned.items[at]))
		at++;
	return at - from;
}

/* The lowest TTL of the RRset (RFC 2181 §5.2); tells when they differ. */
static uint32_t
settle_ttl(struct freeze *freeze, size_t from, size_t span)
{
	const struct kept_rr *const *rrs = freeze->owned.items + from;
	const struct kept_rr *earliest = rrs[0];
	const struct kept_rr *other = NULL;
	uint32_t ttl = rrs[0]->ttl;

	for (size_t i = 1; i < span; i++) {
		if (rrs[i] < earliest)
			earliest = rrs[i];
		if (rrs[i]->ttl < ttl)
			ttl = rrs[i]->ttl;
	}
	for (size_t i = 0; i < span; i++) {
		if (rrs[i]->ttl != earliest->ttl && (!other || rrs[i] < other))
			other = rrs[i];
	}
	if (other)
		builder_incident(freeze->builder, INCIDENT_TTL_MISMATCH,
				 other->pos, earliest->pos);
	return ttl;
}

/* Drop RRs equal to the one before; returns how many are left, which have
 * moved to the front of the span. */
static size_t
drop_duplicates(struct freeze *freeze, size_t from, size_t span)
{
	const struct kept_rr **rrs = freeze->owned.items + from;
	size_t kept = 1;

	for (size_t i = 1; i < span; i++) {
		if (freeze_rdata_order(rrs[kept - 1], rrs[i]) == 0)
			builder_incident(freeze->builder, INCIDENT_DUPLICATE,
					 rrs[i]->pos, rrs[kept - 1]->pos);
		else
			rrs[kept++] = rrs[i];
	}
	return kept;
}

static bool
has_target(const struct rrtype *type)
{
	for (unsigned i = 0; i < RRTYPE_FIELDS_MAX; i++) {
		if (type->fields[i].flags & FIELD_TARGET)
			return true;
	}
	return false;
}

/* The RDATA of one RRset into the arena; returns where. */
static ref
add_rdata(struct freeze *freeze, size_t from, size_t count)
{
	size_t len = 0;

	for (size_t i = from; i < from + count; i++)
		len += 2u + freeze->owned.items[i]->rdlength;

	ref made = snapshot_take(&freeze->arena, len, NODE_ALIGN);
	uint8_t *at = snapshot_at(&freeze->arena, made);

	for (size_t i = from; i < from + count; i++) {
		const struct kept_rr *rr = freeze->owned.items[i];

		memcpy(at, &rr->rdlength, 2);
		memcpy(at + 2, rr->rdata, rr->rdlength);
		at += 2 + rr->rdlength;
		*VEC_PUSH(&freeze->rr_pos) = rr->pos;
	}
	return made;
}

/* One RRset, from owned RRs, into the node's slot. */
static void
add_rrset(struct freeze *freeze, ref node, unsigned slot, size_t from,
	  size_t span)
{
	struct rrset made = {.type = freeze->owned.items[from]->type};
	uint32_t ttl = settle_ttl(freeze, from, span);
	size_t count = drop_duplicates(freeze, from, span);

	if (count > UINT16_MAX) {
		builder_incident(freeze->builder, INCIDENT_TOO_MANY,
				 freeze->owned.items[from + UINT16_MAX]->pos,
				 freeze->owned.items[from]->pos);
		count = UINT16_MAX;
	}
	made.count = (uint16_t)count;
	bytes_put16(made.head, made.type);
	bytes_put16(made.head + 2, CLASS_IN_WIRE);
	bytes_put32(made.head + 4, ttl);
	made.rdata = add_rdata(freeze, from, count);
	if (has_target(rrtype_get(made.type)))
		made.targets = snapshot_take(&freeze->arena,
					     count * sizeof(ref), NODE_ALIGN);

	struct node *in = snapshot_at(&freeze->arena, node);

	((struct rrset *)(in + 1))[slot] = made;
}

/* How many RRsets the owner at work has, as far as a node holds them. */
static unsigned
count_rrsets(const struct freeze *freeze)
{
	unsigned count = 0;

	for (size_t at = 0; at < freeze->owned.count;
	     at += rrset_span(freeze, at)) {
		if (count == UINT16_MAX) {
			builder_incident(freeze->builder, INCIDENT_TOO_MANY,
					 freeze->owned.items[at]->pos,
					 freeze->owned.items[0]->pos);
			break;
		}
		count++;
	}
	return count;
}

/* One node with room for its RRsets; its ancestors exist. */
static ref
add_node(struct freeze *freeze, struct name owner, struct digits key,
	 unsigned rrset_count)
{
	size_t head = sizeof(struct node) + rrset_count * sizeof(struct rrset);
	ref made = snapshot_take(&freeze->arena, head + owner.len, NODE_ALIGN);
	struct node *node = snapshot_at(&freeze->arena, made);
	unsigned above = owner.labels - freeze->builder->origin.labels;
	ref parent = above == 0 ? made : freeze->path[above - 1];

	assert(rrset_count <= UINT16_MAX);
	*node = (struct node){
	    .parent = parent,
	    .rank = (uint32_t)freeze->keys.list.count,
	    .rrset_count = (uint16_t)rrset_count,
	    .owner_len = owner.len,
	    .owner_labels = owner.labels,
	};
	memcpy((uint8_t *)node + head, owner.wire, owner.len);
	if (above > 0) {
		struct node *up = snapshot_at(&freeze->arena, parent);

		node->cut = up->cut;
		if (name_is_wildcard(owner))
			up->wildcard = made;
	}
	freeze->path[above] = made;
	freeze->last = owner;
	*VEC_PUSH(&freeze->keys.list) =
	    (struct trie_key){key.at, made, key.len};
	*VEC_PUSH(&freeze->first) = (uint32_t)freeze->rr_pos.count;
	return made;
}

/* Empty non-terminals (RFC 8020) between the last node and this owner, whose
 * key begins with theirs. */
static void
add_empty_above(struct freeze *freeze, struct name owner, struct digits key)
{
	unsigned have = name_common_labels(freeze->last, owner);

	for (unsigned labels = have + 1; labels < owner.labels; labels++) {
		struct name above = name_ancestor(owner, labels);
		uint8_t made[KEY_MAX];

		key.len = (uint16_t)key_from_name(
		    above, freeze->builder->origin.labels, made);
		add_node(freeze, above, key, 0);
	}
}

/* The owner of runs[0], which all `count` runs share. */
static void
add_owner(struct freeze *freeze, const struct sorted_run *runs, size_t count)
{
	struct name owner = run_owner(runs[0].run);
	struct digits key = {runs[0].run->key, runs[0].run->key_len};

	collect_owned(freeze, runs, count);
	if (freeze->keys.list.count > 0)
		add_empty_above(freeze, owner, key);

	unsigned rrsets = count_rrsets(freeze);
	ref made = add_node(freeze, owner, key, rrsets);
	size_t at = 0;

	for (unsigned slot = 0; slot < rrsets; slot++) {
		size_t span = rrset_span(freeze, at);

		add_rrset(freeze, made, slot, at, span);
		at += span;
	}

	struct node *node = snapshot_at(&freeze->arena, made);

	if (node->cut == 0 && node->rank > 0 && node_rrset(node, TYPE_NS))
		node->cut = made;
}

static void
add_owners(struct freeze *freeze)
{
	struct zone_builder *builder = freeze->builder;
	struct sorted_run *runs = freeze_sort_runs(builder);
	size_t end;

	/* The apex is a node, with or without data. */
	if (builder->runs.count == 0 || runs[0].run->key_len > 0)
		add_node(freeze, builder->origin, (struct digits){0}, 0);
	for (size_t at = 0; at < builder->runs.count; at = end) {
		end = at + 1;
		while (end < builder->runs.count &&
		       freeze_same_owner(&runs[at], &runs[end]))
			end++;
		add_owner(freeze, runs + at, end - at);
	}
	free(runs);
}

static struct zone *
finish_zone(struct freeze *freeze)
{
	struct zone *zone = xcalloc(1, sizeof *zone);
	struct key key;

	zone->references = 1;
	zone->node_count = (uint32_t)freeze->keys.list.count;
	zone->rr_count = (uint32_t)freeze->rr_pos.count;
	zone->apex = freeze->keys.list.items[0].value;
	freeze_index(&freeze->arena, &freeze->keys, zone);
	snapshot_trim(&freeze->arena);
	zone->base = freeze->arena.base;
	zone->size = freeze->arena.used;
	zone->origin = node_owner(zone_node(zone, zone->apex));
	key_init(&key, zone->origin);
	zone->origin_digits = key.len;
	freeze_find_targets(zone, freeze->builder->threads);
	return zone;
}

static int
by_owner(const void *a, const void *b)
{
	const struct zone_alias *left = a;
	const struct zone_alias *right = b;

	return name_compare(left->owner, right->owner);
}

struct draft
zone_builder_freeze(struct zone_builder *builder)
{
	struct freeze freeze = {.builder = builder};

	add_owners(&freeze);
	if (builder->aliases.count > 0)
		qsort(builder->aliases.items, builder->aliases.count,
		      sizeof *builder->aliases.items, by_owner);

	struct draft draft = {
	    .zone = finish_zone(&freeze),
	    .first = freeze.first.items,
	    .rr_pos = freeze.rr_pos.items,
	    .incidents = builder->incidents.items,
	    .incident_count = builder->incidents.count,
	    .allowances = builder->allowances.items,
	    .allowance_count = builder->allowances.count,
	    .aliases = builder->aliases.items,
	    .alias_count = builder->aliases.count,
	    .soa_made = builder->soa_made,
	};

	builder->incidents.items = NULL;
	builder->allowances.items = NULL;
	builder->aliases.items = NULL;
	builder->aliases.count = 0;
	trie_keys_free(&freeze.keys);
	free(freeze.owned.items);
	zone_builder_free(builder);
	return draft;
}
