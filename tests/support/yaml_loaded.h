/*
 * A YAML text as a zone, with all that was said about it.
 */
#ifndef MXD_TESTS_YAML_LOADED_H
#define MXD_TESTS_YAML_LOADED_H

#include "support/loaded.h"
#include "zone/print.h"
#include "zone/read.h"

/* The lines of a print, with a NUL behind them. */
struct printed {
	VEC(char) text;
};

static inline void
add_printed(void *context, const char *line, size_t len)
{
	struct printed *printed = context;

	VEC_RESERVE(&printed->text, len);
	memcpy(printed->text.items + printed->text.count, line, len);
	printed->text.count += len;
}

/* As master file lines, in new memory. */
static inline char *
printed_lines(const struct zone *zone)
{
	struct printed printed = {0};
	struct print_to to = {add_printed, &printed};

	zone_print(zone, &to);
	*VEC_PUSH(&printed.text) = '\0';
	return printed.text.items;
}

/* Read what is in loaded->sources; the path says in which format. */
static inline void
load_any(struct loaded *loaded, uint32_t file)
{
	struct master_options options = {.origin = example()};
	uint8_t wire[NAME_WIRE_MAX];
	struct zone_builder *builder;

	zone_origin(&loaded->sources, file, wire, &options.origin);
	builder = zone_builder_new(options.origin);
	loaded->file = file;
	loaded->sink.sources = &loaded->sources;
	loaded->good =
	    zone_read(&loaded->sources, file, &options, builder, &loaded->sink);
	loaded->draft = zone_builder_freeze(builder);
}

static inline struct loaded *
load_any_file(const char *path)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	cr_assert(sources_read(&loaded->sources, path, &file, why), "%s: %s",
		  path, why);
	load_any(loaded, file);
	return loaded;
}

/* A text of the zone "example". */
static inline struct loaded *
load_yaml(const char *text)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);

	load_any(loaded,
		 sources_add(&loaded->sources, "/nonexistent/example.yaml",
			     text, strlen(text)));
	return loaded;
}

#endif
