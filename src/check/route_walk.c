#include "check/route.h"

#include <stdlib.h>

/* One connection that may be made. */
struct attempt {
	size_t host;
};

struct walk {
	const struct route *route;
	uint64_t state; /* of the random numbers */
	VEC(struct attempt) attempts;
};

/* SplitMix64: a seed gives the same walk everywhere. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* The attempts of a group, in order of its hosts. */
static void
add_group(struct walk *walk, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++) {
		const struct route_host *host = &walk->route->hosts.items[i];
		size_t times = 1;

		if (!route_host_is_tried(host))
			continue;
		if (walk->route->sender->spreads_addresses &&
		    host->addresses.count > 0)
			times = host->addresses.count;
		for (size_t k = 0; k < times; k++)
			VEC_PUSH(&walk->attempts)->host = i;
	}
}

/* Fisher and Yates, from `first` on. */
static void
shuffle(struct walk *walk, size_t first)
{
	struct attempt *attempts = walk->attempts.items;

	for (size_t i = walk->attempts.count; i > first + 1; i--) {
		uint64_t random = next_random(&walk->state);
		size_t pick = first + (size_t)(random % (i - first));
		struct attempt other = attempts[i - 1];

		attempts[i - 1] = attempts[pick];
		attempts[pick] = other;
	}
}

/* The host that takes one message; SIZE_MAX: none. */
static size_t
send_one(struct walk *walk)
{
	const struct route *route = walk->route;
	size_t limit = route->sender->address_limit;
	size_t group;

	walk->attempts.count = 0;
	for (size_t i = 0; i < route->hosts.count; i += group) {
		size_t first = walk->attempts.count;

		group = route_group(route, i);
		add_group(walk, i, group);
		shuffle(walk, first);
	}
	if (limit == 0 || limit > walk->attempts.count)
		limit = walk->attempts.count;
	for (size_t i = 0; i < limit; i++) {
		size_t host = walk->attempts.items[i].host;

		if (route_host_takes(&route->hosts.items[host]))
			return host;
	}
	return SIZE_MAX;
}

uint64_t
route_walk(const struct route *route, uint64_t messages, uint64_t seed,
	   uint64_t *counts)
{
	struct walk walk = {.route = route, .state = seed};
	uint64_t lost = 0;

	for (size_t i = 0; i < route->hosts.count; i++)
		counts[i] = 0;
	for (uint64_t i = 0; i < messages; i++) {
		size_t host = send_one(&walk);

		if (host == SIZE_MAX)
			lost++;
		else
			counts[host]++;
	}
	free(walk.attempts.items);
	return lost;
}
