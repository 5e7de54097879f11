/*
 * Where a name that some RDATA holds leads, in all the zones seen together:
 * to a host, to an alias, to nothing, or out of what is known.
 */
#ifndef MXD_CHECK_TARGET_H
#define MXD_CHECK_TARGET_H

#include "zone/view.h"

enum target_kind {
	TARGET_UNKNOWN, /* in no zone that is known, or delegated away */
	TARGET_ABSENT,  /* in a zone, which has no such name */
	TARGET_NODE,    /* a name of a zone, or one that a wildcard makes */
	TARGET_ALIAS,   /* the owner of a CNAME, or one by a wildcard */
	TARGET_DNAME,   /* below the owner of a DNAME */
};

struct target {
	enum target_kind kind;
	uint32_t zone;           /* index in the view, but for UNKNOWN */
	const struct node *node; /* where the data stands: the name itself, the
				  * wildcard or the DNAME's owner; else NULL */
};

/*
 * Look a name up in the zone that encloses it most closely, as the server
 * will. Glue is no answer: below a zone cut nothing is known.
 */
struct target target_find(const struct view *view, struct name name);

/*
 * The same for a name that, if zone number `index` of the view encloses it most
 * closely, is that of `node`: what zone_target() says, which saves a descent.
 * NULL: not known.
 */
struct target target_find_hinted(const struct view *view, struct name name,
				 uint32_t index, const struct node *node);

/* The address RRsets (A, AAAA) of a node: whether there is one. */
bool node_has_address(const struct node *node);

/* The name in the RDATA of a CNAME or DNAME. */
struct name rdata_alias(struct rdata rdata);

/*
 * The next name of a chain of aliases: the CNAME's, or by DNAME substitution
 * (RFC 6672 §2.2). False at its end, or when the name would exceed 255 octets.
 *
 *   target  what target_find() found for `name`
 *   into    caller's NAME_WIRE_MAX octets, used for a substituted name
 */
bool target_next(const struct view *view, const struct target *target,
		 struct name name, uint8_t into[static NAME_WIRE_MAX],
		 struct name *next);

/* What a name leads to when aliases are followed: TARGET_NODE, TARGET_ABSENT,
 * or TARGET_UNKNOWN, also when they lead too far. */
struct target target_follow(const struct view *view, struct name name);

#endif
