/*
 * What a change costs, in this process: commit [FOLDER].
 *
 *	amend    CPU of one single-record change, from book to book, in zones
 *	         of several sizes and beside others
 *	serve    changes a second through a server with one worker, each
 *	         acknowledged when the worker serves it, one at a time and
 *	         sixteen; then the same with a state in FOLDER
 */
#include "base/alloc.h"
#include "config/setting.h"
#include "control/amend.h"
#include "control/server.h"
#include "dns/rrtype.h"
#include "support/zones.h"

#include <time.h>
#include <unistd.h>
#include <uv.h>

enum { SECONDS = 2, IN_FLIGHT = 16 };

static double
clock_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* zones */

static struct zone *
make_zone(const char *origin, unsigned names)
{
	size_t room = 200 + (size_t)names * 60;
	char *text = xalloc(room);
	size_t at = (size_t)snprintf(
	    text, room,
	    "@ 3600 SOA ns hostmaster 7 7200 3600 1209600 3600\n@ NS ns\n"
	    "ns A 192.0.2.53\n@ MX 10 h0\n");
	struct zone *zone;

	for (unsigned i = 0; i < names; i++)
		at += (size_t)snprintf(text + at, room - at,
				       "h%u 3600 A 192.0.%u.%u\n", i,
				       i / 256 % 256, i % 256);
	zone = zones_from_text(origin, text);
	free(text);
	return zone;
}

/* `count` zones of ten names, or one of many, besides the first. */
static struct book *
make_book(unsigned names, unsigned others, unsigned other_names)
{
	struct view_zone *zones = xcalloc(others + 1, sizeof *zones);
	struct book *book;

	zones[0].zone = make_zone("a.test.", names);
	for (unsigned i = 0; i < others; i++) {
		char origin[64];

		snprintf(origin, sizeof origin, "z%u.example.", i);
		zones[i + 1].zone = make_zone(origin, other_names);
	}
	book = book_of_view(view_new(zones, others + 1));
	for (unsigned i = 0; i <= others; i++)
		zone_unref(zones[i].zone);
	free(zones);
	return book;
}

/* changes: a record is added, and taken away again */

static uint8_t origin_wire[NAME_WIRE_MAX], owner_wire[NAME_WIRE_MAX];

struct single {
	struct change_record record;
	struct change change;
};

static void
make_change(struct single *single, bool add, unsigned number)
{
	static const uint8_t address[] = {192, 0, 2, 1};
	static uint8_t wires[IN_FLIGHT][NAME_WIRE_MAX];
	char owner[32];

	snprintf(owner, sizeof owner, "new%u.a.test.", number);
	single->record = (struct change_record){
	    .owner = zones_name(owner, wires[number]),
	    .type = TYPE_A,
	    .rdlength = sizeof address,
	    .rdata = address,
	};
	single->change = (struct change){
	    .kind = add ? CHANGE_ADD : CHANGE_DELETE_RRSET,
	    .zone = zones_name("a.test.", origin_wire),
	    .owner = single->record.owner,
	    .type = TYPE_A,
	    .records = &single->record,
	    .record_count = 1,
	};
}

