/*
 * Zones from master file text, for tests; what is wrong with it ends the
 * program.
 */
#ifndef MXD_TESTS_ZONES_H
#define MXD_TESTS_ZONES_H

#include "base/alloc.h"
#include "zone/master.h"
#include "zone/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline struct name
zones_name(const char *text, uint8_t into[static NAME_WIRE_MAX])
{
	struct name name;
	const char *wrong =
	    name_from_text(text, strlen(text), &name_root, into, &name);

	if (wrong) {
		fprintf(stderr, "%s: %s\n", text, wrong);
		abort();
	}
	return name;
}

/* One reference, the caller's. */
static inline struct zone *
zones_read(struct sources *sources, uint32_t file, const char *origin)
{
	struct diag_sink sink = {.sources = sources};
	uint8_t wire[NAME_WIRE_MAX];
	struct master_options options = {.origin = zones_name(origin, wire)};
	struct zone_builder *builder = zone_builder_new(options.origin);

	if (!master_read(sources, file, &options, builder, &sink)) {
		diag_print(&sink, true);
		abort();
	}
	diag_free(&sink);

	struct draft draft = zone_builder_freeze(builder);
	struct zone *zone = zone_ref(draft.zone);

	draft_free(&draft);
	return zone;
}

static inline struct zone *
zones_from_text(const char *origin, const char *text)
{
	struct sources sources = {0};
	uint32_t file = sources_add(&sources, origin, text, strlen(text));
	struct zone *zone = zones_read(&sources, file, origin);

	sources_free(&sources);
	return zone;
}

static inline struct zone *
zones_from_file(const char *origin, const char *path)
{
	struct sources sources = {0};
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	if (!sources_read(&sources, path, &file, why)) {
		fprintf(stderr, "%s: %s\n", path, why);
		abort();
	}

	struct zone *zone = zones_read(&sources, file, origin);

	sources_free(&sources);
	return zone;
}

/* Zones collected for a view: zero-initialise, zones_free() at the end. */
enum { ZONES_MAX = 32 };

struct zones {
	struct view_zone list[ZONES_MAX];
	size_t count;
};

/* Takes over the reference. */
static inline void
zones_add(struct zones *zones, struct zone *zone)
{
	if (zones->count == ZONES_MAX)
		abort();
	zones->list[zones->count++] = (struct view_zone){.zone = zone};
}

static inline void
zones_add_text(struct zones *zones, const char *origin, const char *text)
{
	zones_add(zones, zones_from_text(origin, text));
}

static inline void
zones_add_refused(struct zones *zones, const char *origin, const char *why)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name = zones_name(origin, wire);

	if (zones->count == ZONES_MAX)
		abort();
	name.wire =
	    (const uint8_t *)xstrndup((const char *)name.wire, name.len);
	zones->list[zones->count++] = (struct view_zone){
	    .apex = name, .refusal = xstrndup(why, strlen(why))};
}

static inline struct view *
zones_view(const struct zones *zones)
{
	return view_new(zones->list, zones->count);
}

static inline void
zones_free(struct zones *zones)
{
	for (size_t i = 0; i < zones->count; i++) {
		if (zones->list[i].zone) {
			zone_unref(zones->list[i].zone);
			continue;
		}
		free(zones->list[i].refusal);
		free((void *)(uintptr_t)zones->list[i].apex.wire);
	}
	zones->count = 0;
}

#endif
