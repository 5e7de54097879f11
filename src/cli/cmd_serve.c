#include "base/folder.h"
#include "cli/control_api.h"
#include "cli/options.h"
#include "control/server.h"
#include "control/tojson.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The command line, which each reload reads again under the file's. */
struct serve {
	const struct verb *verb;
	int argc;
	char **argv;
	const char *config_path; /* NULL: none */
	bool ready_json;
};

static bool
set(struct config *config, const struct setting *setting, const char *prefix,
    const char *value)
{
	char why[CONFIG_WHY_MAX];

	if (config_set_text(config, setting, value, why))
		return true;
	fprintf(stderr, "mxd serve: %s%s %s: %s\n", prefix, setting->name,
		value, why);
	return false;
}

static bool
take_option(struct serve *serve, struct config *config,
	    const struct given_option *given)
{
	if (given->setting)
		return set(config, given->setting, "--",
			   given->value ? given->value : "yes");
	if (strcmp(given->option->name, "config") == 0)
		serve->config_path = given->value;
	else if (strcmp(given->option->name, "ready-json") == 0)
		serve->ready_json = true;
	return true;
}

static const struct setting *
zones_setting(void)
{
	return setting_get("zones", strlen("zones"));
}

/* The settings of the command line; what is wrong has been said. */
static bool
read_arguments(struct serve *serve, struct config *config)
{
	struct given_option given;
	enum options_result result;

	options_start();
	while ((result = options_next(serve->verb, serve->argc, serve->argv,
				      &given)) == OPTIONS_GIVEN) {
		if (!take_option(serve, config, &given))
			return false;
	}
	if (result == OPTIONS_WRONG)
		return false;
	for (int i = optind; i < serve->argc; i++) {
		if (!set(config, zones_setting(), "", serve->argv[i]))
			return false;
	}
	return true;
}

/* Whoever just tries `mxd serve` is told how to go on. */
static bool
has_zones(const struct config *config, struct diag_sink *sink)
{
	const char *standard = config->zones.items[0];

	if (config_origin(config, zones_setting()) != CONFIG_DEFAULT ||
	    folder_exists(standard))
		return true;
	diag_error(sink, (struct pos){0},
		   "no zone is named, and there is no folder %s; name zone "
		   "files or folders, as in `mxd serve example.com.zone`",
		   standard);
	return false;
}

static bool
configure(void *context, struct config *config, struct sources *sources,
	  struct diag_sink *sink)
{
	struct serve *serve = context;

	return read_arguments(serve, config) &&
	       (!serve->config_path ||
		config_from_file(config, serve->config_path, sources, sink)) &&
	       has_zones(config, sink);
}

/* One more member; a path may have any octets. */
static void
print_text(const char *key, const char *text)
{
	json_t *json = tojson_text(text);

	printf(",\"%s\":", key);
	json_dumpf(json, stdout, JSON_ENCODE_ANY);
	json_decref(json);
}

/* {"event":"ready",...}: for programs that have started mxd. */
static void
print_ready(const struct server *server, const struct server_companion *api)
{
	struct load_totals totals = server_totals(server);
	char *control = control_api_address(api);

	printf("{\"event\":\"ready\",\"listen\":[");
	for (size_t i = 0; i < server_address_count(server); i++) {
		char text[ADDRESS_TEXT_MAX];

		address_to_text(server_address(server, i), text);
		printf("%s\"%s\"", i > 0 ? "," : "", text);
	}
	printf("]");
	if (control)
		print_text("control", control);
	printf(",\"zones\":%" PRIu32 ",\"records\":%" PRIu64 "}\n",
	       totals.served, totals.records);
	fflush(stdout);
	free(control);
}

static int
serve_until_stopped(struct serve *serve, const struct server_companion *api)
{
	struct server_source source = {configure, serve, api};
	struct server *server;

	switch (server_start(&server, &source)) {
	case SERVER_STARTED:
		break;
	case SERVER_NO_CONFIGURATION:
		return EXIT_MISUSED;
	case SERVER_NO_SOCKETS:
	case SERVER_NO_STATE:
		return EXIT_SYSTEM;
	case SERVER_NO_ZONES:
		return EXIT_ZONES;
	}
	if (serve->ready_json)
		print_ready(server, api);
	server_run(server);
	return EXIT_GOOD;
}

int
cmd_serve(const struct verb *verb, int argc, char **argv)
{
	struct serve serve = {.verb = verb, .argc = argc, .argv = argv};
	struct server_companion api = control_api_new();
	int status = serve_until_stopped(&serve, &api);

	control_api_free(&api);
	return status;
}
