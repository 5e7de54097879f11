/*
 * A text as a zone, with all that was said about it: what tests of master
 * files start from.
 */
#ifndef MXD_TESTS_LOADED_H
#define MXD_TESTS_LOADED_H

#include "base/alloc.h"
#include "zone/master.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct loaded {
	struct sources sources;
	struct diag_sink sink;
	struct draft draft;
	uint32_t file;
	bool good;
};

static inline void
load(struct loaded *loaded, uint32_t file, const struct master_options *options)
{
	struct zone_builder *builder = zone_builder_new(options->origin);

	loaded->file = file;
	loaded->sink.sources = &loaded->sources;
	loaded->good = master_read(&loaded->sources, file, options, builder,
				   &loaded->sink);
	loaded->draft = zone_builder_freeze(builder);
}

static inline void
unload(struct loaded *loaded)
{
	draft_free(&loaded->draft);
	diag_free(&loaded->sink);
	sources_free(&loaded->sources);
	free(loaded);
}

static inline struct name
example(void)
{
	return (struct name){(const uint8_t *)"\7example", 9, 1};
}

/* The text is of a file that nothing is beside. */
static inline struct loaded *
load_text(const char *text, size_t size)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	struct master_options options = {.origin = example()};
	uint32_t file =
	    sources_add(&loaded->sources, "/nonexistent/zone", text, size);

	load(loaded, file, &options);
	return loaded;
}

static inline char *
first_line(const struct loaded *loaded)
{
	if (loaded->sink.list.count == 0)
		return xstrndup("nothing", 7);
	return diag_line(&loaded->sink, &loaded->sink.list.items[0]);
}

static inline struct loaded *
load_file(const char *path, bool include_anywhere)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	struct master_options options = {.origin = example(),
					 .include_anywhere = include_anywhere};
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	cr_assert(sources_read(&loaded->sources, path, &file, why), "%s: %s",
		  path, why);
	load(loaded, file, &options);
	return loaded;
}

static inline char *
repeated(const char *front, const char *part, size_t count, const char *back)
{
	size_t len = strlen(part);
	size_t size = strlen(front) + len * count + strlen(back) + 1;
	char *text = xalloc(size);
	char *at = stpcpy(text, front);

	for (size_t i = 0; i < count; i++, at += len)
		memcpy(at, part, len);
	strcpy(at, back);
	return text;
}

#endif
