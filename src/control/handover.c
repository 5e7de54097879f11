#include "control/handover.h"
#include "base/alloc.h"
#include "base/log.h"
#include "lab/recent.h"

#include <stdlib.h>

static bool
is_held(const struct handover *handover, const struct generation *generation)
{
	for (size_t i = 0; i < handover->worker_count; i++) {
		if (worker_holds(handover->workers[i]) == &generation->serving)
			return true;
	}
	return false;
}

/* Free what no worker reads any more; whether all have the newest. */
static bool
free_old(struct handover *handover)
{
	struct generation *at = handover->generation;

	while (at->older) {
		struct generation *older = at->older;

		if (is_held(handover, older)) {
			at = older;
			continue;
		}
		at->older = older->older;
		generation_free(older);
	}
	return handover->generation->older == NULL;
}

static void
on_taken(uv_async_t *taken)
{
	struct handover *handover = taken->data;

	if (!handover->generation || !free_old(handover) || !handover->pending)
		return;
	handover->pending = false;
	if (handover->trim)
		alloc_trim();
	handover->trim = false;
	if (handover->on_served)
		handover->on_served(handover->context);
}

int
handover_init(struct handover *handover, uv_loop_t *loop)
{
	handover->taken.data = handover;
	return uv_async_init(loop, &handover->taken, on_taken);
}

int
handover_start(struct handover *handover, struct listening *listening,
	       const struct recent *recent)
{
	int error = 0;

	handover->workers =
	    xcalloc(listening->workers, sizeof(struct worker *));
	for (size_t i = 0; i < listening->workers && !error; i++) {
		const struct worker_setup setup = {
		    .serving = &handover->generation->serving,
		    .ring = recent ? recent->rings[i] : NULL,
		    .control = &handover->taken,
		};
		struct worker *worker =
		    worker_start(listening_of(listening, i), listening->count,
				 &setup, &error);

		listening_give(listening, i);
		if (worker)
			handover->workers[handover->worker_count++] = worker;
	}
	if (error)
		log_error("worker not started", "error=\"%s\"",
			  uv_strerror(error));
	return error;
}

void
handover_post(struct handover *handover, struct generation *generation)
{
	tallies_give(&handover->tallies, generation->view);
	generation->older = handover->generation;
	handover->generation = generation;
	handover->pending = true;
	for (size_t i = 0; i < handover->worker_count; i++)
		worker_post(handover->workers[i], &generation->serving);
	if (handover->worker_count == 0)
		uv_async_send(&handover->taken);
}

void
handover_stop(struct handover *handover)
{
	handover->on_served = NULL;
	for (size_t i = 0; i < handover->worker_count; i++)
		worker_stop(handover->workers[i]);
	for (size_t i = 0; i < handover->worker_count; i++)
		worker_join(handover->workers[i]);
	handover->worker_count = 0;
	uv_close((uv_handle_t *)&handover->taken, NULL);
}

void
handover_free(struct handover *handover)
{
	while (handover->generation) {
		struct generation *older = handover->generation->older;

		generation_free(handover->generation);
		handover->generation = older;
	}
	tallies_free(&handover->tallies);
	free(handover->workers);
}
