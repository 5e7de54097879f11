/*
 * Finding a name in a zone in one descent (RFC 1034 §4.3.2, RFC 4592).
 */
#ifndef MXD_ZONE_LOOKUP_H
#define MXD_ZONE_LOOKUP_H

#include "zone/key.h"
#include "zone/zone.h"

struct match {
	const struct node *exact;    /* the node with that name, or NULL */
	const struct node *encloser; /* exact, or the closest encloser */
	const struct node *cut;      /* topmost zone cut at or above, or NULL */
	const struct node *source;   /* source of synthesis: "*" below the
				       * encloser, when there is no exact
				       * match and it exists; else NULL */
};

/*
 * qname must be at or below the zone's origin. Whether a DNAME applies is seen
 * at the encloser (nothing exists below a DNAME).
 */
void zone_lookup(const struct zone *zone, struct name qname,
		 struct match *match);

/* The same with the qname's key at hand. */
void zone_lookup_key(const struct zone *zone, struct name qname,
		     const struct key *key, struct match *match);

#endif
