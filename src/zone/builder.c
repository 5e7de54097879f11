#include "zone/builder.h"
#include "base/alloc.h"
#include "dns/rrtype.h"
#include "zone/builder_private.h"
#include "zone/key.h"

#include <assert.h>
#include <stdlib.h>

struct zone_builder *
zone_builder_new(struct name origin)
{
	struct zone_builder *builder = xcalloc(1, sizeof *builder);

	memcpy(builder->origin_wire, origin.wire, origin.len);
	builder->origin =
	    (struct name){builder->origin_wire, origin.len, origin.labels};
	builder->threads = 1;
	return builder;
}

static void
free_aliases(struct zone_alias *aliases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(aliases[i].octets);
	free(aliases);
}

struct zone_builder *
zone_builder_like(const struct zone_builder *builder)
{
	return zone_builder_new(builder->origin);
}

void
zone_builder_use_threads(struct zone_builder *builder, unsigned threads)
{
	builder->threads = threads;
}

void
zone_builder_free(struct zone_builder *builder)
{
	if (!builder)
		return;
	free(builder->runs.items);
	free(builder->rrs.items);
	arena_free(&builder->octets);
	free(builder->incidents.items);
	free(builder->allowances.items);
	free_aliases(builder->aliases.items, builder->aliases.count);
	free(builder);
}

void
builder_incident(struct zone_builder *builder, enum incident_kind kind,
		 struct pos pos, struct pos other)
{
	*VEC_PUSH(&builder->incidents) = (struct incident){kind, pos, other};
}

/* Whether the last run is of this owner, octet for octet. */
static bool
continues_run(const struct zone_builder *builder, struct name owner)
{
	if (builder->runs.count == 0)
		return false;

	struct name last =
	    run_owner(&builder->runs.items[builder->runs.count - 1]);

	return last.len == owner.len &&
	       memcmp(last.wire, owner.wire, owner.len) == 0;
}

static void
start_run(struct zone_builder *builder, struct name owner)
{
	uint8_t key[KEY_MAX];
	size_t key_len = key_from_name(owner, builder->origin.labels, key);

	*VEC_PUSH(&builder->runs) = (struct owner_run){
	    .owner = arena_keep(&builder->octets, owner.wire, owner.len),
	    .key = arena_keep(&builder->octets, key, key_len),
	    .first_rr = builder->rrs.count,
	    .key_len = (uint16_t)key_len,
	    .owner_len = owner.len,
	    .owner_labels = owner.labels,
	};
}

void
zone_builder_add(struct zone_builder *builder, const struct rr *rr)
{
	if (!continues_run(builder, rr->owner)) {
		if (!name_is_within(rr->owner, builder->origin)) {
			builder_incident(builder, INCIDENT_OUT_OF_ZONE, rr->pos,
					 (struct pos){0});
			return;
		}
		start_run(builder, rr->owner);
	}
	*VEC_PUSH(&builder->rrs) = (struct kept_rr){
	    .rdata = arena_keep(&builder->octets, rr->rdata, rr->rdlength),
	    .pos = rr->pos,
	    .ttl = rr->ttl,
	    .type = rr->type,
	    .rdlength = rr->rdlength,
	};
	builder->runs.items[builder->runs.count - 1].rr_count++;
}

/* The items of one list behind those of another. */
#define APPEND(to, from)                                                       \
	do {                                                                   \
		VEC_RESERVE(to, (from)->count);                                \
		if ((from)->count > 0)                                         \
			memcpy((to)->items + (to)->count, (from)->items,       \
			       (from)->count * sizeof *(to)->items);           \
		(to)->count += (from)->count;                                  \
	} while (0)

void
zone_builder_absorb(struct zone_builder *builder, struct zone_builder *part)
{
	for (size_t i = 0; i < part->runs.count; i++)
		part->runs.items[i].first_rr += builder->rrs.count;
	APPEND(&builder->runs, &part->runs);
	APPEND(&builder->rrs, &part->rrs);
	APPEND(&builder->incidents, &part->incidents);
	APPEND(&builder->allowances, &part->allowances);
	APPEND(&builder->aliases, &part->aliases);
	part->aliases.count = 0;
	builder->soa_made |= part->soa_made;
	arena_absorb(&builder->octets, &part->octets);
	zone_builder_free(part);
}

void
zone_builder_allow(struct zone_builder *builder,
		   const struct allowance *allowance)
{
	*VEC_PUSH(&builder->allowances) = *allowance;
}

