#include "cli/help.h"
#include "cli/options.h"
#include "cli/put_json.h"
#include "control/doctor.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <uv.h>

#define RESOLV_CONF "/etc/resolv.conf"

enum { WAIT_MS = 2000 };

/* The command line. */
struct examining {
	const struct verb *verb;
	const char *resolv_conf;
	union address server;
	bool has_server, json;
};

static const char *const levels[] = {
    [DOCTOR_GOOD] = "good",
    [DOCTOR_WARNING] = "warning",
    [DOCTOR_ERROR] = "error",
};

static bool
take_server(struct examining *examining, const char *text)
{
	struct endpoint endpoint;
	const char *why = endpoint_from_text(text, &endpoint);

	if (!why) {
		int error =
		    address_from_endpoint(&examining->server, &endpoint);

		why = error ? uv_strerror(error) : NULL;
	}
	if (why)
		fprintf(stderr, "mxd doctor: --server %s: %s\n", text, why);
	examining->has_server = true;
	return !why;
}

static bool
take_option(struct examining *examining, const struct given_option *given)
{
	if (strcmp(given->option->name, "server") == 0)
		return take_server(examining, given->value);
	if (strcmp(given->option->name, "resolv-conf") == 0) {
		examining->resolv_conf = given->value;
		return true;
	}
	examining->json = strcmp(given->value, "json") == 0;
	if (examining->json || strcmp(given->value, "text") == 0)
		return true;
	fprintf(stderr, "mxd doctor: --format %s: must be text or json\n",
		given->value);
	return false;
}

static void
print_text(const struct doctor *doctor)
{
	unsigned counts[DOCTOR_ERROR + 1] = {0};

	for (size_t i = 0; i < doctor->findings.count; i++) {
		const struct doctor_finding *finding =
		    &doctor->findings.items[i];

		counts[finding->level]++;
		printf("%s: %s [%s]\n", levels[finding->level], finding->text,
		       finding->check);
		if (finding->remedy)
			printf("    %s\n", finding->remedy);
	}
	printf("%u good, %u warning%s, %u error%s\n", counts[DOCTOR_GOOD],
	       counts[DOCTOR_WARNING], counts[DOCTOR_WARNING] == 1 ? "" : "s",
	       counts[DOCTOR_ERROR], counts[DOCTOR_ERROR] == 1 ? "" : "s");
}

static void
print_json(const struct doctor *doctor)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < doctor->findings.count; i++) {
		const struct doctor_finding *finding =
		    &doctor->findings.items[i];
		json_t *object =
		    json_pack("{ssssss}", "check", finding->check, "level",
			      levels[finding->level], "text", finding->text);

		if (finding->remedy)
			json_object_set_new(object, "remedy",
					    json_string(finding->remedy));
		json_array_append_new(findings, object);
	}
	put_json(json_pack("{sssbso}", "verdict", levels[doctor->worst],
			   "reached", doctor->reached, "findings", findings),
		 stdout);
}

/* False when there is no such file, which has been said. */
static bool
examine(struct examining *examining, struct doctor *doctor)
{
	struct sources sources = {0};
	char why[SOURCE_WHY_MAX];
	uint32_t file;
	bool good = true;

	if (examining->has_server) {
		doctor_examine_server(doctor, &examining->server);
		return true;
	}
	good = sources_read(&sources, examining->resolv_conf, &file, why);
	if (good)
		doctor_examine(doctor, sources_get(&sources, file)->text);
	else
		fprintf(stderr, "mxd doctor: cannot read %s: %s\n",
			examining->resolv_conf, why);
	sources_free(&sources);
	return good;
}

static int
status_of(enum doctor_level worst)
{
	switch (worst) {
	case DOCTOR_WARNING:
		return EXIT_WARNED;
	case DOCTOR_ERROR:
		return EXIT_ILL;
	case DOCTOR_GOOD:
		break;
	}
	return EXIT_GOOD;
}

static int
examine_and_tell(struct examining *examining)
{
	struct doctor doctor = {.wait_ms = WAIT_MS};
	int status = EXIT_MISUSED;

	if (examine(examining, &doctor)) {
		status = status_of(doctor.worst);
		if (examining->json)
			print_json(&doctor);
		else
			print_text(&doctor);
	}
	doctor_free(&doctor);
	return status;
}

int
cmd_doctor(const struct verb *verb, int argc, char **argv)
{
	struct examining examining = {.verb = verb, .resolv_conf = RESOLV_CONF};
	struct given_option given;
	enum options_result result;

	options_start();
	while ((result = options_next(verb, argc, argv, &given)) ==
	       OPTIONS_GIVEN) {
		if (!take_option(&examining, &given))
			return EXIT_MISUSED;
	}
	if (result == OPTIONS_WRONG)
		return EXIT_MISUSED;
	if (optind < argc)
		return help_too_much(verb, argv[optind]);
	return examine_and_tell(&examining);
}
