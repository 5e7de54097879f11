/*
 * From collected RRs to a snapshot, in five steps:
 *
 *	sort_runs     owners in canonical order
 *	add_owner     for each: empty non-terminals above it, then its node
 *	add_rrsets    its RRs sorted, duplicates and TTLs settled, RDATA copied
 *	index_nodes   order[] and the trie
 *	find_targets  which node each MX, SRV, NS ... names
 */
#include "base/alloc.h"
#include "base/bytes.h"
#include "dns/rdata.h"
#include "zone/builder_private.h"
#include "zone/key.h"
#include "zone/lookup.h"
#include "zone/snapshot.h"
#include "zone/trie.h"

#include <assert.h>
#include <stdlib.h>

enum { CLASS_IN_WIRE = 1, NODE_ALIGN = 4, TRIE_ALIGN = 16 };

struct freeze {
	struct zone_builder *builder;
	struct snapshot arena;
	VEC(ref) nodes; /* by rank */
	VEC(uint32_t) first;
	VEC(struct pos) rr_pos;
	VEC(const struct kept_rr *) owned; /* RRs of the owner at work */
	ref path[NAME_LABELS_MAX + 1]; /* nodes from the apex down, by labels */
	unsigned depth;                /* labels of the last node made */
	struct name last;              /* its name, in the builder */
};

static uint64_t
key_prefix(const struct zone_builder *builder, const struct owner_run *run)
{
	uint8_t first[8] = {0};

	memcpy(first, builder->octets.items + run->key,
	       run->key_len < 8 ? run->key_len : 8);
	return (uint64_t)bytes_get32(first) << 32 | bytes_get32(first + 4);
}

static int
key_compare(const struct zone_builder *builder, const struct owner_run *a,
	    const struct owner_run *b)
{
	uint16_t shorter = a->key_len < b->key_len ? a->key_len : b->key_len;
	int order = memcmp(builder->octets.items + a->key,
			   builder->octets.items + b->key, shorter);

	return order != 0 ? order : (int)a->key_len - (int)b->key_len;
}

struct sortable {
	uint64_t prefix;
	const struct owner_run *run;
};

static int
by_key(const void *a, const void *b, void *builder)
{
	const struct sortable *left = a;
	const struct sortable *right = b;

	if (left->prefix != right->prefix)
		return left->prefix < right->prefix ? -1 : 1;

	int order = key_compare(builder, left->run, right->run);

	if (order != 0)
		return order;
	return left->run < right->run ? -1 : left->run > right->run;
}

/* The runs in canonical order, those of one owner as they came. */
static struct sortable *
sort_runs(struct zone_builder *builder)
{
	size_t count = builder->runs.count;
	struct sortable *sorted = xcalloc(count, sizeof *sorted);
	bool in_order = true;

	for (size_t i = 0; i < count; i++) {
		const struct owner_run *run = &builder->runs.items[i];

		sorted[i] = (struct sortable){key_prefix(builder, run), run};
		if (i > 0 && key_compare(builder, run - 1, run) > 0)
			in_order = false;
	}
	if (!in_order)
		qsort_r(sorted, count, sizeof *sorted, by_key, builder);
	return sorted;
}

/* RRSIGs of different types covered are different RRsets (RFC 4035 §2.2). */
static uint16_t
type_covered(const struct zone_builder *builder, const struct kept_rr *rr)
{
	return rr->type == TYPE_RRSIG && rr->rdlength >= 2
		   ? bytes_get16(builder->octets.items + rr->rdata)
		   : 0;
}

static int
rrset_compare(const struct zone_builder *builder, const struct kept_rr *a,
	      const struct kept_rr *b)
{
	if (a->type != b->type)
		return (int)a->type - (int)b->type;
	return (int)type_covered(builder, a) - (int)type_covered(builder, b);
}

static int
rdata_order(const struct zone_builder *builder, const struct kept_rr *a,
	    const struct kept_rr *b)
{
	return rdata_compare(a->type, builder->octets.items + a->rdata,
			     a->rdlength, builder->octets.items + b->rdata,
			     b->rdlength);
}