static void
raise(const struct kept_rr *rr, uint32_t before)
{
	uint8_t *serial;

	if (rr->type != TYPE_SOA || rr->rdlength < SOA_SERIAL_FROM_END)
		return;
	serial = rr->rdata + rr->rdlength - SOA_SERIAL_FROM_END;
	if (!serial_is_later(before, bytes_get32(serial)))
		bytes_put32(serial, before + 1);
}

void
zone_builder_raise_serial(struct zone_builder *builder, uint32_t before)
{
	for (size_t i = 0; i < builder->runs.count; i++) {
		const struct owner_run *run = &builder->runs.items[i];

		for (uint32_t k = 0; k < run->rr_count && run->key_len == 0;
		     k++)
			raise(&builder->rrs.items[run->first_rr + k], before);
	}
}

void
zone_builder_alias(struct zone_builder *builder, const struct zone_alias *alias)
{
	struct zone_alias *kept = VEC_PUSH(&builder->aliases);

	if (!continues_run(builder, alias->owner))
		start_run(builder, alias->owner);
	*kept = *alias;
	kept->octets = xalloc(alias->owner.len + alias->target.len);
	kept->owner.wire = kept->octets;
	kept->target.wire = kept->octets + alias->owner.len;
	memcpy(kept->octets, alias->owner.wire, alias->owner.len);
	memcpy(kept->octets + alias->owner.len, alias->target.wire,
	       alias->target.len);
}

void
zone_builder_soa_made(struct zone_builder *builder)
{
	builder->soa_made = true;
}

/* The RRs of one RRset; returns the position behind theirs. */
static const struct pos *
thaw_rrset(struct zone_builder *builder, const struct zone *zone,
	   const struct node *node, const struct rrset *rrset,
	   const struct pos *pos)
{
	struct rdata rdata = zone_first_rdata(zone, rrset);

	for (unsigned i = 0; i < rrset->count; i++) {
		struct rr rr = {
		    .owner = node_owner(node),
		    .type = rrset->type,
		    .ttl = rrset_ttl(rrset),
		    .pos = pos[i],
		};

		if (i > 0)
			rdata = rdata_next(rdata);
		rr.rdata = rdata.octets;
		rr.rdlength = rdata.len;
		zone_builder_add(builder, &rr);
	}
	return pos + rrset->count;
}

struct zone_builder *
zone_builder_thaw(const struct draft *draft)
{
	const struct zone *zone = draft->zone;
	struct zone_builder *builder = zone_builder_new(zone->origin);
	const struct pos *pos = draft->rr_pos;

	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		const struct rrset *rrsets = node_rrsets(node);

		for (unsigned i = 0; i < node->rrset_count; i++)
			pos = thaw_rrset(builder, zone, node, &rrsets[i], pos);
	}
	for (size_t i = 0; i < draft->incident_count; i++)
		*VEC_PUSH(&builder->incidents) = draft->incidents[i];
	for (size_t i = 0; i < draft->allowance_count; i++)
		zone_builder_allow(builder, &draft->allowances[i]);
	builder->soa_made = draft->soa_made;
	return builder;
}

struct pos
draft_pos(const struct draft *draft, const struct node *node,
	  const struct rrset *rrset, unsigned i)
{
	uint32_t at = draft->first[node->rank];

	for (const struct rrset *before = node_rrsets(node); before < rrset;
	     before++)
		at += before->count;
	return draft->rr_pos[at + i];
}

struct draft
draft_without_text(struct zone *zone)
{
	size_t most = 1; /* RRs of one node */

	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		const struct rrset *rrsets = node_rrsets(node);
		size_t count = 0;

		for (unsigned i = 0; i < node->rrset_count; i++)
			count += rrsets[i].count;
		if (count > most)
			most = count;
	}
	/* All nodes share the positions, which are all the same. */
	return (struct draft){
	    .zone = zone_ref(zone),
	    .first = xcalloc(zone->node_count, sizeof(uint32_t)),
	    .rr_pos = xcalloc(most, sizeof(struct pos)),
	};
}

void
draft_free(struct draft *draft)
{
	zone_unref(draft->zone);
	free(draft->first);
	free(draft->rr_pos);
	free(draft->incidents);
	free(draft->allowances);
	free_aliases(draft->aliases, draft->alias_count);
	*draft = (struct draft){0};
}
