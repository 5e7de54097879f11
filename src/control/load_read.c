/*
 * From what the user names to drafts. Texts are read one after the other, so
 * that each has its number; then zones are made of them by all threads. Those
 * that name other texts are made at once, as what they name is numbered next.
 */
#include "base/alloc.h"
#include "base/folder.h"
#include "base/parallel.h"
#include "control/argument.h"
#include "control/load_private.h"
#include "zone/read.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* From so many octets on, threads share a text instead of taking one each. */
enum { LARGE_TEXT = 1 << 22 };

/* "syntax: " and the first error of a text, for EDE; its complaints are those
 * from number `from` on. */
static char *
syntax_refusal(const struct diag_sink *sink, size_t from)
{
	for (size_t i = from; i < sink->list.count; i++) {
		const struct diag *diag = &sink->list.items[i];

		if (diag->severity != SEVERITY_ERROR)
			continue;
		if (diag->pos.file == 0)
			return xasprintf("syntax: %s", diag->text);

		struct place place = sources_place(sink->sources, diag->pos);

		return xasprintf("syntax: %s (line %u)", diag->text,
				 place.line);
	}
	return xasprintf("syntax: the zone's text has errors");
}

/* From text to draft, or to the reason why there is none. */
static void
make_zone(const struct load *load, struct candidate *zone, unsigned threads,
	  struct diag_sink *sink)
{
	size_t before = sink->list.count;
	size_t followed = load->sources->followed.count;
	struct zone_builder *builder = zone_builder_new(zone->origin);
	struct master_options options = {
	    .origin = zone->origin,
	    .include_anywhere = load->options->include_anywhere,
	    .threads = threads,
	};

	zone_builder_use_threads(builder, threads);
	if (zone_read(load->sources, zone->file, &options, builder, sink)) {
		zone->draft = zone_builder_freeze(builder);
		/* What an ALIAS has is not in its own files alone. */
		if (zone->draft.alias_count == 0)
			zone->stamps = stamps_of(load->sources, zone->file,
						 followed, load->options->now);
	} else {
		zone_builder_free(builder);
		zone->refusal = syntax_refusal(sink, before);
	}
}

/* The zone of a file; one that could not be read is not also complained about
 * for lacking a name. */
static bool
name_zone(struct load *load, const struct zone_argument *argument,
	  struct candidate *zone)
{
	if (zone->refusal && !argument->origin)
		return zone_origin(load->sources, zone->file, zone->wire,
				   &zone->origin);
	return zone_argument_origin(argument, zone->file, zone->wire,
				    &zone->origin, load->sink);
}

/* The text of a zone, or a refusal. */
static void
read_text(struct load *load, const char *path, struct candidate *zone)
{
	char why[SOURCE_WHY_MAX];

	if (sources_read(load->sources, path, &zone->file, why))
		return;
	diag_error(load->sink, (struct pos){0}, "cannot read %s: %s", path,
		   why);
	zone->file = sources_add(load->sources, path, "", 0);
	zone->refusal = xasprintf("file: %s", why);
}

static void
make_zone_with_others(struct load *load, struct candidate *zone)
{
	if (!zone->refusal && zone_names_texts(load->sources, zone->file))
		make_zone(load, zone, parallel_threads(), load->sink);
}

static void
load_file(struct load *load, const struct zone_argument *argument)
{
	struct candidate zone = {.named = argument->origin != NULL};

	if (load_share(load, argument))
		return;
	read_text(load, argument->path, &zone);
	zone.wire = xalloc(NAME_WIRE_MAX);
	if (!name_zone(load, argument, &zone)) {
		load->failed = true;
		candidate_free(&zone);
		return;
	}
	make_zone_with_others(load, &zone);
	*VEC_PUSH(&load->zones) = zone;
}

static void
load_folder(struct load *load, const char *path)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX];

	if (!folder_read(&folder, path, ".zone", why) ||
	    !folder_read(&folder, path, ".yaml", why)) {
		diag_error(load->sink, (struct pos){0}, "cannot read %s: %s",
			   path, why);
		load->failed = true;
	} else if (folder.paths.count == 0) {
		diag_warning(load->sink, (struct pos){0},
			     "no file in %s ends in .zone or .yaml", path);
	}
	for (size_t i = 0; i < folder.paths.count; i++)
		load_file(load, &(struct zone_argument){
				    .path = folder.paths.items[i]});
	folder_free(&folder);
}

static void
load_argument(struct load *load, const char *text)
{
	struct zone_argument argument = zone_argument(text);

	if (folder_exists(text))
		load_folder(load, text);
	else
		load_file(load, &argument);
}

/* Zones of which no draft is made yet. */
struct making {
	struct load *load;
	VEC(struct candidate *) small, large;
	struct diag_sink *sinks; /* of the small ones */
};

static void
gather(struct making *making)
{
	struct load *load = making->load;

	for (size_t i = 0; i < load->zones.count; i++) {
		struct candidate *zone = &load->zones.items[i];

		if (zone->draft.zone || zone->refusal)
			continue;
		if (sources_get(load->sources, zone->file)->size < LARGE_TEXT)
			*VEC_PUSH(&making->small) = zone;
		else
			*VEC_PUSH(&making->large) = zone;
	}
}

static void
make_small(void *context, unsigned thread, size_t i)
{
	const struct making *making = context;

	(void)thread;
	making->sinks[i].sources = making->load->sources;
	make_zone(making->load, making->small.items[i], 1, &making->sinks[i]);
}

static void
make_zones(struct load *load)
{
	struct making making = {.load = load};
	size_t small;

	gather(&making);
	small = making.small.count;
	making.sinks = xcalloc(small, sizeof *making.sinks);
	parallel_each(small, parallel_threads(), make_small, &making);
	for (size_t i = 0; i < small; i++)
		diag_absorb(load->sink, &making.sinks[i]);
	for (size_t i = 0; i < making.large.count; i++)
		make_zone(load, making.large.items[i], parallel_threads(),
			  load->sink);
	free(making.sinks);
	free(making.small.items);
	free(making.large.items);
}

void
load_read_again(struct load *load, struct candidate *const *zones, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		/* The list of sources moves as it grows. */
		const char *path =
		    sources_get(load->sources, zones[i]->file)->path;
		char *copy = xstrndup(path, strlen(path));

		read_text(load, copy, zones[i]);
		free(copy);
		make_zone_with_others(load, zones[i]);
	}
	make_zones(load);
}

void
load_read(struct load *load)
{
	load_share_start(load);
	for (size_t i = 0; i < load->options->zone_count; i++)
		load_argument(load, load->options->zones[i]);
	make_zones(load);
}
