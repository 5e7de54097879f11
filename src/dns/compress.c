#include "dns/compress.h"

/* Where the walk from the root stands. */
struct walk {
	unsigned left;   /* labels of the name not yet matched */
	unsigned parent; /* entry matched so far plus 1; 0 is the root */
};

/*
 * What labels of one parent are told apart by before their octets are compared:
 * hosts of one domain mostly differ at the end (mail1, mail2). In a label of
 * one octet the one before the last is its length, so there are always two.
 * Setting bit 5 is folding, and a little more: that only costs a comparison.
 */
static inline uint32_t
label_key(const uint8_t *label, unsigned parent)
{
	uint32_t ends = bytes_get16(label + label[0] - 1);

	return (uint32_t)parent << 24 | (uint32_t)label[0] << 16 | ends |
	       0x2020;
}

static inline bool
equal_four(const uint8_t *a, const uint8_t *b)
{
	uint32_t left, right;

	memcpy(&left, a, sizeof left);
	memcpy(&right, b, sizeof right);
	return left == right || bytes_fold8(left) == bytes_fold8(right);
}

/* Labels of one length, their length octets included so that there are at
 * least four to compare; the last four overlap those before them. */
static inline bool
label_equal(const uint8_t *a, const uint8_t *b)
{
	unsigned len = a[0];

	if (len < 3)
		return bytes_equal_folded(a, b, len + 1);
	for (unsigned i = 0; i + 3 < len; i += 4) {
		if (!equal_four(a + i, b + i))
			return false;
	}
	return equal_four(a + len - 3, b + len - 3);
}

/* The entry for that label in front of that parent, plus 1; 0: none. */
static inline unsigned
find_child(const struct compress *table, const struct writer *w,
	   const uint8_t *label, unsigned parent)
{
	uint32_t key = label_key(label, parent);

	/* A parent is entered before its children. */
	for (unsigned i = parent; i < table->count; i++) {
		if (table->key[i] == key &&
		    label_equal(label, w->base + table->offset[i]))
			return i + 1;
	}
	return 0;
}

/*
 * Where to look for a name from: at the first name remembered, if it ends in
 * that one, octet for octet; else at the root. The labels that are left have
 * their offsets found.
 */
static struct walk
start_walk(const struct compress *table, const struct writer *w,
	   struct name name, uint8_t offsets[static 128])
{
	unsigned front = (unsigned)name.len - table->first_len;
	struct walk walk = {0, table->first_labels};
	unsigned at = 0;

	if (table->count > 0 && table->first_len > 0 &&
	    name.len >= table->first_len &&
	    memcmp(name.wire + front, w->base + table->offset[walk.parent - 1],
		   table->first_len) == 0) {
		for (; at < front; at += 1u + name.wire[at])
			offsets[walk.left++] = (uint8_t)at;
		offsets[walk.left] = (uint8_t)at;
		/* Else the octets were not those of whole labels. */
		if (at == front)
			return walk;
	}
	return (struct walk){name_offsets(name, offsets), 0};
}

/* The longest suffix that stands in the message. */
static struct walk
find_suffix(const struct compress *table, const struct writer *w,
	    struct name name, uint8_t offsets[static 128])
{
	struct walk walk = start_walk(table, w, name, offsets);

	while (walk.left > 0) {
		unsigned child = find_child(
		    table, w, name.wire + offsets[walk.left - 1], walk.parent);

		if (child == 0)
			break;
		walk.parent = child;
		walk.left--;
	}
	return walk;
}

/*
 * Enter the labels that the walk did not match, from the last one on: one that
 * cannot be pointed to, or for which there is no room, ends it, since those in
 * front would have no parent.
 */
static void
enter_labels(struct compress *table, struct walk walk, const uint8_t *wire,
	     const uint8_t *offsets, size_t offset)
{
	if (table->count == 0)
		table->first_len = 0; /* rewound, if there was one */
	while (walk.left > 0 && table->count < COMPRESS_MAX) {
		size_t at = offset + offsets[--walk.left];

		if (at > COMPRESS_OFFSET_MAX)
			return;
		table->offset[table->count] = (uint16_t)at;
		table->key[table->count] =
		    label_key(wire + offsets[walk.left], walk.parent);
		walk.parent = ++table->count;
	}
}

void
compress_add(struct compress *table, const struct writer *w, struct name name,
	     size_t offset)
{
	uint8_t offsets[128];
	bool first = table->count == 0;

	enter_labels(table, find_suffix(table, w, name, offsets), name.wire,
		     offsets, offset);
	if (first && table->count == name.labels && name.labels > 0) {
		table->first_len = name.len;
		table->first_labels = name.labels;
	}
}

void
compress_write(struct compress *table, struct writer *w, struct name name)
{
	uint8_t offsets[128];
	struct walk walk = find_suffix(table, w, name, offsets);
	unsigned front = offsets[walk.left];
	size_t start = w->at;
	uint8_t *into = writer_take(w, front + (walk.parent ? 2 : 1));

	if (!into)
		return;
	memcpy(into, name.wire, front);
	if (walk.parent)
		bytes_put16(into + front,
			    0xc000 | table->offset[walk.parent - 1]);
	else
		into[front] = 0;
	enter_labels(table, walk, name.wire, offsets, start);
}
