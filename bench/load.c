/*
 * What loading a zone costs, by step: load FILE [ROUNDS].
 *
 * Medians of milliseconds for reading the file, for master file to RRs,
 * and for freezing; and octets of the frozen zone.
 */
#include "base/parallel.h"
#include "zone/master.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 99 };

enum step { READ, PARSE, FREEZE, STEPS };

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool
load(const char *path, double ms[static STEPS], struct draft *draft)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct master_options options = {.threads = parallel_threads()};
	uint8_t wire[NAME_WIRE_MAX];
	char why[SOURCE_WHY_MAX];
	uint32_t file;
	double start = now_ms();

	if (!sources_read(&sources, path, &file, why)) {
		fprintf(stderr, "%s: %s\n", path, why);
		return false;
	}
	ms[READ] = now_ms() - start;
	if (!master_origin(&sources, file, wire, &options.origin)) {
		fprintf(stderr, "%s: no origin\n", path);
		return false;
	}

	struct zone_builder *builder = zone_builder_new(options.origin);

	zone_builder_use_threads(builder, options.threads);
	start = now_ms();
	if (!master_read(&sources, file, &options, builder, &sink)) {
		diag_print(&sink, false);
		return false;
	}
	ms[PARSE] = now_ms() - start;
	start = now_ms();
	*draft = zone_builder_freeze(builder);
	ms[FREEZE] = now_ms() - start;
	diag_free(&sink);
	sources_free(&sources);
	return true;
}

static int
by_value(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return left < right ? -1 : left > right;
}

int
main(int argc, char **argv)
{
	static const char *const words[STEPS] = {"read", "parse", "freeze"};
	static double all[STEPS][ROUNDS_MAX];
	int rounds = argc > 2 ? atoi(argv[2]) : 5;
	struct draft draft;

	if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: load FILE [ROUNDS]\n");
		return 64;
	}
	printf("%u threads\n", parallel_threads());
	for (int round = 0; round < rounds; round++) {
		double ms[STEPS];

		if (!load(argv[1], ms, &draft))
			return 1;
		for (int i = 0; i < STEPS; i++)
			all[i][round] = ms[i];
		if (round + 1 == rounds)
			printf("%u records in %u names: %.1f octets a record\n",
			       draft.zone->rr_count, draft.zone->node_count,
			       (double)draft.zone->size / draft.zone->rr_count);
		draft_free(&draft);
	}
	for (int i = 0; i < STEPS; i++) {
		qsort(all[i], (size_t)rounds, sizeof all[i][0], by_value);
		printf("%-8s%10.1f ms\n", words[i], all[i][rounds / 2]);
	}
	return 0;
}
