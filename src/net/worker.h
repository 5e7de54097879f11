/*
 * A worker: one thread, one loop, sockets of its own; it answers and does
 * nothing else.
 *
 * What it serves is behind a plain pointer of its own. The control thread
 * posts another one and wakes the worker, which takes it between two batches
 * and says so by waking the control thread. From worker_holds() that one then
 * knows what no worker reads any more. So the answer path has neither lock nor
 * atomic; only the hand-over has a lock.
 *
 * All functions are for the control thread.
 */
#ifndef MXD_NET_WORKER_H
#define MXD_NET_WORKER_H

#include "net/counts.h"
#include "net/listen.h"
#include "net/serving.h"

#include <uv.h>

struct ring;
struct worker;

/* What a worker starts with. */
struct worker_setup {
	const struct serving *serving;
	struct ring *ring;   /* receives what was asked, and must outlive the
			      * worker; NULL: nobody watches */
	uv_async_t *control; /* sent when a posted serving was taken */
};

/*
 * Start to answer at the listeners; their descriptors are the worker's from
 * here on, also when it fails. On failure NULL, and *error is a negative libuv
 * code.
 */
struct worker *worker_start(struct listener *listeners, size_t count,
			    const struct worker_setup *setup, int *error);

/* Serve this instead, from the next batch on. */
void worker_post(struct worker *worker, const struct serving *serving);

/* What the worker may be reading now. */
const struct serving *worker_holds(struct worker *worker);

/* Add what it has answered to a sum. */
void worker_counts(const struct worker *worker, struct counts *sum);

/* Stop at once: answer what was read, close the sockets. */
void worker_stop(struct worker *worker);

/* Wait until it has stopped, and free it. */
void worker_join(struct worker *worker);

#endif
