/*
 * Any message, any offset in it: reading a name stays inside, and what was
 * read survives every other form.
 */
#include "dns/name.h"
#include "fuzz.h"

#include <assert.h>

/* Pointers only change where the octets stand: a name that a view takes is
 * read as just that. */
static void
check_view(struct reader r, struct name name)
{
	struct name view;

	if (!name_view(&r, &view))
		return;
	assert(view.len == name.len && view.labels == name.labels);
	assert(memcmp(view.wire, name.wire, name.len) == 0);
}

static void
check_name(struct name name)
{
	uint8_t wire[NAME_WIRE_MAX];
	uint8_t offsets[128];
	char text[NAME_TEXT_MAX];
	size_t len = name_to_text(name, text);
	struct name back;

	assert(len == strlen(text) && len < NAME_TEXT_MAX);
	assert(!name_from_text(text, len, NULL, wire, &back));
	assert(back.len == name.len && back.labels == name.labels);
	assert(memcmp(back.wire, name.wire, name.len) == 0);

	assert(name_offsets(name, offsets) == name.labels);
	assert(offsets[name.labels] == name.len - 1);
	assert(name_ancestor(name, 0).len == 1);

	back = name_fold(name, wire);
	assert(name_equal(name, back) && name_compare(name, back) == 0);
	assert(name_common_labels(name, back) == name.labels);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct reader r = reader_init(octets, size);
	struct reader start;
	struct name name;

	/* the first octet of the message says where to start */
	reader_take(&r, reader_get8(&r));
	start = r;
	if (!name_read(&r, wire, &name)) {
		assert(r.failed);
		return 0;
	}
	assert(!r.failed && r.at > start.at && r.at <= r.end);
	assert(name.len >= 1 && name.wire[name.len - 1] == 0);
	check_view(start, name);
	check_name(name);
	return 0;
}
