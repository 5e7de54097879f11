/*
 * Time that only goes on, for limits of what blocks.
 */
#ifndef MXD_BASE_CLOCK_H
#define MXD_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
