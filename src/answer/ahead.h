/*
 * Looking ahead at a batch of queries.
 *
 * What a large zone has for a name is not in the processor's caches: a descent
 * waits for memory at each of its last steps, and again for the record and for
 * the hosts that it names. Those of a batch do not depend on each other, so
 * they are made here side by side, each step for all queries before the next,
 * and only to ask for memory early: nothing is remembered, and a query that was
 * looked at is answered as any other.
 */
#ifndef MXD_ANSWER_AHEAD_H
#define MXD_ANSWER_AHEAD_H

#include "zone/view.h"

enum { AHEAD_MAX = 32 };

/* A query as received, of whatever form. */
struct ahead {
	const uint8_t *query;
	size_t len;
};

/*
 * Ask for the memory that the answers to these will need; `count` is AHEAD_MAX
 * at most. Returns for how many a zone was looked into: for none of them where
 * the view stays in the caches by itself, or the batch is of one.
 */
unsigned answer_look_ahead(const struct view *view, const struct ahead *queries,
			   unsigned count);

#endif
