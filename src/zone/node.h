/*
 * What a zone snapshot is made of: one arena, records in canonical order,
 * references of 4 octets that do not depend on where the arena stands.
 */
#ifndef MXD_ZONE_NODE_H
#define MXD_ZONE_NODE_H

#include "base/bytes.h"
#include "dns/name.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t ref; /* 4-octet units from the snapshot's base; 0 = none */

/*
 * An owner, followed by its rrsets[], then the owner name, then the RDATA:
 * one contiguous record. Aligned to 4 octets.
 */
struct node {
	ref parent;           /* itself at the apex */
	ref cut;              /* topmost zone cut at or above it, else 0 */
	ref wildcard;         /* the child "*", else 0 */
	uint32_t rank;        /* place in canonical order */
	uint16_t rrset_count; /* 0 for an empty non-terminal */
	uint8_t owner_len, owner_labels;
};

/* RRs in canonical RDATA order (RFC 4034 §6.3): MX in preference order. */
struct rrset {
	uint8_t head[8]; /* TYPE, CLASS, TTL as sent: one memcpy per RR */
	uint16_t type, count;
	ref rdata; /* count times { u16 length, octets }, names uncompressed */
	ref targets; /* count refs of the nodes that the RRs name here, or 0 */
};

/* Static qp-trie: see zone/trie.h. */
struct trie_node {
	uint64_t twigs; /* one bit for each digit that has a child */
	ref first;      /* first child (children are contiguous); in a leaf, the
		    * node record */
	uint16_t offset; /* digit of the key tested here */
	bool leaf;
};
_Static_assert(sizeof(struct trie_node) == 16, "four to a cache line");

static inline const struct rrset *
node_rrsets(const struct node *node)
{
	return (const struct rrset *)(node + 1);
}

static inline struct name
node_owner(const struct node *node)
{
	return (struct name){
	    (const uint8_t *)(node_rrsets(node) + node->rrset_count),
	    node->owner_len, node->owner_labels};
}

/* The RRset of that type, or NULL. RRsets stand in order of type. */
static inline const struct rrset *
node_rrset(const struct node *node, uint16_t type)
{
	const struct rrset *rrset = node_rrsets(node);

	for (unsigned i = 0; i < node->rrset_count; i++) {
		if (rrset[i].type == type)
			return &rrset[i];
	}
	return NULL;
}

static inline uint32_t
rrset_ttl(const struct rrset *rrset)
{
	return bytes_get32(rrset->head + 4);
}

/* One RDATA as it stands in the arena, { length in host order, octets }. */
struct rdata {
	const uint8_t *octets;
	uint16_t len;
};

#endif