static void
measure_amend(const char *what, struct book *book)
{
	struct check_policy policy = {0};
	double start = 0;
	unsigned count = 0;

	for (unsigned i = 0;; i++) {
		struct single single;
		struct changes changes = {.items = &single.change, .count = 1};
		struct verdict verdict = {0};
		struct book *next;

		make_change(&single, i % 2 == 0, 0);
		next = amend(book, &changes, &policy, &verdict);
		if (!next) {
			fprintf(stderr, "%s\n", verdict.reason);
			exit(1);
		}
		verdict_free(&verdict);
		book_unref(book);
		book = next;
		/* The first ones make what is made once. */
		if (i == 1)
			start = clock_of(CLOCK_PROCESS_CPUTIME_ID);
		else if (i > 1 && ++count >= 10 &&
			 clock_of(CLOCK_PROCESS_CPUTIME_ID) > start + 1)
			break;
	}
	printf("amend  %-46s %9.3f ms\n", what,
	       (clock_of(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e3 / count);
	fflush(stdout);
	book_unref(book);
}

/* a server */

static struct server *server;
static const char *zones_folder, *state_folder;
static unsigned in_flight, done;
static double until;

static void
set(struct config *config, const char *name, const char *value)
{
	char why[CONFIG_WHY_MAX];

	if (!config_set_text(config, setting_get(name, strlen(name)), value,
			     why)) {
		fprintf(stderr, "%s: %s\n", name, why);
		exit(1);
	}
}

static bool
configure(void *context, struct config *config, struct sources *sources,
	  struct diag_sink *sink)
{
	(void)context;
	(void)sources;
	(void)sink;
	set(config, "listen", "127.0.0.1@0");
	set(config, "log-level", "error");
	set(config, "zones", zones_folder);
	if (state_folder)
		set(config, "state", state_folder);
	return true;
}

static void submit(unsigned *number);

static bool there[IN_FLIGHT];

static void
on_done(void *context, const struct commit_result *result)
{
	unsigned *number = context;

	if (result->status != COMMIT_DONE) {
		fprintf(stderr, "%s\n", result->reason);
		exit(1);
	}
	there[*number] = !there[*number];
	done++;
	if (clock_of(CLOCK_MONOTONIC) < until)
		submit(number);
	else if (--in_flight == 0)
		uv_stop(server_loop(server));
}

static void
submit(unsigned *number)
{
	struct single single;

	make_change(&single, !there[*number], *number);
	commit_submit(server,
		      &(struct commit_request){&single.change, 1, NULL, 0},
		      on_done, number);
}

static void
measure_server(unsigned at_a_time)
{
	static const struct server_source source = {.configure = configure};
	static unsigned numbers[IN_FLIGHT];
	double start;

	if (server_start(&server, &source) != SERVER_STARTED)
		exit(1);
	memset(there, 0, sizeof there);
	done = 0;
	in_flight = at_a_time;
	start = clock_of(CLOCK_MONOTONIC);
	until = start + SECONDS;
	for (unsigned i = 0; i < at_a_time; i++) {
		numbers[i] = i;
		submit(&numbers[i]);
	}
	server_run(server);
	printf("serve  %-10s %2u at a time %27s %9.0f a second\n",
	       state_folder ? "state" : "no state", at_a_time, "",
	       done / (clock_of(CLOCK_MONOTONIC) - start));
	fflush(stdout);
}

static void
write_zone(const char *folder)
{
	char *path = xasprintf("%s/a.test.zone", folder);
	FILE *file = fopen(path, "we");

	if (!file) {
		perror(path);
		exit(1);
	}
	fputs("@ 3600 SOA ns hostmaster 7 7200 3600 1209600 3600\n@ NS ns\n"
	      "ns A 192.0.2.53\n@ MX 10 ns\n",
	      file);
	fclose(file);
	free(path);
}

int
main(int argc, char **argv)
{
	char place[] = "/tmp/mxd-bench-XXXXXX";
	const char *folder = argc > 1 ? argv[1] : mkdtemp(place);
	/* What a run has left in its state is none of the next one's. */
	char *states[] = {xasprintf("%s/state1", folder),
			  xasprintf("%s/state2", folder)};

	zones_name("a.test.", owner_wire);
	measure_amend("zone of 10 names", make_book(10, 0, 0));
	measure_amend("zone of 10,000 names", make_book(10000, 0, 0));
	measure_amend("10 names, beside 10,000 zones of 10",
		      make_book(10, 10000, 10));
	measure_amend("10 names, beside a zone of 1,000,000",
		      make_book(10, 1, 1000000));
	write_zone(folder);
	zones_folder = folder;
	measure_server(1);
	measure_server(IN_FLIGHT);
	state_folder = states[0];
	measure_server(1);
	state_folder = states[1];
	measure_server(IN_FLIGHT);
	free(states[0]);
	free(states[1]);
	return 0;
}
