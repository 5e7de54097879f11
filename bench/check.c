/*
 * What judging costs beside loading: check ZONE...
 *
 * CPU milliseconds, the least of ROUNDS, for reading texts and making zones of
 * them, and for all rules over them in the profile that has most.
 */
#include "check/check.h"
#include "base/folder.h"
#include "zone/master.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 3, ZONES_MAX = 20000 };

struct zones {
	struct sources sources;
	struct diag_sink sink;
	struct draft *drafts;
	struct view_zone *views;
	struct check_zone *checks;
	size_t count;
	uint64_t records;
};

static double
cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
fail(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	exit(1);
}

static void
load_file(struct zones *zones, const char *path)
{
	struct master_options options = {0};
	uint8_t wire[NAME_WIRE_MAX];
	char why[SOURCE_WHY_MAX];
	struct draft *draft = &zones->drafts[zones->count];
	uint32_t file;

	if (zones->count == ZONES_MAX)
		fail(path, "too many zones");
	if (!sources_read(&zones->sources, path, &file, why))
		fail(path, why);
	if (!master_origin(&zones->sources, file, wire, &options.origin))
		fail(path, "no origin");

	struct zone_builder *builder = zone_builder_new(options.origin);

	if (!master_read(&zones->sources, file, &options, builder,
			 &zones->sink))
		fail(path, "errors");
	*draft = zone_builder_freeze(builder);
	zones->records += draft->zone->rr_count;
	zones->checks[zones->count].file = file;
	zones->views[zones->count++] = (struct view_zone){
	    .apex = draft->zone->origin, .zone = draft->zone};
}

static void
load(struct zones *zones, const char *path)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX];

	if (!folder_exists(path)) {
		load_file(zones, path);
		return;
	}
	if (!folder_read(&folder, path, ".zone", why))
		fail(path, why);
	for (size_t i = 0; i < folder.paths.count; i++)
		load_file(zones, folder.paths.items[i]);
	folder_free(&folder);
}

static void
unload(struct zones *zones)
{
	for (size_t i = 0; i < zones->count; i++) {
		free(zones->checks[i].refusal);
		draft_free(&zones->drafts[i]);
	}
	diag_free(&zones->sink);
	sources_free(&zones->sources);
	free(zones->drafts);
	free(zones->views);
	free(zones->checks);
}

/* The view's order is that of the apexes; a zone's draft goes with it. */
static void
pair(struct zones *zones, const struct view *view)
{
	for (uint32_t i = 0; i < view->count; i++) {
		zones->checks[i].draft = NULL;
		for (size_t d = i; d < zones->count; d++) {
			if (zones->drafts[d].zone != view->zones[i].zone)
				continue;

			struct draft draft = zones->drafts[d];

			zones->drafts[d] = zones->drafts[i];
			zones->drafts[i] = draft;
			zones->checks[i].draft = &zones->drafts[i];
			break;
		}
	}
}

static int
by_apex(const void *a, const void *b)
{
	const struct view_zone *left = a;
	const struct view_zone *right = b;

	return name_compare(left->apex, right->apex);
}

static void
run(int count, char **paths, double ms[static 2], bool last)
{
	struct check_policy policy = {.profile = CHECK_PUBLIC};
	struct zones zones = {
	    .drafts = calloc(ZONES_MAX, sizeof *zones.drafts),
	    .views = calloc(ZONES_MAX, sizeof *zones.views),
	    .checks = calloc(ZONES_MAX, sizeof *zones.checks),
	};
	double start = cpu_ms();
	struct view *view;

	zones.sink.sources = &zones.sources;
	for (int i = 0; i < count; i++)
		load(&zones, paths[i]);
	ms[0] = cpu_ms() - start;
	qsort(zones.views, zones.count, sizeof *zones.views, by_apex);
	view = view_new(zones.views, zones.count);
	pair(&zones, view);
	start = cpu_ms();
	check_zones(&policy, view, zones.checks, &zones.sink);
	ms[1] = cpu_ms() - start;
	if (last)
		printf("%zu zones, %llu records: %zu errors, %zu warnings, "
		       "%zu notes\n",
		       zones.count, (unsigned long long)zones.records,
		       zones.sink.errors, zones.sink.warnings,
		       zones.sink.notes);
	view_unref(view);
	unload(&zones);
}

int
main(int argc, char **argv)
{
	double best[2] = {1e9, 1e9};

	if (argc < 2) {
		fprintf(stderr, "usage: check ZONE...\n");
		return 64;
	}
	for (int round = 0; round < ROUNDS; round++) {
		double ms[2];

		run(argc - 1, argv + 1, ms, round + 1 == ROUNDS);
		for (int i = 0; i < 2; i++)
			best[i] = ms[i] < best[i] ? ms[i] : best[i];
	}
	printf("load    %10.1f ms\ncheck   %10.1f ms, %.2f of loading\n",
	       best[0], best[1], best[1] / best[0]);
	return 0;
}
