/*
 * Any text as a name: either it is refused in words and nothing is set, or
 * printing what it made and reading that makes it again.
 */
#include "dns/name.h"
#include "fuzz.h"

#include <assert.h>

static const struct name origin = {(const uint8_t *)"\7example\3com", 13, 2};

static void
check(const char *text, size_t len, const struct name *at)
{
	uint8_t wire[NAME_WIRE_MAX];
	uint8_t wire_back[NAME_WIRE_MAX];
	char printed[NAME_TEXT_MAX];
	struct name name = name_root;
	struct name back;
	struct reader r;

	if (name_from_text(text, len, at, wire, &name)) {
		assert(name.wire == name_root.wire);
		return;
	}
	r = reader_init(name.wire, name.len);
	assert(name_view(&r, &back));
	assert(back.len == name.len && back.labels == name.labels);

	len = name_to_text(name, printed);
	assert(!name_from_text(printed, len, NULL, wire_back, &back));
	assert(back.len == name.len && back.labels == name.labels);
	assert(memcmp(back.wire, name.wire, name.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	check((const char *)octets, size, &origin);
	check((const char *)octets, size, NULL);
	return 0;
}
