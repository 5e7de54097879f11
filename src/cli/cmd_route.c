#include "base/alloc.h"
#include "base/idn.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/put_json.h"
#include "cli/route_text.h"
#include "control/load.h"
#include "net/query.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

enum {
	WAIT_MS = 2000,
	TRIES = 2,
	PROBE_WAIT_MS = 10000,
	SMTP_PORT = 25,
	WALK_MAX = 10000000, /* messages: some seconds */
};

/* A name of the command line. */
struct route_name {
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
};

/* The command line. */
struct routing {
	const struct verb *verb;
	const struct sender *sender;
	struct route_name domain, me;
	bool has_me;
	VEC(struct route_name) down;
	VEC(const char *) zones;
	VEC(const char *) allow;
	bool has_server;
	struct query_server server;
	uint64_t messages, seed;
	bool json, probe;
	uint64_t port;
};

static bool
read_name(const char *option, const char *text, struct route_name *into)
{
	char *ascii;
	const char *wrong = idn_to_ascii(text, &ascii);

	if (!wrong)
		wrong = name_from_text(ascii, strlen(ascii), &name_root,
				       into->wire, &into->name);
	free(ascii);
	if (wrong)
		fprintf(stderr, "mxd route: %s%s: %s\n", option, text, wrong);
	return !wrong;
}

static bool
read_number(const char *option, const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0 &&
	    *number <= INT64_MAX)
		return true;
	fprintf(stderr, "mxd route: --%s %s: must be a number\n", option, text);
	return false;
}

static bool
read_messages(struct routing *routing, const char *text)
{
	if (!read_number("walk", text, &routing->messages))
		return false;
	if (routing->messages <= WALK_MAX)
		return true;
	fprintf(stderr, "mxd route: --walk %s: must be at most %d\n", text,
		WALK_MAX);
	return false;
}

static bool
read_port(struct routing *routing, const char *text)
{
	if (!read_number("port", text, &routing->port))
		return false;
	if (routing->port > 0 && routing->port <= UINT16_MAX)
		return true;
	fprintf(stderr, "mxd route: --port %s: must be 1 to 65535\n", text);
	return false;
}

static bool
read_server(struct routing *routing, const char *text)
{
	struct endpoint endpoint;
	const char *why = endpoint_from_text(text, &endpoint);
	int error;

	if (why) {
		fprintf(stderr, "mxd route: --server %s: %s\n", text, why);
		return false;
	}
	error = address_from_endpoint(&routing->server.address, &endpoint);
	if (error)
		fprintf(stderr, "mxd route: --server %s: %s\n", text,
			uv_strerror(error));
	routing->has_server = true;
	return !error;
}

static bool
read_sender(struct routing *routing, const char *text)
{
	routing->sender = sender_get(text);
	if (!routing->sender)
		fprintf(stderr,
			"mxd route: --mta %s: must be rfc5321, postfix, exim "
			"or opensmtpd\n",
			text);
	return routing->sender != NULL;
}

static bool
read_format(struct routing *routing, const char *text)
{
	routing->json = strcmp(text, "json") == 0;
	if (routing->json || strcmp(text, "text") == 0)
		return true;
	fprintf(stderr, "mxd route: --format %s: must be text or json\n", text);
	return false;
}

static bool
take_option(struct routing *routing, const char *name, const char *value)
{
	if (strcmp(name, "zones") == 0)
		*VEC_PUSH(&routing->zones) = value;
	else if (strcmp(name, "allow") == 0)
		*VEC_PUSH(&routing->allow) = value;
	else if (strcmp(name, "server") == 0)
		return read_server(routing, value);
	else if (strcmp(name, "mta") == 0)
		return read_sender(routing, value);
	else if (strcmp(name, "format") == 0)
		return read_format(routing, value);
	else if (strcmp(name, "walk") == 0)
		return read_messages(routing, value);
	else if (strcmp(name, "seed") == 0)
		return read_number(name, value, &routing->seed);
	else if (strcmp(name, "port") == 0)
		return read_port(routing, value);
	else if (strcmp(name, "probe") == 0)
		routing->probe = true;
	else if (strcmp(name, "down") == 0)
		return read_name("--down ", value, VEC_PUSH(&routing->down));
	else if (strcmp(name, "me") == 0)
		return routing->has_me =
			   read_name("--me ", value, &routing->me);
	return true;
}

