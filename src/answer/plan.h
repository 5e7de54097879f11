/*
 * Deciding what to answer (RFC 1034 §4.3.2), without a single octet written:
 * which RRsets go into the answer and authority sections, under which owners,
 * with which RCODE. docs/answer.md goes through it paragraph by paragraph.
 *
 * What goes into the additional section follows from one RRset of the plan:
 * see answer/additional.h.
 */
#ifndef MXD_ANSWER_PLAN_H
#define MXD_ANSWER_PLAN_H

#include "dns/codes.h"
#include "zone/view.h"

enum {
	PLAN_STEPS_MAX = VIEW_CHAIN_MAX,

	/* A DNAME and its CNAME a step, then an RRset and an authority. */
	PLAN_ITEMS_MAX = 2 * PLAN_STEPS_MAX + 2,
};

enum plan_form {
	PLAN_RRSET,    /* as it stands in the zone */
	PLAN_NEGATIVE, /* the SOA with the TTL of RFC 2308 §5 */
	PLAN_CNAME,    /* made from the DNAME in `rrset` (RFC 6672 §3.1) */
};

struct plan_item {
	enum plan_form form;
	unsigned span; /* RRsets from `rrset` on: RRSIGs stand as one a type */
	struct name owner;
	const struct zone *zone;
	const struct rrset *rrset;
	struct name target; /* PLAN_CNAME: what the alias is for */
};

/*
 * What there is to answer from. A backdrop is a view behind the one that is
 * served: for names that no zone of that one encloses. Where it has a zone of
 * the root, all names are in a zone; what that one has no data for is still
 * outside, unless it is closed.
 */
struct plan_scope {
	const struct view *view;
	const struct view *backdrop; /* NULL: none */
	bool closed; /* the root of the backdrop denies what it has not */
};

/*
 * Names are views: of qname, of zones, of `substituted`. So a plan is used
 * where it is made, and qname and scope outlive it.
 */
struct plan {
	const struct plan_scope *scope;
	enum rcode rcode;
	bool authoritative;
	uint8_t answers, authorities; /* items: first those, then these */

	/* The name that is outside of all zones: the question's, which is
	 * REFUSED, or the end of its chain of aliases; len 0: none is. */
	struct name outside;

	/* Where the answer begins: NULL for REFUSED, and what was refused by
	 * the checks for SERVFAIL. */
	const struct view_zone *zone;

	/* The item whose RRs name hosts, and the zone it is of; or NULL. */
	const struct plan_item *hosts;
	const struct view_zone *hosts_zone;
	const struct node *cut; /* of the referral whose glue they are */

	struct plan_item items[PLAN_ITEMS_MAX];
	uint8_t substituted[PLAN_STEPS_MAX][NAME_WIRE_MAX];
};

/* QTYPEs that ask for data: all but those that answer.c sorts out, and ANY. */
void plan_answer(struct plan *plan, const struct plan_scope *scope,
		 struct name qname, uint16_t qtype);

#endif
