/*
 * Zone files in a folder of their own for each test, loaded as `mxd serve`
 * loads them:
 *
 *	TestSuite(load, .init = loading_start, .fini = loading_stop);
 *
 *	argue(write_zone("a.test.zone", good));
 *	view = load(NULL);
 *	expect_complaint("...");
 */
#ifndef MXD_TESTS_SUPPORT_LOADING_H
#define MXD_TESTS_SUPPORT_LOADING_H

#include "base/alloc.h"
#include "control/load.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOA "@ 3600 SOA ns hostmaster 7 7200 3600 1209600 3600\n@ NS ns\n"

static const char good[] = SOA "ns A 192.0.2.53\n@ MX 10 ns\n";
static const char aliased[] =
    SOA "ns A 192.0.2.53\n@ MX 10 mail\nmail CNAME ns\n";
static const char warned[] = SOA "ns A 192.0.2.53\n@ MX 10 mail\n";
static const char unreadable[] = SOA "ns A 192.0.2.53\n@ MX ten ns\n";

static char place[] = "/tmp/mxd-load-XXXXXX";
static struct sources sources;
static struct diag_sink sink;
static struct load_options options;
static char *arguments[8];

/* A file's path in the test's folder; texts of four stay at a time. */
static inline char *
in_place(const char *name)
{
	static char paths[4][256];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", place, name);
	return path;
}

static inline const char *
write_zone(const char *name, const char *text)
{
	char *path = in_place(name);
	FILE *file = fopen(path, "we");

	cr_assert(file && fputs(text, file) >= 0);
	cr_assert_eq(fclose(file), 0);
	return path;
}

static inline void
forget(void)
{
	diag_free(&sink);
	sources_free(&sources);
	sink = (struct diag_sink){.sources = &sources};
}

static inline void
loading_start(void)
{
	cr_assert(mkdtemp(place));
	forget();
	options =
	    (struct load_options){.zones = (const char *const *)arguments};
}

static inline void
loading_stop(void)
{
	char *command = xasprintf("rm -r %s", place);

	forget();
	for (size_t i = 0; i < options.zone_count; i++)
		free(arguments[i]);
	cr_expect_eq(system(command), 0);
	free(command);
}

static inline void
argue(const char *argument)
{
	arguments[options.zone_count++] = xstrndup(argument, strlen(argument));
}

static inline void
argue_origin(const char *origin, const char *path)
{
	arguments[options.zone_count++] = xasprintf("%s=%s", origin, path);
}

static inline struct view *
load(const struct view *previous)
{
	forget();
	return load_zones(&options, previous, &sources, &sink);
}

/* Whether some complaint's line holds that text. */
static inline bool
complains(const char *text)
{
	bool found = false;

	for (size_t i = 0; i < sink.list.count; i++) {
		char *line = diag_line(&sink, &sink.list.items[i]);

		found |= strstr(line, text) != NULL;
		free(line);
	}
	return found;
}

static inline void
expect_complaint(const char *text)
{
	cr_expect(complains(text), "no complaint: %s", text);
	if (!complains(text))
		diag_print(&sink, false);
}

static inline const struct view_zone *
zone_of(const struct view *view, const char *origin)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	cr_assert_null(
	    name_from_text(origin, strlen(origin), NULL, wire, &name));

	const struct view_zone *zone = view_find(view, name);

	return zone && name_equal(zone->apex, name) ? zone : NULL;
}

#endif
