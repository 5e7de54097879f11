/*
 * What actions do to the octets of a reply: pure, no allocation.
 */
#ifndef MXD_FAULT_ACT_H
#define MXD_FAULT_ACT_H

#include "fault/fault.h"
#include "fault/random.h"
#include "zone/zone.h"

/* A reply as its action sees it. */
struct act {
	const struct fault_effect *effect;
	struct fault_random random;
	const struct zone *zone; /* that the name is in, or NULL */
	uint8_t *reply;          /* a whole, well-formed one */
	size_t len;
	size_t limit;   /* what the client takes, at most `size` */
	size_t size;    /* of the buffer */
	uint16_t rcode; /* all of it */
};

/* Change the reply as its effect says; len and rcode are then of what is to be
 * sent. What is no message of ours stays as it is. */
void act_on(struct act *act);

/* For the table (action.c). */
void act_rcode(struct act *act);
void act_nxdomain(struct act *act);
void act_empty(struct act *act);
void act_answer(struct act *act);
void act_truncate(struct act *act);
void act_wrong_id(struct act *act);
void act_wrong_question(struct act *act);
void act_not_authoritative(struct act *act);
void act_ttl(struct act *act);
void act_strip_additional(struct act *act);
void act_shuffle(struct act *act);
void act_corrupt(struct act *act);
void act_garbage(struct act *act);
void act_oversize(struct act *act);

#endif
