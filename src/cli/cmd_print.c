#include "base/parallel.h"
#include "cli/help.h"
#include "cli/options.h"
#include "control/alias.h"
#include "control/argument.h"
#include "zone/print.h"
#include "zone/read.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

/* A line that cannot be written shows at the end, by ferror(). */
static void
write_line(void *context, const char *line, size_t len)
{
	fwrite(line, 1, len, context);
}

/* The command line. */
struct printing {
	bool include_anywhere;
	bool yaml;
};

static int
write_zone(const struct printing *printing, const struct zone *zone)
{
	struct print_to to = {write_line, stdout};

	if (printing->yaml)
		zone_print_yaml(zone, &to);
	else
		zone_print(zone, &to);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_GOOD;
	fprintf(stderr, "mxd print: cannot write: %s\n", strerror(errno));
	return EXIT_SYSTEM;
}

/* From text to lines; complaints are kept in the sink. */
static int
print_file(const struct printing *printing,
	   const struct zone_argument *argument, uint32_t file,
	   struct diag_sink *sink, struct sources *sources)
{
	struct master_options options = {
	    .include_anywhere = printing->include_anywhere,
	    .threads = parallel_threads(),
	};
	struct zone_builder *builder;
	uint8_t wire[NAME_WIRE_MAX];
	struct draft draft;
	int status;

	if (!zone_argument_origin(argument, file, wire, &options.origin, sink))
		return EXIT_ZONES;
	builder = zone_builder_new(options.origin);
	if (!zone_read(sources, file, &options, builder, sink)) {
		zone_builder_free(builder);
		return EXIT_ZONES;
	}
	draft = zone_builder_freeze(builder);
	status = alias_follow_alone(&draft, sink)
		     ? write_zone(printing, draft.zone)
		     : EXIT_ZONES;
	draft_free(&draft);
	return status;
}

static int
print_argument(const struct printing *printing, const char *text)
{
	struct zone_argument argument = zone_argument(text);
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	char why[SOURCE_WHY_MAX];
	uint32_t file;
	int status = EXIT_SYSTEM;

	if (sources_read(&sources, argument.path, &file, why))
		status = print_file(printing, &argument, file, &sink, &sources);
	else
		fprintf(stderr, "mxd print: cannot read %s: %s\n",
			argument.path, why);
	diag_print(&sink, true);
	diag_free(&sink);
	sources_free(&sources);
	return status;
}

static bool
take_format(struct printing *printing, const char *word)
{
	printing->yaml = strcmp(word, "yaml") == 0;
	if (printing->yaml || strcmp(word, "zone") == 0)
		return true;
	fprintf(stderr, "mxd print: --format %s: must be zone or yaml\n", word);
	return false;
}

int
cmd_print(const struct verb *verb, int argc, char **argv)
{
	struct given_option given;
	enum options_result result;
	struct printing printing = {.yaml = false};

	options_start();
	while ((result = options_next(verb, argc, argv, &given)) ==
	       OPTIONS_GIVEN) {
		if (!given.value)
			printing.include_anywhere = true;
		else if (!take_format(&printing, given.value))
			return EXIT_MISUSED;
	}
	if (result == OPTIONS_WRONG)
		return EXIT_MISUSED;
	if (optind == argc) {
		fprintf(stderr, "mxd print: which file? See mxd help print\n");
		return EXIT_MISUSED;
	}
	if (optind + 1 < argc)
		return help_too_much(verb, argv[optind + 1]);
	return print_argument(&printing, argv[optind]);
}
