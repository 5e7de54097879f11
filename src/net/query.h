/*
 * Asking a running server, as a sender's resolver would: over UDP, and over
 * TCP when the answer did not fit (RFC 1035 §4.2, RFC 7766). It blocks: not
 * for the server's own threads.
 */
#ifndef MXD_NET_QUERY_H
#define MXD_NET_QUERY_H

#include "check/route.h"
#include "dns/message.h"
#include "net/address.h"

struct query_server {
	union address address;
	int wait_ms;    /* for one answer */
	unsigned tries; /* over UDP */

	/* Of the last look-up that failed: 0, or a negative errno; and
	 * whether there has been any answer at all. */
	int error;
	bool answered;
};

/*
 * Ask once.
 *
 *   reply  receives the answer to this very question, whose header is whole
 *
 * Returns its length, or a negative errno.
 */
long query_exchange(struct query_server *server, struct name name,
		    uint16_t type, uint8_t reply[static MESSAGE_MAX]);

struct query_manner {
	bool tcp;
	uint16_t flags; /* beside RD: AD, CD */
};

/* The same in one manner: what is truncated over UDP stays so. */
long query_ask(struct query_server *server, struct name name, uint16_t type,
	       const struct query_manner *manner,
	       uint8_t reply[static MESSAGE_MAX]);

/* Look-ups that the server answers; it asks again where a chain of aliases
 * leads out of what one answer holds. */
struct route_source route_source_server(struct query_server *server);

#endif
