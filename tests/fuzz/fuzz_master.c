/*
 * Any octets as a master file. What loads is printed, and what was printed
 * loads as the same zone and is printed the same.
 */
#include "fuzz.h"

#include "base/alloc.h"
#include "zone/master.h"
#include "zone/print.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 16 };

struct lines {
	VEC(char) text;
};

static void
add_line(void *context, const char *line, size_t len)
{
	struct lines *lines = context;

	assert(len > 0 && line[len - 1] == '\n');
	VEC_RESERVE(&lines->text, len);
	memcpy(lines->text.items + lines->text.count, line, len);
	lines->text.count += len;
}

/*
 * A text as a zone, or NULL; there is no file that it could include. Without
 * an origin (len 0) it is that of the text, or else "example.".
 */
static struct zone *
load(const char *text, size_t size, struct name origin)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct master_options options = {.origin = origin};
	uint8_t wire[NAME_WIRE_MAX];
	uint32_t file = sources_add(&sources, "/nonexistent/zone", text, size);
	struct zone_builder *builder;
	struct draft draft;
	struct zone *zone = NULL;
	bool good;

	if (origin.len == 0 &&
	    !master_origin(&sources, file, wire, &options.origin))
		options.origin =
		    (struct name){(const uint8_t *)"\7example", 9, 1};
	builder = zone_builder_new(options.origin);
	good = master_read(&sources, file, &options, builder, &sink);
	assert(good == (sink.errors == 0));
	draft = zone_builder_freeze(builder);
	if (good)
		zone = zone_ref(draft.zone);
	draft_free(&draft);
	diag_free(&sink);
	sources_free(&sources);
	return zone;
}

/* As lines, with a NUL behind them. */
static struct lines
print(const struct zone *zone)
{
	struct lines lines = {0};
	struct print_to to = {add_line, &lines};

	zone_print(zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	return lines;
}

/* Each $GENERATE makes up to 65536 RRs: one is enough. */
static bool
is_small(const char *text, size_t size)
{
	unsigned generates = 0;

	if (size > TEXT_MAX)
		return false;
	for (size_t i = 0; i + 9 <= size; i++)
		generates += strncasecmp(text + i, "$generate", 9) == 0;
	return generates <= 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const struct name none;
	const char *text = (const char *)octets;
	struct zone *zone;
	struct zone *again;
	struct lines lines;
	struct lines same;

	if (!is_small(text, size) || !(zone = load(text, size, none)))
		return 0;
	lines = print(zone);
	again = load(lines.text.items, lines.text.count - 1, zone->origin);
	assert(again);
	assert(again->size == zone->size &&
	       memcmp(again->base, zone->base, zone->size) == 0);
	same = print(again);
	assert(same.text.count == lines.text.count &&
	       memcmp(same.text.items, lines.text.items, same.text.count) == 0);
	free(lines.text.items);
	free(same.text.items);
	zone_unref(zone);
	zone_unref(again);
	return 0;
}
