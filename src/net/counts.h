/*
 * What a worker has answered, counted: it alone writes, anybody may read. Each
 * number is a word of its own, read and written whole, and costs the worker
 * no more than an addition; numbers read together may be a query apart.
 */
#ifndef MXD_NET_COUNTS_H
#define MXD_NET_COUNTS_H

#include "answer/answer.h"
#include "dns/message.h"

enum {
	COUNTS_TRANSPORTS = TRANSPORT_TCP + 1,
	COUNTS_TYPES = 258, /* by number, up to CAA; 0: all others */
	COUNTS_RCODES = 24, /* by number, up to BADCOOKIE */
	COUNTS_ZONES = VIEW_TALLIES,
	COUNTS_TIMES = 14, /* a time that is in none of them is longer */
};

/* Nanoseconds: what took no longer than so is counted there. */
extern const int64_t counts_times[COUNTS_TIMES];

struct counts {
	uint64_t requests[COUNTS_TRANSPORTS][COUNTS_TYPES];
	uint64_t responses[COUNTS_TRANSPORTS][COUNTS_RCODES];
	uint64_t unanswered[COUNTS_TRANSPORTS]; /* no query, or not to be
						 * answered */
	uint64_t zones[COUNTS_ZONES]; /* answered, by view_zone.tally */
	uint64_t times[COUNTS_TRANSPORTS][COUNTS_TIMES + 1];
	uint64_t time_sum[COUNTS_TRANSPORTS]; /* nanoseconds */
	uint64_t truncated;                   /* over UDP */
	uint64_t connections;                 /* TCP, accepted */
};

/* One more, by whoever owns the counts. */
static inline void
counts_up(uint64_t *count)
{
	uint64_t now = __atomic_load_n(count, __ATOMIC_RELAXED);

	__atomic_store_n(count, now + 1, __ATOMIC_RELAXED);
}

/* What came of one query. */
static inline void
counts_answered(struct counts *counts, enum transport transport,
		const struct answered *answered)
{
	uint16_t type = answered->qtype;
	uint16_t rcode = answered->rcode;

	if (answered->len == 0) {
		counts_up(&counts->unanswered[transport]);
		return;
	}
	counts_up(&counts->requests[transport][type < COUNTS_TYPES ? type : 0]);
	if (rcode < COUNTS_RCODES)
		counts_up(&counts->responses[transport][rcode]);
	if (answered->flags & FLAG_TC)
		counts_up(&counts->truncated);
	counts_up(&counts->zones[answered->zone ? answered->zone->tally
						: VIEW_UNTALLIED]);
}

/*
 * So many answers were sent that long after their queries were read. What is
 * read together and sent together took the same time: the clock is asked twice
 * for all of it.
 */
void counts_took(struct counts *counts, enum transport transport,
		 unsigned answers, int64_t ns);

/* Add what another thread counts to a sum of one's own. */
void counts_add(struct counts *sum, const struct counts *counts);

#endif
