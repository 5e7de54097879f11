/*
 * RRsets into a reply: each whole or not at all (RFC 2181 §9).
 *
 * Names that are known to stand in the message already are pointed to without
 * a search: the question's, an RRset's owner after its first RR, hosts once
 * the RRs that name them are written.
 */
#ifndef MXD_ANSWER_WRITE_H
#define MXD_ANSWER_WRITE_H

#include "answer/plan.h"
#include "answer/reply.h"

enum {
	WRITE_RR_MIN = 16, /* a pointer, the fixed part, an IPv4 address */
	HOSTS_PLACED = 128,
};

/*
 * RRs to be written together. What stands in the message already has a
 * pointer, 0 if not.
 */
struct writing {
	const struct zone *zone;
	const struct rrset *rrset;
	const uint8_t *head; /* TYPE, CLASS, TTL */
	struct name owner;
	uint16_t pointer; /* to the owner */
	uint16_t apex;    /* to the zone's apex */
};

/* Where the hosts stand that the first RRs of an RRset name. */
struct places {
	unsigned count;
	uint16_t pointer[HOSTS_PLACED]; /* 0: cannot be pointed to */
};

/* Make ready an RRset of that zone. */
void writing_init(struct writing *writing, const struct reply *reply,
		  const struct zone *zone, const struct rrset *rrset,
		  struct name owner);

/*
 * Write the RRset and count its RRs, or leave the reply as it was and return
 * false.
 */
bool write_rrset(struct reply *reply, enum section section,
		 struct writing *writing);

/*
 * The same for an RRset with hosts (plan->hosts), which are placed on the way;
 * places->count is 0 before.
 */
bool write_hosts(struct reply *reply, enum section section,
		 struct writing *writing, struct places *places);

/*
 * The CNAME that a DNAME makes, the only RR that is in no zone: its TTL is the
 * DNAME's (RFC 6672 §3.1), which `writing` is about.
 */
bool write_cname(struct reply *reply, struct writing writing,
		 struct name target);

#endif
