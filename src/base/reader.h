/*
 * A cursor over octets that somebody else owns, with a sticky failure.
 *
 * Reading past the end fails the reader and gives zeros (or NULL); a failed
 * reader stays failed and does not move, so a decoder reads straight down and
 * asks once, at the end. `base` stays at the first octet of the message:
 * compression pointers count from there (RFC 1035 §4.1.4).
 */
#ifndef MXD_BASE_READER_H
#define MXD_BASE_READER_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

struct reader {
	const uint8_t *base;
	const uint8_t *at;
	const uint8_t *end;
	bool failed;
};

/* No octets at all may come as NULL. */
static inline struct reader
reader_init(const uint8_t *octets, size_t len)
{
	static const uint8_t nothing;

	if (!octets)
		octets = &nothing;
	return (struct reader){octets, octets, octets + len, false};
}

static inline size_t
reader_left(const struct reader *r)
{
	return (size_t)(r->end - r->at);
}

static inline void
reader_fail(struct reader *r)
{
	r->failed = true;
}

/* The next len octets, and past them; NULL when there are not so many. */
static inline const uint8_t *
reader_take(struct reader *r, size_t len)
{
	const uint8_t *here = r->at;

	if (r->failed || reader_left(r) < len) {
		r->failed = true;
		return NULL;
	}
	r->at += len;
	return here;
}

static inline uint8_t
reader_get8(struct reader *r)
{
	const uint8_t *at = reader_take(r, 1);

	return at ? at[0] : 0;
}

static inline uint16_t
reader_get16(struct reader *r)
{
	const uint8_t *at = reader_take(r, 2);

	return at ? bytes_get16(at) : 0;
}

static inline uint32_t
reader_get32(struct reader *r)
{
	const uint8_t *at = reader_take(r, 4);

	return at ? bytes_get32(at) : 0;
}

#endif
