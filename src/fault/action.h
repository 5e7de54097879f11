/*
 * THE table of what a fault does: one row an action, with the parameters that
 * it needs and takes, and how it changes a reply. A new action is a row here
 * and, if it changes octets, a function in act.c.
 */
#ifndef MXD_FAULT_ACTION_H
#define MXD_FAULT_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct act;

/* What becomes of the reply, or of its connection. */
enum fault_way {
	FAULT_SEND,
	FAULT_DROP,   /* it is not sent */
	FAULT_TWICE,  /* it is sent twice */
	FAULT_STALL,  /* nothing more is read or sent on the connection */
	FAULT_RESET,  /* the connection is reset */
	FAULT_REFUSE, /* the same as soon as it is made, before any query */
};

enum { FAULT_UDP = 1, FAULT_TCP = 2, FAULT_BOTH = 3 };

/* Parameters: a bit for each field of fault/field.h that is an action's. */
enum {
	PARAMETER_RCODE = 1,
	PARAMETER_EDE = 2,
	PARAMETER_TEXT = 4,
	PARAMETER_DELAY = 8,
	PARAMETER_TTL = 16,
	PARAMETER_OCTETS = 32,
	PARAMETER_ANSWER = 64,
	PARAMETER_SEQUENCE = 128,
	PARAMETER_ACTION = 256, /* the action itself */
};

struct action {
	const char *name;
	enum fault_way way;
	unsigned transports;
	unsigned needs, takes; /* parameters; `takes` beside those needed */
	bool makes;            /* the true answer is not needed for it */
	uint32_t octets;       /* default of that parameter */
	void (*act)(struct act *act); /* NULL: octets stay */
	const char *says;
};

const struct action *action_rows(size_t *count);

/* The row of that name, or NULL. */
const struct action *action_get(const char *name, size_t len);

/* The name that is nearest to one that is not known, or NULL. */
const char *action_nearest(const char *name, size_t len);

#endif
