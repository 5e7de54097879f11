/*
 * All sockets of the server: for each address, a listener for each worker.
 *
 * They are opened from the configuration, or taken over from a service manager
 * that has opened them before it started mxd (sd_listen_fds(3)); then the
 * addresses of the configuration are not used.
 */
#ifndef MXD_CONTROL_LISTENING_H
#define MXD_CONTROL_LISTENING_H

#include "config/config.h"
#include "net/listen.h"

/* Zero-initialise; release with listening_free(). */
struct listening {
	size_t count;   /* addresses */
	size_t workers; /* that listen on each */
	size_t room;    /* addresses from one worker's to the next one's */
	struct listener *listeners;
};

/*
 * Open all. On failure the sink says what to do about it, and nothing is left
 * open. A default address that this machine lacks is left out with a warning.
 */
bool listening_open(struct listening *listening, const struct config *config,
		    size_t workers, struct diag_sink *sink);

/* The listeners of a worker, listening->count of them. */
struct listener *listening_of(const struct listening *listening, size_t worker);

/* Forget a worker's descriptors: they are its own from now on. */
void listening_give(struct listening *listening, size_t worker);

void listening_free(struct listening *listening);

#endif
