/*
 * Answers of one worker that wait for their time: faults delay them. Nothing
 * else waits for them, and they are bounded in number and in octets.
 */
#ifndef MXD_NET_PARK_H
#define MXD_NET_PARK_H

#include "base/log.h"

#include <stdbool.h>
#include <uv.h>

enum { PARK_OCTETS_MAX = 32 << 20 /* of one worker */ };

/* What waits: the first member of what its owner has allocated for it. */
struct parked {
	uv_timer_t timer; /* data: this */
	struct park *park;
	struct parked *next, *previous;
	size_t octets;

	/* Its time has come. Returns 0, or in how many ms once more. */
	uint32_t (*on_time)(struct parked *parked);
};

struct park {
	uv_loop_t *loop;
	struct parked *first;
	size_t count, octets;
	struct log_limit full;
};

/*
 * Take over `parked`, of which on_time and octets are set, for so many ms; it
 * is freed when all is done. Where `limit` of them wait already it is freed at
 * once, as if the network had lost the answer, which the log says.
 */
bool park_add(struct park *park, struct parked *parked, uint32_t ms,
	      uint32_t limit);

/* Not to be sent any more; it is freed. */
void park_remove(struct parked *parked);

/* The same with all. */
void park_stop(struct park *park);

#endif