static int
by_rrset_and_rdata(const void *a, const void *b, void *builder)
{
	const struct kept_rr *left = *(const struct kept_rr *const *)a;
	const struct kept_rr *right = *(const struct kept_rr *const *)b;
	int order = rrset_compare(builder, left, right);

	if (order == 0)
		order = rdata_order(builder, left, right);
	if (order == 0)
		order = left < right ? -1 : left > right;
	return order;
}

/* The RRs of one owner, from all its runs, sorted into freeze->owned. */
static void
collect_owned(struct freeze *freeze, const struct sortable *runs, size_t count)
{
	const struct zone_builder *builder = freeze->builder;
	bool in_order = true;

	freeze->owned.count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct kept_rr *rr =
		    &builder->rrs.items[runs[i].run->first_rr];

		for (uint32_t left = runs[i].run->rr_count; left > 0; left--)
			*VEC_PUSH(&freeze->owned) = rr++;
	}
	for (size_t i = 1; in_order && i < freeze->owned.count; i++)
		in_order = by_rrset_and_rdata(&freeze->owned.items[i - 1],
					      &freeze->owned.items[i],
					      freeze->builder) < 0;
	if (!in_order)
		qsort_r(freeze->owned.items, freeze->owned.count,
			sizeof *freeze->owned.items, by_rrset_and_rdata,
			freeze->builder);
}

