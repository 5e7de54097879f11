/*
 * TSIG (RFC 8945), as far as a server goes that knows no key: a signed query
 * is read, and answered with the unsigned TSIG RR that says BADKEY (§5.2.1).
 */
#ifndef MXD_DNS_TSIG_H
#define MXD_DNS_TSIG_H

#include "dns/message.h"

/* What of a TSIG RR comes back in its answer; views of the message, the key's
 * name of what message_read_rr() has filled. */
struct tsig {
	struct name key;
	struct name algorithm;
	const uint8_t *time_and_fudge; /* 6 and 2 octets */
	uint16_t original_id;
};

/* False, with *tsig untouched, when the RR is malformed. */
bool tsig_read(const struct message_rr *rr, struct tsig *tsig);

/* The unsigned RR with that error; the caller counts it. */
void tsig_write_error(const struct tsig *tsig, uint16_t error,
		      struct writer *w);

#endif
