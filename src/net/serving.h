/*
 * What a worker serves, and how: made by the control thread, immutable as long
 * as any worker may read it (see net/worker.h).
 */
#ifndef MXD_NET_SERVING_H
#define MXD_NET_SERVING_H

#include "answer/answer.h"
#include "fault/faults.h"
#include "net/address.h"

struct tcp_settings {
	uint32_t idle_ms; /* time to send a whole query, or to take an answer */
	uint32_t connections; /* of one worker, at least 1 */
	uint32_t per_client;  /* of one worker; 0: no limit of its own */
};

/* Servers that are asked for names outside of all zones. */
struct forward_settings {
	const union address *servers; /* in the order of asking */
	size_t count;                 /* 0: nobody is asked */
	uint32_t timeout_ms;          /* for one query, all tries together */
	uint32_t limit;               /* queries of one worker at a time */
	uint64_t number;              /* other settings, another number */
};

struct serving {
	const struct view *view;
	struct answer_settings answer;
	struct tcp_settings tcp;
	struct forward_settings forward;
	const struct faults *faults; /* NULL: all is answered right */
	uint32_t delayed; /* answers of one worker that faults may delay */
};

#endif