/* What is behind the last "@" of an address, or all. */
static bool
read_domain(struct routing *routing, const char *text)
{
	const char *at = strrchr(text, '@');
	const char *domain = at ? at + 1 : text;

	if (*domain == '[') {
		fprintf(stderr,
			"mxd route: %s: a sender connects to an address "
			"literal (RFC 5321 §4.1.3) and looks nothing up\n",
			text);
		return false;
	}
	if (*domain == '\0') {
		fprintf(stderr, "mxd route: %s: there is no domain\n", text);
		return false;
	}
	return read_name("", domain, &routing->domain);
}

static bool
read_arguments(struct routing *routing, int argc, char **argv)
{
	struct given_option given;
	enum options_result result;

	options_start();
	while ((result = options_next(routing->verb, argc, argv, &given)) ==
	       OPTIONS_GIVEN) {
		if (!take_option(routing, given.option->name, given.value))
			return false;
	}
	if (result == OPTIONS_WRONG)
		return false;
	if (optind == argc) {
		fputs("mxd route: which address? See mxd help route\n", stderr);
		return false;
	}
	if (optind + 1 < argc) {
		help_too_much(routing->verb, argv[optind + 1]);
		return false;
	}
	if (routing->has_server == (routing->zones.count > 0)) {
		fputs("mxd route: give either --zones or --server\n", stderr);
		return false;
	}
	return read_domain(routing, argv[optind]);
}

static int
status_of(const struct route *route)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "mxd route: cannot write: %s\n",
			strerror(errno));
		return EXIT_SYSTEM;
	}
	switch (route->verdict) {
	case ROUTE_DELIVER:
		return EXIT_GOOD;
	case ROUTE_DEFER:
	case ROUTE_FREEZE:
	case ROUTE_UNKNOWN:
		return EXIT_LATER;
	case ROUTE_BOUNCE:
		return EXIT_BOUNCED;
	}
	return EXIT_SYSTEM;
}

static void
make_address(union address *into, const struct route_address *from,
	     uint16_t port)
{
	*into = (union address){0};
	if (from->len == sizeof into->v4.sin_addr) {
		into->v4.sin_family = AF_INET;
		memcpy(&into->v4.sin_addr, from->octets, from->len);
	} else {
		into->v6.sin6_family = AF_INET6;
		memcpy(&into->v6.sin6_addr, from->octets, from->len);
	}
	address_set_port(into, port);
}

/* What EHLO says: --me, or what this machine is called. */
static void
my_name(const struct routing *routing, char text[static NAME_TEXT_MAX])
{
	if (!routing->has_me) {
		if (gethostname(text, NAME_TEXT_MAX) != 0)
			memcpy(text, "localhost", sizeof "localhost");
		return;
	}
	text[name_to_text(routing->me.name, text) - 1] = '\0'; /* no dot */
}

/* Greet the hosts that are tried; how many take mail. */
static size_t
greet(const struct routing *routing, const struct route *route,
      struct route_greetings *greetings)
{
	char me[NAME_TEXT_MAX];
	size_t ready = 0;

	my_name(routing, me);
	greetings->port = (uint16_t)routing->port;
	for (size_t i = 0; i < route->hosts.count; i++) {
		const struct route_host *host = &route->hosts.items[i];

		if (!route_host_takes(host))
			continue;
		for (size_t k = 0; k < host->addresses.count; k++) {
			struct route_greeted *greeted =
			    VEC_PUSH(&greetings->list);
			union address address;

			greeted->host = i;
			greeted->address = &host->addresses.items[k];
			make_address(&address, greeted->address,
				     greetings->port);
			probe_host(&greeted->probe, &address, me,
				   PROBE_WAIT_MS);
			ready += greeted->probe.ready;
		}
	}
	return ready;
}

