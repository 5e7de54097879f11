/*
 * The last queries of one worker. The worker alone puts them in, and another
 * thread reads them while it does; neither ever waits for the other.
 *
 * Each query has a position, from 0 on. Its slot holds it until a later one
 * takes its place. The number of a slot says which position it holds, or that
 * it is being written; a reader looks at it before and behind, and drops what
 * it has read when there was a change. All words are atomics, so that this is
 * no race; on x86-64 their loads and stores are ordinary instructions.
 */
#ifndef MXD_LAB_RING_H
#define MXD_LAB_RING_H

#include "lab/sighting.h"

struct ring;

/* Room for `capacity` queries, at least 1. */
struct ring *ring_new(size_t capacity);
void ring_free(struct ring *ring);

/*
 * For the worker only: one more, all but its latency; and that those put until
 * now are answered now, ns since 1970, from when on they can be read. So the
 * clock is read once for a batch.
 */
void ring_put(struct ring *ring, const struct sighting *sighting);
void ring_publish(struct ring *ring, uint64_t now);

/* The position that the next one will have; all before it can be read. */
uint64_t ring_end(const struct ring *ring);

/* The oldest position that may still be there. */
uint64_t ring_begin(const struct ring *ring);

/* False when it is there no more; then *sighting is unspecified. */
bool ring_get(const struct ring *ring, uint64_t position,
	      struct sighting *sighting);

#endif
