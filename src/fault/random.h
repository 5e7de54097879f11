/*
 * Random numbers that are the same each time: a stream for each seed and each
 * hit of a fault, whichever worker draws them (SplitMix64).
 */
#ifndef MXD_FAULT_RANDOM_H
#define MXD_FAULT_RANDOM_H

#include <stdint.h>

struct fault_random {
	uint64_t state;
};

static inline uint64_t
fault_random_next(struct fault_random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* The stream of number `index` of a seed. */
static inline struct fault_random
fault_random_of(uint64_t seed, uint64_t index)
{
	struct fault_random random = {seed};
	uint64_t base = fault_random_next(&random);

	return (struct fault_random){base ^
				     index * UINT64_C(0xd1342543de82ef95)};
}

/* From 0 to below `end`, which is not 0. */
static inline uint32_t
fault_random_below(struct fault_random *random, uint32_t end)
{
	return (uint32_t)((fault_random_next(random) >> 32) * end >> 32);
}

#endif
