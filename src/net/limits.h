/*
 * Which TCP connection has to go when there are too many, or when a peer does
 * nothing for too long (RFC 7766 §6.2).
 *
 * A connection is idle between a whole answer and the next query; it is busy
 * while a part of a query has come, or a part of an answer has not been taken.
 * Either way its time runs from the last change: a peer that trickles octets
 * gains nothing by it.
 *
 * A client is an IPv4 address, or 64 bits of an IPv6 one, as one person may
 * have all addresses below those. No function allocates: entries lie in their
 * connections.
 */
#ifndef MXD_NET_LIMITS_H
#define MXD_NET_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LIMITS_CLIENT_LEN = 8, LIMITS_BUCKETS = 256 };

struct limits_entry {
	struct limits_entry *older, *newer;   /* of the same list */
	struct limits_entry *previous, *next; /* of the same bucket */
	uint64_t since;                       /* ms, of the loop's clock */
	uint8_t client[LIMITS_CLIENT_LEN];
	bool busy;
};

struct limits_list {
	struct limits_entry *oldest, *newest;
};

/* Zero-initialise. */
struct limits {
	struct limits_list idle, busy;
	struct limits_entry *buckets[LIMITS_BUCKETS]; /* by client */
	size_t count;
};

/* Take in a connection, idle since now. Octets are 4 or 16. */
void limits_enter(struct limits *limits, struct limits_entry *entry,
		  const uint8_t *octets, uint8_t len, uint64_t now);

void limits_leave(struct limits *limits, struct limits_entry *entry);

/* Its time starts again, as idle or as busy. */
void limits_restart(struct limits *limits, struct limits_entry *entry,
		    bool busy, uint64_t now);

/*
 * The connection that must go so that there are at most `connections`, and at
 * most `per_client` (0: any number) of the newest entry's client: the one that
 * has been idle for the longest, or if none is, busy for the longest. Never
 * `newest` itself. NULL when none must.
 */
struct limits_entry *limits_surplus(const struct limits *limits,
				    const struct limits_entry *newest,
				    size_t connections, size_t per_client);

/* The connection whose time began first, or NULL. */
struct limits_entry *limits_first(const struct limits *limits);

#endif
