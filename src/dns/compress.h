/*
 * Name compression while a message is written (RFC 1035 §4.1.4).
 *
 * A bounded table of the suffixes that stand in the message so far. It is a
 * value on the stack of whoever composes; marking is remembering `count`,
 * rewinding is setting it back together with the writer.
 */
#ifndef MXD_DNS_COMPRESS_H
#define MXD_DNS_COMPRESS_H

#include "base/writer.h"
#include "dns/name.h"

enum {
	COMPRESS_MAX = 128,           /* suffixes remembered */
	COMPRESS_OFFSET_MAX = 0x3fff, /* what a pointer can reach */
};

struct compress {
	uint16_t count;
	uint16_t offset[COMPRESS_MAX];
	uint16_t hash[COMPRESS_MAX]; /* of the folded suffix */
};

static inline void
compress_init(struct compress *table)
{
	table->count = 0;
}

/* Remember a name that stands uncompressed in the message at `offset`. */
void compress_add(struct compress *table, const struct writer *w,
		  struct name name, size_t offset);

/*
 * Write a name, as a pointer from the longest suffix that stands in the
 * message already (case ignored, RFC 4343 §4.1), and remember what was
 * written of it.
 */
void compress_write(struct compress *table, struct writer *w, struct name name);

#endif
