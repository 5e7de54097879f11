/*
 * What an answer costs, from the octets of a query to those of the reply, in
 * process and warm: median and least nanoseconds, and allocations, a query.
 */
#include "answer/answer.h"
#include "support/queries.h"
#include "zone/master.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	QUERIES = 100000, /* a round */
	ROUNDS = 21,
	ANSWER_SIZE = 4096,
};

static const char zone_text[] = "$TTL 3600\n"
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
	const char *qname;
	uint16_t type;
} questions[] = {
    {"MX, two exchanges, A and AAAA", "example.", TYPE_MX},
    {"A", "mail1.example.", TYPE_A},
    {"CNAME to A", "www.example.", TYPE_A},
    {"MX by a wildcard", "a.b.wild.example.", TYPE_MX},
    {"CNAME by a DNAME", "x.old.example.", TYPE_A},
    {"referral with glue", "www.sub.example.", TYPE_A},
    {"NODATA", "mail1.example.", TYPE_TXT},
    {"NXDOMAIN", "nowhere.example.", TYPE_A},
    {"REFUSED", "elsewhere.test.", TYPE_A},
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
load(void)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct name origin = name_at((const uint8_t *)"\7example");
	struct master_options options = {.origin = origin};
	struct zone_builder *builder = zone_builder_new(origin);
	uint32_t file = sources_add(&sources, "example.zone", zone_text,
				    sizeof zone_text - 1);

	if (!master_read(&sources, file, &options, builder, &sink)) {
		diag_print(&sink, false);
		exit(EXIT_FAILURE);
	}

	struct draft draft = zone_builder_freeze(builder);
	struct view *view = view_new(
	    &(struct view_zone){.apex = draft.zone->origin, .zone = draft.zone},
	    1);

	draft_free(&draft);
	diag_free(&sink);
	sources_free(&sources);
	return view;
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

/* A query with an OPT, as resolvers and dig send it. */
static size_t
make_query(unsigned question, uint8_t *into, size_t size)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct test_query query;
	struct name qname;
	const char *text = questions[question].qname;

	if (name_from_text(text, strlen(text), NULL, wire, &qname))
		return 0;
	query_init(&query, qname, questions[question].type);
	query.edns = true;
	return query_write(&query, into, size);
}

static void
measure(const struct view *view, unsigned question)
{
	static const struct answer_settings settings = {.udp_size = 1232};
	static const uint8_t address[4] = {127, 0, 0, 1};
	const struct client client = {address, 4, TRANSPORT_UDP, 0};
	uint8_t query[512];
	uint8_t reply[ANSWER_SIZE];
	double ns[ROUNDS];
	size_t len = make_query(question, query, sizeof query);
	size_t size = 0;
	size_t before = allocations;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now_ns();

		for (int i = 0; i < QUERIES; i++)
			size = answer(view, &settings, NULL, &client, query,
				      len, reply, sizeof reply)
				   .len;
		ns[round] = (now_ns() - start) / QUERIES;
	}
	qsort(ns, ROUNDS, sizeof ns[0], by_value);
	printf("%-32s%6.0f ns (least %.0f), %g allocations, %zu octets, "
	       "rcode %d, %d answers, %d additional\n",
	       questions[question].what, ns[ROUNDS / 2], ns[0],
	       (double)(allocations - before) / ROUNDS / QUERIES, size,
	       reply[3] & 15, bytes_get16(reply + 6), bytes_get16(reply + 10));
}

int
main(void)
{
	struct view *view = load();

	for (unsigned i = 0; i < sizeof questions / sizeof questions[0]; i++)
		measure(view, i);
	view_unref(view);
	return EXIT_SUCCESS;
}
