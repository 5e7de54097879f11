/*
 * Queries of one worker that wait for other servers: as many as the settings
 * allow and no more, one question of a kind at a time, and none that would go
 * round between servers for ever.
 *
 * A loop is found by a name that nobody else can know: each server is asked for
 * it while there is something to forward, every PROBE_MS; if it answers what
 * only we do, it forwards to us, and is not asked any more until it does not. A
 * loop for some names only is held by the rule that a question is asked once:
 * the query that comes back joins those that wait, and ends with them.
 */
#ifndef MXD_NET_FORWARD_H
#define MXD_NET_FORWARD_H

#include "net/serving.h"

#include <uv.h>

struct forward;
struct forward_flight;

/* A query that waits: a part of whatever its owner keeps of it. */
struct forward_waiting {
	struct forward_waiting *next;
	struct forward_flight *flight;

	/* Once, later; NULL: the worker stops, nobody is to be answered. */
	void (*on_done)(struct forward_waiting *waiting,
			const struct relayed *relayed);
};

/* Both for the control thread; `serving` is the worker's plain pointer. */
struct forward *forward_new(uv_loop_t *loop,
			    const struct serving *const *serving);
void forward_free(struct forward *forward);

/*
 * Ask what relay_ask() wrote, `len` octets. False when it cannot be: then
 * nothing waits, and *relayed says why.
 */
bool forward_ask(struct forward *forward, struct forward_waiting *waiting,
		 const uint8_t *ask, size_t len, struct relayed *relayed);

/* It is not to be answered any more. */
void forward_cancel(struct forward_waiting *waiting);

/* End all that waits; nothing of this keeps the loop going then. */
void forward_stop(struct forward *forward);

#endif