static void
greetings_free(struct route_greetings *greetings)
{
	for (size_t i = 0; i < greetings->list.count; i++)
		probe_free(&greetings->list.items[i].probe);
	free(greetings->list.items);
}

static int
tell(const struct routing *routing, const struct route *route)
{
	struct route_tally tally = {.messages = routing->messages};
	struct route_report report = {
	    .domain = routing->domain.name, .route = route, .tally = &tally};
	struct route_greetings greetings = {0};
	bool reached = true;
	int status;

	tally.counts = xcalloc(route->hosts.count + 1, sizeof *tally.counts);
	tally.kept =
	    route_walk(route, routing->messages, routing->seed, tally.counts);
	if (routing->probe) {
		reached = greet(routing, route, &greetings) > 0;
		report.greetings = &greetings;
	}
	if (routing->json)
		put_json(tojson_route(&report), stdout);
	else
		route_text(&report, stdout);
	free(tally.counts);
	greetings_free(&greetings);
	status = status_of(route);
	return status == EXIT_GOOD && !reached ? EXIT_LATER : status;
}

/* A host that is mistyped is down in vain. */
static void
tell_down(const struct name *down, size_t count, const struct route *route)
{
	char text[NAME_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < route->hosts.count &&
		       !name_equal(route->hosts.items[k].name, down[i]))
			k++;
		if (k < route->hosts.count)
			continue;
		name_to_text(down[i], text);
		fprintf(stderr,
			"mxd route: --down %s: that is none of the hosts\n",
			text);
	}
}

static int
find_and_tell(const struct routing *routing, const struct route_source *source)
{
	struct name *down = xcalloc(routing->down.count + 1, sizeof *down);
	struct route_options options = {
	    .sender = routing->sender,
	    .me = routing->me.name,
	    .has_me = routing->has_me,
	    .down = down,
	    .down_count = routing->down.count,
	};
	struct route route;
	int status;

	/* Their octets may have moved while the list grew. */
	for (size_t i = 0; i < routing->down.count; i++)
		down[i] = name_at(routing->down.items[i].wire);
	route_find(&route, source, routing->domain.name, &options);
	status = tell(routing, &route);
	tell_down(down, options.down_count, &route);
	route_free(&route);
	free(down);
	return status;
}

static int
route_by_server(struct routing *routing)
{
	struct route_source source;
	int status;

	routing->server.wait_ms = WAIT_MS;
	routing->server.tries = TRIES;
	source = route_source_server(&routing->server);
	status = find_and_tell(routing, &source);
	if (!routing->server.answered) {
		char text[ADDRESS_TEXT_MAX];

		address_to_text(&routing->server.address, text);
		fprintf(stderr, "mxd route: no answer from %s: %s\n", text,
			uv_strerror(routing->server.error));
	}
	return status;
}

static int
route_by_zones(struct routing *routing)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct load_options options = {
	    .zones = routing->zones.items,
	    .zone_count = routing->zones.count,
	    .policy.allow = routing->allow.items,
	    .policy.allow_count = routing->allow.count,
	};
	struct view *view = load_zones(&options, NULL, &sources, &sink);
	int status = EXIT_ZONES;

	/* Only what keeps a zone from being served is of interest here. */
	if (sink.errors > 0)
		diag_print(&sink, true);
	diag_free(&sink);
	sources_free(&sources);
	if (view) {
		struct route_source source = route_source_view(view);

		status = find_and_tell(routing, &source);
		view_unref(view);
	}
	return status;
}

int
cmd_route(const struct verb *verb, int argc, char **argv)
{
	struct routing routing = {.verb = verb,
				  .sender = sender_get("rfc5321"),
				  .seed = 1,
				  .port = SMTP_PORT};
	int status = EXIT_MISUSED;

	if (read_arguments(&routing, argc, argv))
		status = routing.has_server ? route_by_server(&routing)
					    : route_by_zones(&routing);
	free(routing.down.items);
	free(routing.zones.items);
	free(routing.allow.items);
	return status;
}
