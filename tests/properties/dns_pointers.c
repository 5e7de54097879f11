/*
 * Compression of random names: each is read back as it was given (case
 * ignored, RFC 4343), and no suffix that stands in the message is written a
 * second time.
 */
#include "dns/compress.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { ROUNDS = 400, NAMES = 60 };

static uint8_t message[65535];
static struct writer w;
static struct compress table;

static unsigned
pick(unsigned limit)
{
	return (unsigned)rand() % limit;
}

/* Few labels, some alike at their ends, in either case. */
static struct name
random_name(uint8_t wire[static NAME_WIRE_MAX])
{
	static const char *const labels[] = {
	    "\1a",   "\1A",   "\1b",       "\2aa",    "\2Aa",
	    "\3baa", "\3caa", "\4mail",    "\5mail1", "\5mail2",
	    "\3com", "\3COM", "\7example", "\1@",     "\1`",
	};
	struct name name = {wire, 1, (uint8_t)pick(5)};
	uint8_t *at = wire;

	for (unsigned i = 0; i < name.labels; i++) {
		const char *label =
		    labels[pick(sizeof labels / sizeof labels[0])];

		memcpy(at, label, strlen(label));
		at += strlen(label);
	}
	*at = 0;
	name.len = (uint8_t)(at - wire + 1);
	return name;
}

static bool
read_at(size_t offset, uint8_t wire[static NAME_WIRE_MAX], struct name *name)
{
	struct reader r = reader_init(message, w.at);

	reader_take(&r, offset);
	return name_read(&r, wire, name);
}

/* Octets that the name needs when every suffix of the names at these offsets
 * can be pointed to. */
static size_t
needed(struct name name, const size_t *offsets, size_t count)
{
	unsigned most = 0;

	for (size_t i = 0; i < count; i++) {
		uint8_t wire[NAME_WIRE_MAX];
		struct name there;
		unsigned common;

		cr_assert(read_at(offsets[i], wire, &there));
		common = name_common_labels(name, there);
		most = common > most ? common : most;
	}
	return (size_t)name.len - name_ancestor(name, most).len +
	       (most > 0 ? 2 : 1);
}

struct state {
	size_t offsets[NAMES];
	size_t count, at;
	uint16_t entries;
};

static void
write_one(struct state *state)
{
	uint8_t wire[NAME_WIRE_MAX];
	uint8_t wire_back[NAME_WIRE_MAX];
	struct name name = random_name(wire);
	struct name back;
	size_t expected = needed(name, state->offsets, state->count);
	size_t start = w.at;

	compress_write(&table, &w, name);
	cr_assert_eq(w.at - start, expected);
	cr_assert(read_at(start, wire_back, &back));
	cr_assert(name_equal(name, back));
	cr_assert_eq(name.labels, back.labels);
	state->offsets[state->count++] = start;
}

Test(compression, finds_the_longest_suffix_after_any_rewinding)
{
	srand(3);
	for (int round = 0; round < ROUNDS; round++) {
		struct state state = {.at = 12};
		struct state mark;

		w = writer_init(message, sizeof message);
		w.at = 12;
		compress_init(&table);
		mark = state;
		while (state.count < NAMES && table.count < COMPRESS_MAX - 5) {
			if (pick(8) == 0) {
				mark = state;
				mark.at = w.at;
				mark.entries = table.count;
			} else if (pick(12) == 0) {
				state = mark;
				writer_rewind(&w, mark.at);
				table.count = mark.entries;
			}
			write_one(&state);
		}
	}
}

/* Beyond 16383 octets and with a full table, names are still right. */
Test(compression, goes_on_when_pointers_or_room_run_out)
{
	static size_t offsets[4000];
	static uint8_t wires[4000][NAME_WIRE_MAX];
	static struct name names[4000];
	size_t count = 0;

	srand(4);
	w = writer_init(message, sizeof message);
	w.at = 12;
	compress_init(&table);
	while (count < 4000) {
		names[count] = random_name(wires[count]);
		offsets[count] = w.at;
		compress_write(&table, &w, names[count++]);
		writer_put(&w, "0123456789", 10);
	}
	cr_assert(!w.failed);
	cr_assert_gt(w.at, COMPRESS_OFFSET_MAX + 1000);
	for (size_t i = 0; i < count; i++) {
		uint8_t wire[NAME_WIRE_MAX];
		struct name back;

		cr_assert(read_at(offsets[i], wire, &back));
		cr_assert(name_equal(names[i], back));
	}
	for (uint16_t i = 0; i < table.count; i++)
		cr_assert_leq(table.offset[i], COMPRESS_OFFSET_MAX);
}
