/*
 * THE table of senders: how mail transfer agents differ where the standard
 * leaves them a choice or they leave the standard. docs/route.md says where
 * each fact is from.
 */
#ifndef MXD_CHECK_SENDER_H
#define MXD_CHECK_SENDER_H

#include <stdbool.h>
#include <stddef.h>

/* What becomes of the message. */
enum route_verdict {
	ROUTE_DELIVER, /* there is a host to send it to */
	ROUTE_DEFER,   /* temporary failure: it is tried again later */
	ROUTE_BOUNCE,  /* permanent failure: it goes back */
	ROUTE_FREEZE,  /* it is kept until a person looks at it */
	ROUTE_UNKNOWN, /* the domain is not in what was asked */
};
enum { ROUTE_VERDICTS = ROUTE_UNKNOWN + 1 };

/* Why there is no host to send to. */
enum route_case {
	ROUTE_NULL_MX,       /* RFC 7505 */
	ROUTE_NO_DOMAIN,     /* NXDOMAIN */
	ROUTE_NO_ADDRESS,    /* neither MX nor address */
	ROUTE_NO_MX_ADDRESS, /* MX, and no exchange has an address */
	ROUTE_LOOKUP_FAILED, /* SERVFAIL, REFUSED, no answer */
	ROUTE_LOOP,          /* the sender is the first exchange itself */
	ROUTE_NO_PRIMARY,    /* it is one, and none before it has an address */
	ROUTE_ALL_DOWN,      /* no host can be connected to */
	ROUTE_CASES
};

/* What the sender makes of it. */
struct sender_reply {
	enum route_verdict verdict;
	const char *code;  /* SMTP reply code, enhanced status code, or both
			    * (RFC 5321 §4.2, RFC 3463): what it uses */
	const char *words; /* what it says */
};

struct sender {
	const char *name;       /* as --mta takes it */
	bool follows_alias;     /* an exchange may own a CNAME */
	bool spreads_addresses; /* it is addresses of equal preference that
				  * are put in random order, not hosts */
	unsigned address_limit; /* tried of one message; 0: all */
	struct sender_reply replies[ROUTE_CASES];
};

/* All rows; the first is the standard. */
const struct sender *sender_rows(size_t *count);

/* The row with that name, or NULL. */
const struct sender *sender_get(const char *name);

/* "deliver", "defer", "bounce", "freeze", "unknown". */
const char *route_verdict_word(enum route_verdict verdict);

#endif