/* How many of the owned RRs from `from` on belong to the RRset of that one. */
static size_t
rrset_span(const struct freeze *freeze, size_t from)
{
	size_t at = from + 1;

	while (at < freeze->owned.count &&
	       rrset_compare(freeze->builder, freeze->owned.items[from],
			     freeze->owned.items[at]) == 0)
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
		if (rdata_order(freeze->builder, rrs[kept - 1], rrs[i]) == 0)
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
	const uint8_t *octets = freeze->builder->octets.items;
	size_t len = 0;

	for (size_t i = from; i < from + count; i++)
		len += 2u + freeze->owned.items[i]->rdlength;

	ref made = snapshot_take(&freeze->arena, len, NODE_ALIGN);
	uint8_t *at = snapshot_at(&freeze->arena, made);

	for (size_t i = from; i < from + count; i++) {
		const struct kept_rr *rr = freeze->owned.items[i];

		memcpy(at, &rr->rdlength, 2);
		memcpy(at + 2, octets + rr->rdata, rr->rdlength);
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
add_node(struct freeze *freeze, struct name owner, unsigned rrset_count)
{
	size_t head = sizeof(struct node) + rrset_count * sizeof(struct rrset);
	ref made = snapshot_take(&freeze->arena, head + owner.len, NODE_ALIGN);
	struct node *node = snapshot_at(&freeze->arena, made);
	unsigned above = owner.labels - freeze->builder->origin.labels;
	ref parent = above == 0 ? made : freeze->path[above - 1];

	assert(rrset_count <= UINT16_MAX);
	*node = (struct node){
	    .parent = parent,
	    .rank = (uint32_t)freeze->nodes.count,
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
	*VEC_PUSH(&freeze->nodes) = made;
	*VEC_PUSH(&freeze->first) = (uint32_t)freeze->rr_pos.count;
	return made;
}

/* Empty non-terminals (RFC 8020) between the last node and this owner. */
static void
add_empty_above(struct freeze *freeze, struct name owner)
{
	unsigned have = name_common_labels(freeze->last, owner);

	for (unsigned labels = have + 1; labels < owner.labels; labels++)
		add_node(freeze, name_ancestor(owner, labels), 0);
}

/* The owner of runs[0], which all `count` runs share. */
static void
add_owner(struct freeze *freeze, const struct sortable *runs, size_t count)
{
	struct name owner = run_owner(freeze->builder, runs[0].run);

	collect_owned(freeze, runs, count);
	if (freeze->nodes.count > 0)
		add_empty_above(freeze, owner);

	unsigned rrsets = count_rrsets(freeze);
	ref made = add_node(freeze, owner, rrsets);
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

static size_t
same_owner(const struct zone_builder *builder, const struct sortable *runs,
	   size_t from)
{
	size_t at = from + 1;

	while (at < builder->runs.count &&
	       runs[at].prefix == runs[from].prefix &&
	       key_compare(builder, runs[at].run, runs[from].run) == 0)
		at++;
	return at - from;
}

static void
add_owners(struct freeze *freeze)
{
	struct zone_builder *builder = freeze->builder;
	struct sortable *runs = sort_runs(builder);

	/* The apex is a node, with or without data. */
	if (builder->runs.count == 0 || runs[0].run->key_len > 0)
		add_node(freeze, builder->origin, 0);
	for (size_t at = 0; at < builder->runs.count;) {
		size_t count = same_owner(builder, runs, at);

		add_owner(freeze, runs + at, count);
		at += count;
	}
	free(runs);
}

/* order[] and the trie, behind the nodes. */
static void
index_nodes(struct freeze *freeze, struct zone *zone)
{
	size_t count = freeze->nodes.count;
	struct trie_keys keys = {0};

	for (size_t i = 0; i < count; i++) {
		ref at = freeze->nodes.items[i];
		const struct node *node = snapshot_at(&freeze->arena, at);

		trie_keys_add(&keys, node_owner(node),
			      freeze->builder->origin.labels, at);
	}

	zone->order =
	    snapshot_take(&freeze->arena, count * sizeof(ref), NODE_ALIGN);
	memcpy(snapshot_at(&freeze->arena, zone->order), freeze->nodes.items,
	       count * sizeof(ref));
	zone->trie = snapshot_take(
	    &freeze->arena, trie_size_max(count) * sizeof(struct trie_node),
	    TRIE_ALIGN);

	size_t used = trie_build(&keys, snapshot_at(&freeze->arena, zone->trie),
				 zone->trie);

	freeze->arena.used =
	    (size_t)zone->trie * 4 + used * sizeof(struct trie_node);
	trie_keys_free(&keys);
}

/* Which nodes of the zone the RRs of one RRset name. */
static void
find_targets(const struct zone *zone, const struct rrset *rrset)
{
	const struct rrtype *type = rrtype_get(rrset->type);
	ref *targets = (ref *)(zone->base + (size_t)rrset->targets * 4);
	struct rdata rdata = zone_first_rdata(zone, rrset);

	for (unsigned i = 0; i < rrset->count; i++) {
		struct name target;
		struct match match;

		if (i > 0)
			rdata = rdata_next(rdata);
		if (!rdata_target(type, rdata.octets, rdata.len, &target) ||
		    !name_is_within(target, zone->origin))
			continue;
		zone_lookup(zone, target, &match);
		if (match.exact)
			targets[i] = zone_ref_of(zone, match.exact);
	}
}

static void
find_all_targets(const struct zone *zone)
{
	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		const struct rrset *rrset = node_rrsets(node);

		for (unsigned i = 0; i < node->rrset_count; i++, rrset++) {
			if (rrset->targets != 0)
				find_targets(zone, rrset);
		}
	}
}

static struct zone *
finish_zone(struct freeze *freeze)
{
	struct zone *zone = xcalloc(1, sizeof *zone);
	struct key key;

	zone->references = 1;
	zone->node_count = (uint32_t)freeze->nodes.count;
	zone->rr_count = (uint32_t)freeze->rr_pos.count;
	zone->apex = freeze->nodes.items[0];
	index_nodes(freeze, zone);
	snapshot_trim(&freeze->arena);
	zone->base = freeze->arena.base;
	zone->size = freeze->arena.used;
	zone->origin = node_owner(zone_node(zone, zone->apex));
	key_init(&key, zone->origin);
	zone->origin_digits = key.len;
	find_all_targets(zone);
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
	free(freeze.nodes.items);
	free(freeze.owned.items);
	zone_builder_free(builder);
	return draft;
}
