/*
 * The workers, and what each of them serves: generation after generation is
 * handed over to them, and freed once none of them reads it any more.
 */
#ifndef MXD_CONTROL_HANDOVER_H
#define MXD_CONTROL_HANDOVER_H

#include "control/generation.h"
#include "control/listening.h"
#include "control/tallies.h"
#include "net/worker.h"

struct recent;

struct handover {
	uv_async_t taken; /* a worker has taken a generation; data: this */
	struct worker **workers;
	size_t worker_count;           /* started */
	struct generation *generation; /* the newest */
	struct tallies tallies;        /* of all zones handed over */
	bool pending;                  /* not every worker has that one */
	bool trim; /* much memory is free once it is served */

	/* Called when every worker serves the newest, after it was handed
	 * over; may be NULL. */
	void (*on_served)(void *context);
	void *context;
};

/* Zero-initialised but for on_served. Returns 0 or a negative libuv code. */
int handover_init(struct handover *handover, uv_loop_t *loop);

/*
 * Start a worker for each set of sockets, to serve the newest generation.
 * `recent`, or NULL, has a ring for each, and must outlive them.
 * Returns 0 or a negative libuv code; then some may have been started.
 */
int handover_start(struct handover *handover, struct listening *listening,
		   const struct recent *recent);

/* Have this generation served, which is taken over. */
void handover_post(struct handover *handover, struct generation *generation);

/* Stop all workers and wait for them; on_served is not called any more. */
void handover_stop(struct handover *handover);

/* Free the generations, after the loop has closed `taken`. */
void handover_free(struct handover *handover);

#endif
