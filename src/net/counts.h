/*
 * What a worker has answered, counted: it alone writes, anybody may read. Each
 * number is a word of its own, read and written whole, and costs the worker
 * no more than an addition; numbers read together may be a query apart.
 */
#ifndef MXD_NET_COUNTS_H
#define MXD_NET_COUNTS_H

#include "answer/answer.h"

enum {
	COUNTS_TRANSPORTS = TRANSPORT_TCP + 1,
	COUNTS_TYPES = 258, /* by number, up to CAA; 0: all others */
	COUNTS_RCODES = 24, /* by number, up to BADCOOKIE */
};

struct counts {
	uint64_t requests[COUNTS_TRANSPORTS][COUNTS_TYPES];
	uint64_t responses[COUNTS_TRANSPORTS][COUNTS_RCODES];
	uint64_t unanswered[COUNTS_TRANSPORTS]; /* no query, or not to be
						 * answered */
	uint64_t truncated;                     /* over UDP */
	uint64_t connections;                   /* TCP, accepted */
};

/* One more, by whoever owns the counts. */
static inline void
counts_up(uint64_t *count)
{
	uint64_t now = __atomic_load_n(count, __ATOMIC_RELAXED);

	__atomic_store_n(count, now + 1, __ATOMIC_RELAXED);
}

/* What came of one query. */
void counts_answered(struct counts *counts, enum transport transport,
		     const struct answered *answered);

/* Add what another thread counts to a sum of one's own. */
void counts_add(struct counts *sum, const struct counts *counts);

#endif
