#include "net/counts.h"
#include "dns/message.h"

void
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
