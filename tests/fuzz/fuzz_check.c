/*
 * Zones of any text through all rules: up to three of them, parted by lines
 * ";;". Each finding points into the text of its zone, and a zone is refused
 * if and only if a rule says so.
 */
#include "base/alloc.h"
#include "check/check.h"
#include "fuzz.h"
#include "zone/master.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ZONES = 3 };

/* In canonical order, as the view has them. */
static const char *const origins[ZONES] = {"example.com.", "hosting.example.",
					   "sub.hosting.example."};

struct run {
	struct sources sources;
	struct diag_sink sink;
	struct draft drafts[ZONES];
	struct check_zone zones[ZONES];
	uint8_t wire[ZONES][NAME_WIRE_MAX];
};

/* Nothing is there to be included. */
static struct view_zone
read_zone(struct run *run, unsigned i, const char *text, size_t size)
{
	struct master_options options = {0};
	struct diag_sink sink = {.sources = &run->sources};
	uint32_t file = sources_add(&run->sources, "/nowhere/zone", text, size);

	name_from_text(origins[i], strlen(origins[i]), NULL, run->wire[i],
		       &options.origin);

	struct zone_builder *builder = zone_builder_new(options.origin);

	run->zones[i].file = file;
	if (master_read(&run->sources, file, &options, builder, &sink)) {
		run->drafts[i] = zone_builder_freeze(builder);
		run->zones[i].draft = &run->drafts[i];
	} else {
		zone_builder_free(builder);
	}
	diag_free(&sink);
	return (struct view_zone){
	    .apex = options.origin,
	    .zone = run->drafts[i].zone,
	};
}

static void
expect_sense(struct run *run)
{
	bool refused[ZONES + 1] = {false};

	for (size_t i = 0; i < run->sink.list.count; i++) {
		const struct diag *diag = &run->sink.list.items[i];
		const struct source *source;
		char *line = diag_line(&run->sink, diag);

		assert(diag->rule && diag->pos.file >= 1 &&
		       diag->pos.file <= ZONES);
		source = sources_get(&run->sources, diag->pos.file);
		assert(diag->pos.offset + (size_t)diag->span <=
		       source->size + 1);
		refused[diag->pos.file] |= diag->severity == SEVERITY_ERROR;
		free(line);
	}
	for (unsigned i = 0; i < ZONES; i++) {
		assert((run->zones[i].refusal != NULL) ==
		       refused[run->zones[i].file]);
		free(run->zones[i].refusal);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const char parting[] = "\n;;\n";
	struct run run = {0};
	struct view_zone zones[ZONES];
	struct check_policy policy = {.profile = size % 3};
	const char *at = (const char *)octets;
	const char *end = at + size;

	run.sink.sources = &run.sources;
	for (unsigned i = 0; i < ZONES; i++) {
		size_t left = (size_t)(end - at);
		const char *part =
		    left ? memmem(at, left, parting, sizeof parting - 1) : NULL;
		const char *stop = part ? part : end;

		zones[i] = read_zone(&run, i, at, (size_t)(stop - at));
		at = part ? part + sizeof parting - 1 : end;
	}

	struct view *view = view_new(zones, ZONES);

	check_zones(&policy, view, run.zones, &run.sink);
	expect_sense(&run);
	view_unref(view);
	for (unsigned i = 0; i < ZONES; i++) {
		if (run.drafts[i].zone)
			draft_free(&run.drafts[i]);
	}
	diag_free(&run.sink);
	sources_free(&run.sources);
	return 0;
}
