/*
 * The additional section (RFC 1034 §4.3.2 step 6): the addresses of the hosts
 * that one RRset of a plan names, its exchanges, SRV and SVCB targets or name
 * servers, in the order of its RRs, none twice.
 *
 * They come from the zone itself, where the freeze has found them; from glue
 * below a cut; by wildcard; and from other zones of the view, whichever
 * encloses the host most closely. Nothing else can hold an address in the
 * same answer, so that none of them repeats the answer section.
 */
#ifndef MXD_ANSWER_ADDITIONAL_H
#define MXD_ANSWER_ADDITIONAL_H

#include "answer/plan.h"

enum {
	/* Hosts of one RRset that get their addresses, glue apart: bounds the
	 * work of leaving out those that are named twice. */
	ADDITIONAL_HOSTS_MAX = 128,
};

enum additional_pass {
	ADDITIONAL_GLUE,     /* must be there or TC (RFC 9471 §3.1) */
	ADDITIONAL_OPTIONAL, /* as much of it as fits (RFC 2181 §9) */
};

/* A host that exists; whether `node` has A or AAAA is not looked at. */
struct host {
	struct name name; /* as its node has it, or, by wildcard, the RR */
	unsigned rr;      /* which RR of the RRset that was */
	const struct zone *zone;
	const struct node *node;
};

/* The walk; private but for its size. */
struct additional {
	const struct plan *plan;
	enum additional_pass pass;
	bool deeper; /* the zone encloses others of the view */
	unsigned rr;
	struct rdata rdata;
	unsigned count; /* of `seen` */
	struct host seen[ADDITIONAL_HOSTS_MAX];
};

/* Start a walk over the hosts of a plan that has some (plan->hosts). Only a
 * referral (plan->cut) has glue. */
void additional_begin(struct additional *walk, const struct plan *plan,
		      enum additional_pass pass);

/* The next host; false, with *host undefined, when there is no more. */
bool additional_next(struct additional *walk, struct host *host);

#endif
