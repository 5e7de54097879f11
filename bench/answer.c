/*
 * What an answer costs, from the octets of a query to those of the reply, in
 * process: median and least nanoseconds, and allocations, a query.
 * answer [ZONE QUESTIONS]
 *
 * Questions of a small zone are asked over and over, which is as warm as can
 * be; those of ZONE in their order, once a round.
 */
#include "answer/answer.h"
#include "answer/memo.h"
#include "questions.h"
#include "zone/master.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	QUERIES = 50000, /* a round */
	ROUNDS = 21,
	BIG_SET = 200, /* A records of one name */
};

static const char zone_text[] = "$ORIGIN example.\n"
				"$TTL 3600\n"
				"@ SOA ns hostmaster 1 7200 3600 1209600 300\n"
				"@ NS ns\n"
				"@ MX 10 mail1\n"
				"@ MX 20 mail2\n"
				"ns A 192.0.2.53\n"
				"mail1 A 192.0.2.1\n"
				"mail1 AAAA 2001:db8::1\n"
				"mail2 A 192.0.2.2\n"
				"mail2 AAAA 2001:db8::2\n"
				"www CNAME mail1\n"
				"*.wild MX 10 mail1\n"
				"old DNAME new\n"
				"x.new A 192.0.2.3\n"
				"sub NS ns.sub\n"
				"ns.sub A 192.0.2.4\n";

static const struct {
	const char *what;
	const char *question;
	enum transport transport;
	bool kept; /* by a worker's memo of answers */
} cases[] = {
    {"MX, two exchanges, A and AAAA", "example. MX", TRANSPORT_UDP, false},
    {"the same from the memo", "example. MX", TRANSPORT_UDP, true},
    {"the same over TCP", "example. MX", TRANSPORT_TCP, false},
    {"A", "mail1.example. A", TRANSPORT_UDP, false},
    {"CNAME to A", "www.example. A", TRANSPORT_UDP, false},
    {"MX by a wildcard", "a.b.wild.example. MX", TRANSPORT_UDP, false},
    {"CNAME by a DNAME", "x.old.example. A", TRANSPORT_UDP, false},
    {"referral with glue", "www.sub.example. A", TRANSPORT_UDP, false},
    {"NODATA", "mail1.example. TXT", TRANSPORT_UDP, false},
    {"NXDOMAIN", "nowhere.example. A", TRANSPORT_UDP, false},
    {"REFUSED", "elsewhere.test. A", TRANSPORT_UDP, false},
    {"200 A records, truncated", "many.example. A", TRANSPORT_UDP, false},
    {"200 A records over TCP", "many.example. A", TRANSPORT_TCP, false},
};

static size_t allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *
__wrap_malloc(size_t size)
{
	allocations++;
	return __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	allocations++;
	return __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	allocations++;
	return __real_realloc(old, size);
}

static struct view *
load(struct sources *sources, uint32_t file)
{
	struct diag_sink sink = {.sources = sources};
	struct master_options options = {0};
	uint8_t wire[NAME_WIRE_MAX];
	struct zone_builder *builder;
	struct draft draft;
	struct view *view;

	if (!master_origin(sources, file, wire, &options.origin)) {
		fputs("the zone has no origin\n", stderr);
		exit(EXIT_FAILURE);
	}
	builder = zone_builder_new(options.origin);
	if (!master_read(sources, file, &options, builder, &sink)) {
		diag_print(&sink, false);
		exit(EXIT_FAILURE);
	}
	draft = zone_builder_freeze(builder);
	view = view_new(
	    &(struct view_zone){.apex = draft.zone->origin, .zone = draft.zone},
	    1);
	draft_free(&draft);
	diag_free(&sink);
	sources_free(sources);
	return view;
}

static struct view *
load_small(void)
{
	struct sources sources = {0};
	char text[sizeof zone_text + 32 * BIG_SET];
	size_t len = sizeof zone_text - 1;

	memcpy(text, zone_text, len);
	for (int i = 0; i < BIG_SET; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
					"many A 192.0.3.%d\n", i);
	return load(&sources, sources_add(&sources, "example.zone", text, len));
}

static struct view *
load_file(const char *path)
{
	struct sources sources = {0};
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	if (!sources_read(&sources, path, &file, why)) {
		fprintf(stderr, "%s: %s\n", path, why);
		exit(EXIT_FAILURE);
	}
	return load(&sources, file);
}

static double
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int
by_value(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static size_t
count_of(const struct questions *asked)
{
	return asked->count > 1 ? asked->count : QUERIES;
}

static double
one_round(const struct view *view, const struct questions *asked,
	  struct memo *memo, enum transport transport, uint8_t *reply)
{
	static const struct answer_settings settings = {.udp_size = 1232};
	static const uint8_t address[4] = {127, 0, 0, 1};
	const struct client client = {address, 4, transport, 0};
	size_t queries = count_of(asked);
	double start = now_ns();

	for (size_t i = 0; i < queries; i++) {
		size_t len;
		const uint8_t *query =
		    questions_at(asked, i % asked->count, &len);

		answer(view, &settings, memo, &client, query, len, reply,
		       ANSWER_TCP_MAX);
	}
	return (now_ns() - start) / (double)queries;
}

static void
measure(const char *what, const struct view *view,
	const struct questions *asked, struct memo *memo,
	enum transport transport)
{
	static uint8_t reply[ANSWER_TCP_MAX];
	double ns[ROUNDS];
	size_t before = allocations;

	for (int round = 0; round < ROUNDS; round++)
		ns[round] = one_round(view, asked, memo, transport, reply);
	qsort(ns, ROUNDS, sizeof ns[0], by_value);
	printf("%-32s%6.0f ns (least %.0f), %g allocations, rcode %d, "
	       "%d answers, %d additional\n",
	       what, ns[ROUNDS / 2], ns[0],
	       (double)(allocations - before) / ROUNDS /
		   (double)count_of(asked),
	       reply[3] & 15, bytes_get16(reply + 6), bytes_get16(reply + 10));
}

static void
measure_warm(void)
{
	struct view *view = load_small();
	struct memo *memo = memo_new();

	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct questions asked = {0};
		char line[NAME_TEXT_MAX];

		snprintf(line, sizeof line, "%s", cases[i].question);
		if (!questions_add(&asked, line))
			fail(cases[i].question);
		measure(cases[i].what, view, &asked,
			cases[i].kept ? memo : NULL, cases[i].transport);
		questions_free(&asked);
	}
	memo_free(memo);
	view_unref(view);
}

static void
measure_file(const char *zone, const char *path)
{
	struct view *view = load_file(zone);
	struct questions asked = questions_read(path);

	measure("names at random", view, &asked, NULL, TRANSPORT_UDP);
	questions_free(&asked);
	view_unref(view);
}

int
main(int argc, char **argv)
{
	if (argc != 1 && argc != 3) {
		fputs("usage: answer [ZONE QUESTIONS]\n", stderr);
		return 64;
	}
	if (argc == 3)
		measure_file(argv[1], argv[2]);
	else
		measure_warm();
	return EXIT_SUCCESS;
}
