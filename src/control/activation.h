/*
 * Socket activation: sockets that a service manager has opened and bound
 * before it started mxd (sd_listen_fds(3)), told by LISTEN_PID and LISTEN_FDS.
 */
#ifndef MXD_CONTROL_ACTIVATION_H
#define MXD_CONTROL_ACTIVATION_H

#include "base/diag.h"
#include "net/listen.h"

/* Lists (base/vec.h). */
struct listeners {
	struct listener *items;
	size_t count, capacity;
};

/*
 * Take over all sockets that were passed to this process; none is right too.
 * UDP and TCP sockets of one address become one listener. On failure (what was
 * passed is no socket for DNS) the sink says so.
 */
bool activation_take(struct listeners *listeners, struct diag_sink *sink);

#endif
