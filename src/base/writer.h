/*
 * A cursor that fills a buffer that somebody else owns, with a sticky failure.
 *
 * Writing past the limit writes nothing and fails the writer; a failed writer
 * stays failed until it is rewound to an earlier mark. `limit` may be lowered
 * below the buffer's size, so that room is kept for what comes last (OPT).
 */
#ifndef MXD_BASE_WRITER_H
#define MXD_BASE_WRITER_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

struct writer {
	uint8_t *base;
	size_t at;    /* octets written */
	size_t limit; /* octets that may be written, at most the buffer's */
	bool failed;
};

static inline struct writer
writer_init(uint8_t *buffer, size_t limit)
{
	return (struct writer){buffer, 0, limit, false};
}

static inline size_t
writer_left(const struct writer *w)
{
	return w->limit - w->at;
}

/* Room for len octets, to be filled by the caller; NULL when it lacks. */
static inline uint8_t *
writer_take(struct writer *w, size_t len)
{
	uint8_t *here = w->base + w->at;

	if (w->failed || w->limit < w->at || writer_left(w) < len) {
		w->failed = true;
		return NULL;
	}
	w->at += len;
	return here;
}

static inline void
writer_put(struct writer *w, const void *octets, size_t len)
{
	uint8_t *at = writer_take(w, len);

	if (at && len > 0)
		memcpy(at, octets, len);
}

static inline void
writer_put8(struct writer *w, uint8_t value)
{
	uint8_t *at = writer_take(w, 1);

	if (at)
		*at = value;
}

static inline void
writer_put16(struct writer *w, uint16_t value)
{
	uint8_t *at = writer_take(w, 2);

	if (at)
		bytes_put16(at, value);
}

static inline void
writer_put32(struct writer *w, uint32_t value)
{
	uint8_t *at = writer_take(w, 4);

	if (at)
		bytes_put32(at, value);
}

/* Forget all written since `at` was w->at, a failure included. */
static inline void
writer_rewind(struct writer *w, size_t at)
{
	w->at = at;
	w->failed = false;
}

#endif
