/*
 * A channel of c-ares: servers, time limits, sockets. Only for net/upstream.c.
 */
#ifndef MXD_NET_UPSTREAM_CHANNEL_H
#define MXD_NET_UPSTREAM_CHANNEL_H

#include "net/address.h"

#include <ares.h>
#include <stddef.h>

struct upstream_manner {
	int flags; /* ARES_FLAG_..., beside those that are always set */
	uint32_t timeout_ms; /* of the first try of the first server */
	int tries;           /* of each server */
	const union address *servers;
	size_t count;
	ares_sock_state_cb on_socket;
	void *context;
};

/* NULL when the system refuses it. */
ares_channel upstream_channel_open(const struct upstream_manner *manner);

#endif
