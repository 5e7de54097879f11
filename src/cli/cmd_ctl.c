#include "base/alloc.h"
#include "base/vec.h"
#include "cli/control_client.h"
#include "cli/ctl.h"
#include "cli/ctl_print.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/put_json.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char standard[] = "127.0.0.1@8053";

/* The command line. */
struct ctl {
	const struct verb *verb;
	struct control_address address;
	const struct ctl_verb *row;
	struct ctl_words words;
	char *query; /* owned */
	bool json;
};

static bool
take_ttl(struct ctl *ctl, const char *text)
{
	char *end;

	ctl->words.ttl = strtoll(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' &&
	    ctl->words.ttl <= INT32_MAX)
		return true;
	fprintf(stderr, "mxd ctl: --ttl %s: must be a number of seconds\n",
		text);
	return false;
}

static bool
take_control(struct ctl *ctl, const char *text)
{
	const char *why =
	    *text == '\0'
		? "must be an address and a port, or unix:PATH"
		: control_address_from_text(text, NULL, &ctl->address);

	if (why)
		fprintf(stderr, "mxd ctl: --control %s: %s\n", text, why);
	return !why;
}

static void
take_allow(struct ctl *ctl, const char *rule)
{
	char *encoded = control_encode(rule);
	char *longer = xasprintf("%s%sallow=%s", ctl->query,
				 *ctl->query ? "&" : "?", encoded);

	free(encoded);
	free(ctl->query);
	ctl->query = longer;
}

static bool
take_number(struct ctl *ctl, const char *name, const char *text)
{
	char *end;
	long long number = strtoll(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0') {
		fprintf(stderr, "mxd ctl: --%s %s: must be a number\n", name,
			text);
		return false;
	}
	json_object_set_new(ctl->words.expect, name, json_integer(number));
	return true;
}

/* Those about queries: which ones, and how many. */
static bool
take_expected(struct ctl *ctl, const char *name, const char *value)
{
	static const char *const numbers[] = {"count", "min", "max"};
	json_t *into = strcmp(name, "within") == 0 || strcmp(name, "since") == 0
			   ? ctl->words.expect
			   : ctl->words.match;

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		if (strcmp(name, numbers[i]) == 0)
			return take_number(ctl, name, value);
	}
	if (!value)
		return json_object_set_new(ctl->words.expect, name,
					   json_true()) == 0;
	if (json_object_set_new(into, name, json_string(value)) == 0)
		return true;
	fprintf(stderr, "mxd ctl: --%s: must be UTF-8\n", name);
	return false;
}

static bool
take_option(struct ctl *ctl, const struct given_option *given)
{
	const char *name = given->option->name;

	if (strcmp(name, "control") == 0)
		return take_control(ctl, given->value);
	if (strcmp(name, "ttl") == 0)
		return take_ttl(ctl, given->value);
	if (strcmp(name, "allow") == 0)
		take_allow(ctl, given->value);
	else if (strcmp(name, "json") == 0)
		ctl->json = true;
	else
		return take_expected(ctl, name, given->value);
	return true;
}

static void
print_usage(FILE *stream)
{
	size_t count;
	const struct ctl_verb *rows = ctl_rows(&count);

	for (size_t i = 0; i < count; i++)
		fprintf(stream, "  mxd ctl %s%s%s\n      %s\n", rows[i].name,
			*rows[i].arguments ? " " : "", rows[i].arguments,
			rows[i].brief);
}

static bool
take_words(struct ctl *ctl, int argc, char **argv)
{
	const char *name = optind < argc ? argv[optind] : NULL;
	const char *nearest = name ? ctl_nearest(name) : NULL;

	ctl->row = name ? ctl_get(name) : NULL;
	if (!ctl->row) {
		fprintf(stderr, "mxd ctl: %s%s%s%s%s\n",
			name ? "there is no command " : "what shall be done?",
			name ? name : "", nearest ? "; did you mean " : "",
			nearest ? nearest : "", nearest ? "?" : "");
		print_usage(stderr);
		return false;
	}
	ctl->words.items = argv + optind + 1;
	ctl->words.count = argc - optind - 1;
	if (ctl->words.count >= ctl->row->least &&
	    ctl->words.count <= ctl->row->most)
		return true;
	fprintf(stderr, "mxd ctl: the usage is: mxd ctl %s %s\n",
		ctl->row->name, ctl->row->arguments);
	return false;
}

static bool
read_arguments(struct ctl *ctl, int argc, char **argv)
{
	struct given_option given;
	enum options_result result;

	options_start();
	while ((result = options_next(ctl->verb, argc, argv, &given)) ==
	       OPTIONS_GIVEN) {
		if (!take_option(ctl, &given))
			return false;
	}
	return result != OPTIONS_WRONG && take_words(ctl, argc, argv);
}

/* Print what came; the exit status. */
static int
tell(const struct ctl *ctl, json_t *answer)
{
	json_t *error = json_object_get(answer, "error");
	bool refused = json_object_get(error, "rule") != NULL;
	json_t *data = json_object_get(answer, "data");

	if (ctl->json)
		put_json(json_incref(answer), stdout);
	else if (error)
		ctl_print_error(error);
	else
		ctl_print(data);
	if (!error)
		return json_is_false(json_object_get(data, "holds"))
			   ? EXIT_UNMET
			   : EXIT_GOOD;
	return refused ? EXIT_ZONES : EXIT_SYSTEM;
}

static int
ask(const struct ctl *ctl, const struct ctl_request *request)
{
	struct control_request asked = {
	    .method = request->method,
	    .path = request->path,
	    .token = getenv("MXD_TOKEN"),
	    .body = request->body,
	};
	char why[CONTROL_WHY_MAX];
	unsigned status;
	json_t *answer = control_ask(&ctl->address, &asked, &status, why);
	int code;

	if (!answer) {
		char *address = control_address_to_text(&ctl->address);

		fprintf(stderr, "mxd ctl: %s: %s\n", address, why);
		free(address);
		return EXIT_SYSTEM;
	}
	code = tell(ctl, answer);
	json_decref(answer);
	return code;
}

static int
run(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_request request = {0};
	const char *wrong;
	int status = EXIT_MISUSED;

	if (!read_arguments(ctl, argc, argv))
		return EXIT_MISUSED;
	ctl->words.query = ctl->query;
	wrong = ctl->row->ask(&ctl->words, &request);
	if (wrong)
		fprintf(stderr, "mxd ctl: %s: %s\n", ctl->row->name, wrong);
	else
		status = ask(ctl, &request);
	free(request.path);
	json_decref(request.body);
	return status;
}

int
cmd_ctl(const struct verb *verb, int argc, char **argv)
{
	struct ctl ctl = {
	    .verb = verb,
	    .words.ttl = -1,
	    .query = xasprintf("%s", ""),
	    .words.match = json_object(),
	    .words.expect = json_object(),
	};
	int status;

	control_address_from_text(standard, NULL, &ctl.address);
	status = run(&ctl, argc, argv);
	free(ctl.query);
	json_decref(ctl.words.match);
	json_decref(ctl.words.expect);
	return status;
}
