#include "net/counts.h"

const int64_t counts_times[COUNTS_TIMES] = {
    5000,    10000,   25000,    50000,    100000,    250000,    500000,
    1000000, 5000000, 10000000, 50000000, 100000000, 500000000, 1000000000,
};

static void
add(uint64_t *count, uint64_t more)
{
	uint64_t now = __atomic_load_n(count, __ATOMIC_RELAXED);

	__atomic_store_n(count, now + more, __ATOMIC_RELAXED);
}

void
counts_took(struct counts *counts, enum transport transport, unsigned answers,
	    int64_t ns)
{
	unsigned at = 0;

	if (answers == 0)
		return;
	while (at < COUNTS_TIMES && ns > counts_times[at])
		at++;
	add(&counts->times[transport][at], answers);
	add(&counts->time_sum[transport], answers * (uint64_t)ns);
}

void
counts_add(struct counts *sum, const struct counts *counts)
{
	/* All members are numbers of one size. */
	uint64_t *to = (uint64_t *)sum;
	const uint64_t *from = (const uint64_t *)counts;

	for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
		to[i] += __atomic_load_n(&from[i], __ATOMIC_RELAXED);
}
