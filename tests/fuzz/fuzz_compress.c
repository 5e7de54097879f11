/*
 * Names, marks and rewinds as the octets say, into a message of a limited
 * size: all that stands there at the end is read back as it was given.
 */
#include "dns/compress.h"
#include "fuzz.h"

#include <assert.h>

enum { NAMES_MAX = 512, MESSAGE_MAX = 20000 };

struct written {
	struct name name;
	uint8_t wire[NAME_WIRE_MAX];
	size_t offset;
};

struct state {
	size_t count, at;
	uint16_t entries;
};

static uint8_t message[MESSAGE_MAX];
static struct written names[NAMES_MAX];
static struct writer w;
static struct compress table;

static void
check_names(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t wire[NAME_WIRE_MAX];
		struct reader r = reader_init(message, w.at);
		struct name name;

		reader_take(&r, names[i].offset);
		assert(name_read(&r, wire, &name));
		assert(name_equal(name, names[i].name));
	}
	assert(table.count <= COMPRESS_MAX);
	for (uint16_t i = 0; i < table.count; i++)
		assert(table.offset[i] <= COMPRESS_OFFSET_MAX);
}

/* One name of the input; it is kept when there is room for it. */
static void
write_name(struct reader *r, struct state *state)
{
	struct written *next = &names[state->count];
	size_t start = w.at;
	struct name name;

	if (state->count == NAMES_MAX || !name_view(r, &name))
		return;
	memcpy(next->wire, name.wire, name.len);
	next->name = (struct name){next->wire, name.len, name.labels};
	next->offset = start;
	compress_write(&table, &w, name);
	if (w.failed) {
		assert(w.at == start);
		writer_rewind(&w, start);
	} else {
		assert(w.at - start <= name.len);
		state->count++;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct reader r = reader_init(octets, size);
	struct state state = {0};
	struct state mark = {.at = 12};

	w = writer_init(message, MESSAGE_MAX);
	w.at = 12;
	compress_init(&table);
	while (!r.failed && reader_left(&r) > 0) {
		switch (reader_get8(&r)) {
		case 0xf0:
			mark = state;
			mark.at = w.at;
			mark.entries = table.count;
			break;
		case 0xf1:
			state = mark;
			writer_rewind(&w, mark.at);
			table.count = mark.entries;
			break;
		case 0xf2: /* far on, as other RRs would lead */
			writer_take(&w, 20u * reader_get8(&r));
			writer_rewind(&w, w.at);
			break;
		case 0xf3: /* little room left */
			w.limit = w.at + reader_get8(&r);
			w.limit = w.limit < MESSAGE_MAX ? w.limit : MESSAGE_MAX;
			break;
		default:
			write_name(&r, &state);
		}
	}
	check_names(state.count);
	return 0;
}
