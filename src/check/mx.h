/*
 * Walking MX RRsets and the addresses of their exchanges.
 */
#ifndef MXD_CHECK_MX_H
#define MXD_CHECK_MX_H

#include "base/bytes.h"
#include "check/finding.h"
#include "dns/rrtype.h"

enum { FIELD_PREFERENCE, FIELD_EXCHANGE };

/* The null MX (RFC 7505): the root as exchange. */
static inline bool
mx_is_null(struct name exchange)
{
	return exchange.labels == 0;
}

/* Go to the next exchange; never to one that is never answered, at or below
 * a zone cut. */
static inline bool
mx_next(struct walk *mx)
{
	return mx->subject->node->cut == 0 && walk_next(mx);
}

static inline uint16_t
mx_preference(const struct walk *mx)
{
	return bytes_get16(mx->rdata.octets);
}

/* Address after address of one name, A before AAAA. Start with zone and node
 * set and all else zero. */
struct addresses {
	const struct zone *zone;
	const struct node *node;
	uint16_t type; /* TYPE_A, then TYPE_AAAA; 0 at first */
	const struct rrset *rrset;
	unsigned left;
	struct rdata rdata; /* the address */
};

bool addresses_next(struct addresses *at);

/* The addresses that an exchange has, none if it is not known. */
struct addresses mx_addresses(struct check *check, const struct walk *mx);

#endif
