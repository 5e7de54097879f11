/*
 * A zone is a frozen value: built once by zone/builder.h, sorted once, never
 * mutated. A change builds another one.
 */
#ifndef MXD_ZONE_ZONE_H
#define MXD_ZONE_ZONE_H

#include "zone/node.h"

#include <stddef.h>

struct zone {
	uint8_t *base;       /* the arena; refs count from here */
	size_t size;         /* octets in use */
	ref apex;            /* the node of the origin */
	ref trie;            /* the root of the trie */
	ref order;           /* node_count refs of the nodes, by rank */
	uint32_t node_count; /* empty non-terminals included */
	uint32_t rr_count;
	uint32_t references;    /* owners; control thread only */
	struct name origin;     /* in the arena */
	uint16_t origin_digits; /* length of its key (zone/key.h) */
};

/* Take and give back a share; the last one frees. Not thread-safe: the
 * control thread alone owns zones. */
struct zone *zone_ref(struct zone *zone);
void zone_unref(struct zone *zone);

static inline const void *
zone_at(const struct zone *zone, ref at)
{
	return zone->base + (size_t)at * 4;
}

static inline const struct node *
zone_node(const struct zone *zone, ref at)
{
	return zone_at(zone, at);
}

static inline ref
zone_ref_of(const struct zone *zone, const void *at)
{
	return (ref)(((size_t)((const uint8_t *)at - zone->base)) / 4);
}

/* The node with that rank (canonical order), rank < node_count. */
static inline const struct node *
zone_node_ranked(const struct zone *zone, uint32_t rank)
{
	return zone_node(zone, ((const ref *)zone_at(zone, zone->order))[rank]);
}

/* Walk an RRset: `at` starts as NULL, `previous` as NULL. */
static inline struct rdata
zone_first_rdata(const struct zone *zone, const struct rrset *rrset)
{
	const uint8_t *at = zone_at(zone, rrset->rdata);
	uint16_t len;

	memcpy(&len, at, 2);
	return (struct rdata){at + 2, len};
}

static inline struct rdata
rdata_next(struct rdata previous)
{
	const uint8_t *at = previous.octets + previous.len;
	uint16_t len;

	memcpy(&len, at, 2);
	return (struct rdata){at + 2, len};
}

/* RR after RR of an RRset, which may be NULL. Start with zone and rrset set,
 * all else zero. */
struct rdata_walk {
	const struct zone *zone;
	const struct rrset *rrset;
	unsigned next, i; /* RR to come, RR at work */
	struct rdata rdata;
};

static inline bool
rdata_walk_next(struct rdata_walk *walk)
{
	if (!walk->rrset || walk->next == walk->rrset->count)
		return false;
	walk->rdata = walk->next == 0
			  ? zone_first_rdata(walk->zone, walk->rrset)
			  : rdata_next(walk->rdata);
	walk->i = walk->next++;
	return true;
}

/* The node that RR number i of the set names in this zone, or NULL. */
static inline const struct node *
zone_target(const struct zone *zone, const struct rrset *rrset, unsigned i)
{
	if (rrset->targets == 0)
		return NULL;

	ref target = ((const ref *)zone_at(zone, rrset->targets))[i];

	return target == 0 ? NULL : zone_node(zone, target);
}

/* The SOA's serial and MINIMUM (RFC 1035 §3.3.13, RFC 2308 §4); 0 without. */
uint32_t zone_serial(const struct zone *zone);
uint32_t zone_minimum(const struct zone *zone);

enum { SOA_SERIAL_FROM_END = 20 }; /* octets of an SOA's RDATA, from SERIAL */

/* Whether serial b is later than a (RFC 1982 §3.2). */
static inline bool
serial_is_later(uint32_t a, uint32_t b)
{
	return (int32_t)(b - a) > 0;
}

#endif
