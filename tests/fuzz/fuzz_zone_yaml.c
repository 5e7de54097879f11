/*
 * Any octets as a YAML zone. What loads is printed, as YAML and as a master
 * file, and what was printed loads as the same zone.
 */
#include "fuzz.h"

#include "base/alloc.h"
#include "control/alias.h"
#include "zone/print.h"
#include "zone/read.h"

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

/* A text as the zone "example", or NULL; no file is there to be included. */
static struct zone *
load(const char *path, const char *text, size_t size)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct master_options options = {
	    .origin = {(const uint8_t *)"\7example", 9, 1}};
	uint32_t file = sources_add(&sources, path, text, size);
	struct zone_builder *builder = zone_builder_new(options.origin);
	bool good = zone_read(&sources, file, &options, builder, &sink);
	struct draft draft = zone_builder_freeze(builder);
	struct zone *zone;

	good = good && alias_follow_alone(&draft, &sink);
	zone = good ? zone_ref(draft.zone) : NULL;
	assert(good == (sink.errors == 0));
	draft_free(&draft);
	diag_free(&sink);
	sources_free(&sources);
	return zone;
}

/* What was printed is that zone again. */
static void
check(const struct zone *zone, const char *path,
      void (*print)(const struct zone *zone, const struct print_to *to))
{
	struct lines lines = {0};
	struct print_to to = {add_line, &lines};
	struct zone *again;

	print(zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	again = load(path, lines.text.items, lines.text.count - 1);
	assert(again);
	assert(again->size == zone->size &&
	       memcmp(again->base, zone->base, zone->size) == 0);
	free(lines.text.items);
	zone_unref(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct zone *zone;

	if (size > TEXT_MAX)
		return 0;
	zone = load("/nonexistent/example.yaml", (const char *)octets, size);
	if (!zone)
		return 0;
	check(zone, "/nonexistent/example.yaml", zone_print_yaml);
	check(zone, "/nonexistent/example.zone", zone_print);
	zone_unref(zone);
	return 0;
}
