/*
 * Name compression while a message is written (RFC 1035 §4.1.4).
 *
 * A bounded table of the suffixes that stand in the message so far. It is a
 * value on the stack of whoever composes; marking is remembering `count`,
 * rewinding is setting it back together with the writer.
 *
 * The suffixes form a tree: an entry is one label in front of another entry,
 * its parent, and the root is everybody's ancestor. A name is looked up from
 * its last label to its first, one entry a label; an entry is right when its
 * parent is the one just found and its label, which is compared with the
 * message's octets, is the same. So a whole suffix is never hashed or compared,
 * pointers in the message are never followed, and nothing is met twice.
 *
 * Most names of an answer end in the name that was asked for: they are compared
 * with the first name remembered at once, and looked up from there.
 *
 * `key` holds what can be told of an entry without looking at the message.
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
	uint8_t first_len, first_labels; /* of the first name remembered */
	uint16_t offset[COMPRESS_MAX]; /* of the entry's label in the message */
	uint32_t key[COMPRESS_MAX];    /* parent, length, last two octets */
};

static inline void
compress_init(struct compress *table)
{
	table->count = 0;
	table->first_len = 0;
}

/*
 * Remember a name that stands uncompressed in the message at `offset`. The
 * writer's first octet is the first one of the message's header.
 */
void compress_add(struct compress *table, const struct writer *w,
		  struct name name, size_t offset);

/*
 * Write a name, as a pointer from the longest suffix that stands in the
 * message already (case ignored, RFC 4343 §4.1), and remember what was
 * written of it. Nothing is written or remembered when it does not fit.
 */
void compress_write(struct compress *table, struct writer *w, struct name name);

#endif
